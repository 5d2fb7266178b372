import { byId, fill, h, icon } from "./dom.js";
import { show } from "./money.js";
import { openRefund } from "./refund.js";
import { act, draw } from "./screen.js";
import { open } from "./sheets.js";
import { sure } from "./sure.js";
import { accept, facts, paidAlready, reject } from "./waiting.js";

const SHELVES = [["waiting", "Waiting"], ["held", "On hold"], ["recent", "Recent"]];
let shelf = "waiting";

byId("orders").addEventListener("click", () => {
  open(byId("orders-sheet"));
});

export function drawOrdersKey({ waiting, held }) {
  fill(byId("orders"), icon("inbox"), h("span", { class: "bar-label" }, "Orders"),
    waiting.length ? h("span", { class: "count is-waiting", "aria-label": `${waiting.length} waiting` }, String(waiting.length)) : null,
    !waiting.length && held.length ? h("span", { class: "count", "aria-label": `${held.length} on hold` }, String(held.length)) : null);
}

export function drawOrders(state) {
  const orders = state[shelf];
  fill(byId("orders-sheet-body"),
    h("div", { class: "choice", role: "group", "aria-label": "Which orders" }, SHELVES.map(([key, label]) => shelfKey(key, label, state[key].length))),
    orders.length ? h("ul", { class: "orders" }, orders.map((order) => h("li", {}, orderCard(order))))
      : h("div", { class: "hint" }, icon("inbox"), h("strong", {}, { waiting: "No order is waiting.", held: "No order is on hold.", recent: "Nothing was sold yet." }[shelf])));
}

function shelfKey(key, label, count) {
  const choose = () => {
    shelf = key;
    draw();
  };
  return h("button", { type: "button", class: "choice-key", "aria-pressed": String(shelf === key), "data-key": `shelf-${key}`, onclick: choose },
    label, count ? h("span", { class: "count" }, String(count)) : null);
}

function orderCard(order) {
  return h("article", { class: "order", "aria-label": `Order ${order.sale_number ?? order.id}` },
    h("header", {}, h("strong", {}, order.sale_number ?? order.id), h("span", { class: `status is-${order.status.toLowerCase()}` }, wordsFor(order)),
      h("b", {}, show(order.total))),
    order.customer && h("p", { class: "order-customer" }, h("strong", {}, order.customer)),
    h("p", { class: "facts" }, facts(order)),
    h("p", { class: "order-items" }, order.items.join(", ") || (order.is_refund ? "An amount" : "No items yet")),
    order.notes && h("p", { class: "ticket-notes" }, order.notes),
    order.status === "COMPLETE" ? null : paidAlready(order),
    h("footer", {}, keysFor(order)));
}

function keysFor(order) {
  const path = `/orders/${order.id}`;
  if (order.status === "SUBMITTED") {
    return [key("Accept", "check", "key-pay", () => acceptHere(order.id)), key("Reject", "ban", "key-danger", () => reject(order.id))];
  }
  if (["ACCEPTED", "ON_HOLD", "PENDING"].includes(order.status)) {
    return [key("Open", "play", "key-pay", () => resume(`${path}/resumption`)),
      key("Void", "trash-2", "key-plain", () => ask(`Void order ${order.sale_number ?? order.id}?`, "Void order", "DELETE", path))];
  }
  return [
    order.refundable && key("Refund", "undo-2", "key-plain", () => openRefund(order)),
    order.can_be_opened && key("Open again", "rotate-ccw", "key-plain", () => resume(`${path}/reopening`)),
    order.can_be_taken_back && key("Take back", "trash-2", "key-plain", () => ask(`Take refund ${order.sale_number ?? order.id} back?`, "Take back", "DELETE", `${path}/refund`)),
  ];
}

async function acceptHere(id) {
  if (await accept(id)) byId("orders-sheet").close();
}

async function resume(path) {
  if (await act("POST", path)) byId("orders-sheet").close();
}

async function ask(question, label, method, path) {
  if (await sure(question, label)) act(method, path);
}

function key(label, picture, css, onclick) {
  return h("button", { type: "button", class: `key ${css}`, onclick }, icon(picture), label);
}

function wordsFor(order) {
  if (order.is_refund) return order.status === "DELETED" ? "Refund taken back" : "Refund";
  return { SUBMITTED: "Waiting", ACCEPTED: "Accepted", ON_HOLD: "On hold", PENDING: "Pending", COMPLETE: "Paid", REJECTED: "Rejected", DELETED: "Voided" }[order.status] ?? order.status;
}
