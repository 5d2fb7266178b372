import { byId, fill, h, icon } from "./dom.js";
import * as money from "./money.js";
import { act } from "./screen.js";
import { open } from "./sheets.js";

const sheet = byId("refund-sheet");
const WAYS = [["whole", "Everything"], ["items", "By item"], ["amount", "By amount"]];

let order = null;
let way = "whole";
let chosen = new Map();
let amount = "";

/** Lets the cashier give money back for a finished sale: all that is left, some items, or a sum. */
export function openRefund(sale) {
  order = sale;
  way = "whole";
  chosen = new Map();
  amount = "";
  drawRefund();
  open(sheet);
}

function drawRefund() {
  const { refundable } = order;
  const ways = WAYS.filter(([key]) => key !== "items" || (refundable.by_line && refundable.lines.length));
  fill(byId("refund-sheet-body"), h("form", { class: "form", onsubmit: refund },
    h("p", { class: "lead" }, `Sale ${order.sale_number ?? order.id}, ${money.show(refundable.amount)} to refund`),
    h("div", { class: "choice", role: "group", "aria-label": "What to refund" }, ways.map(wayKey)),
    { whole: () => null, items, amount: sum }[way](),
    h("button", { class: "key key-danger", "data-key": "refund", disabled: way === "items" && !chosen.size }, icon("undo-2"), label())));
}

function label() {
  if (way === "whole") return `Refund ${money.show(order.refundable.amount)}`;
  const items = [...chosen.values()].reduce((sum, count) => sum + count, 0);
  return way === "items" ? `Refund ${items} ${items === 1 ? "item" : "items"}` : "Refund";
}

function wayKey([key, name]) {
  const choose = () => {
    way = key;
    drawRefund();
    if (key === "amount") byId("refund-amount").focus();
  };
  return h("button", { type: "button", class: "choice-key", "aria-pressed": String(way === key), "data-key": `way-${key}`, onclick: choose }, name);
}

function items() {
  return h("ul", { class: "refund-items" }, order.refundable.lines.map((line) => {
    const count = chosen.get(line.number) ?? 0;
    return h("li", {}, h("span", {}, line.name), h("small", {}, `${line.quantity} left`),
      h("div", { class: "refund-count", role: "group", "aria-label": line.name },
        step(line, "minus", "One fewer", count - 1), h("output", {}, String(count)), step(line, "plus", "One more", Math.min(count + 1, line.quantity))));
  }));
}

function step(line, picture, name, next) {
  const choose = () => {
    if (next > 0) chosen.set(line.number, next);
    else chosen.delete(line.number);
    drawRefund();
  };
  return h("button", { type: "button", class: "key", "aria-label": `${name}: ${line.name}`, "data-key": `${picture}-${line.number}`, onclick: choose }, icon(picture));
}

function sum() {
  return h("div", { class: "form" }, h("label", { for: "refund-amount" }, "Amount"),
    h("input", { class: "entry", id: "refund-amount", inputmode: "decimal", autocomplete: "off", value: amount, required: true,
      oninput: (event) => {
        amount = event.target.value;
      } }));
}

async function refund(event) {
  event.preventDefault();
  const lines = [...chosen].map(([number, quantity]) => ({ number, quantity }));
  const body = { whole: {}, items: { lines }, amount: { amount: amount.trim().replace(",", ".") } }[way];
  if (await act("POST", `/orders/${order.id}/refund`, body)) sheet.close();
}
