import { chime } from "./chime.js";
import { byId, fill, h, icon } from "./dom.js";
import { show } from "./money.js";
import { act, now } from "./screen.js";

let drawn = "";
let known = null;

/** Orders that wait for an answer lie beside the products, so that one press is enough. */
export function drawWaiting({ waiting }) {
  const shown = JSON.stringify(waiting);
  if (shown === drawn) return;
  drawn = shown;
  if (known && waiting.some((order) => !known.has(order.id))) chime();
  known = new Set(waiting.map((order) => order.id));
  byId("waiting").hidden = !waiting.length;
  fill(byId("waiting-cards"), waiting.map((order) => h("li", {}, card(order))));
}

function card(order) {
  return h("article", { class: "ticket", "aria-label": `Order ${order.sale_number ?? order.id}` },
    h("div", { class: "ticket-text" },
      h("h2", {}, order.customer ?? "No customer"),
      h("p", { class: "facts" }, facts(order)),
      order.notes && h("p", { class: "ticket-notes" }, order.notes),
      order.items.length ? h("p", {}, order.items.join(", ")) : null,
      paidAlready(order)),
    h("div", { class: "ticket-keys" },
      h("button", { type: "button", class: "key key-pay", "data-key": `accept-${order.id}`, onclick: () => accept(order.id) }, icon("check"), "Accept"),
      h("button", { type: "button", class: "key key-danger", "data-key": `reject-${order.id}`, onclick: () => reject(order.id) }, icon("ban"), "Reject")));
}

/** The order opens at once when no sale is on the screen. */
export async function accept(id) {
  await act("POST", `/orders/${id}/acceptance`, { open: true });
  return now().sale?.order_id === id;
}

export const reject = (id) => act("POST", `/orders/${id}/rejection`);

export function facts(order) {
  return [
    order.guests && h("span", { class: "fact" }, icon("users"), `${order.guests} ${order.guests === 1 ? "guest" : "guests"}`),
    order.table && h("span", { class: "fact" }, icon("armchair"), `Table ${order.table}`),
    order.order_type && h("span", { class: "fact" }, order.order_type),
    h("span", { class: "fact" }, icon("clock"), order.created_at.slice(11, 16)),
  ];
}

export function paidAlready({ payments }) {
  if (!payments.length) return null;
  const each = payments.map((one) => `${show(one.amount)} ${one.method}${one.ref ? ` (${one.ref})` : ""}`);
  return h("p", { class: "ticket-paid" }, icon("banknote"), `Paid already: ${each.join(", ")}`);
}
