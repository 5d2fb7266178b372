import { byId, fill, h, icon } from "./dom.js";
import * as money from "./money.js";
import { hush } from "./notice.js";
import { act, now } from "./screen.js";
import { open } from "./sheets.js";

const sheet = byId("pay-sheet");
const NOTES = [5n, 10n, 20n, 50n, 100n];
const SUGGESTED = 2;
const WAYS = [2, 3, 4];

let amount = "";
let tip = "";
let typing = "amount";
let done = null;

export function openPay() {
  startAgain();
  done = null;
  drawPay(now());
  open(sheet);
}

function startAgain() {
  amount = "";
  tip = "";
  typing = "amount";
}

export function drawPay(state) {
  const body = byId("pay-sheet-body");
  if (done) return fill(body, finished(done));
  if (!state.sale) return fill(body);
  fill(body, h("div", { class: "pay" }, sum(state.sale), keypad(), methods(state)));
}

function sum(sale) {
  const due = money.parse(sale.due);
  return h("div", { class: "pay-sum" },
    h("p", { class: "pay-due" }, h("small", {}, due < 0n ? "To give back" : "Due"), h("strong", {}, money.show(sale.due.replace("-", "")))),
    entry("amount", "Amount", amount || sale.due),
    entry("tip", "Tip", tip || money.write(0n)),
    h("div", { class: "pay-quick", role: "group", "aria-label": "Amounts" },
      quick("Exact", sale.due), handedOver(due).map((sum) => quick(money.show(money.write(sum)), money.write(sum)))),
    h("div", { class: "pay-quick", role: "group", "aria-label": "Split" },
      WAYS.map((ways) => quick(`Split ${ways}`, money.write(share(due, BigInt(ways))), "split"))),
    sale.payments.length ? h("ul", { class: "paid", "aria-label": "Paid so far" }, sale.payments.map(paidRow)) : null);
}

/** What a guest is likely to hand over: the sum rounded up to whole notes. */
function handedOver(due) {
  const sums = NOTES.map((note) => note * money.unit()).map((note) => ((due + note - 1n) / note) * note);
  return [...new Set(sums)].filter((sum) => sum > due).slice(0, SUGGESTED);
}

/** The first of `ways` equal parts, rounded up, so that the last guest never pays more. */
const share = (due, ways) => (due + ways - 1n) / ways;

function paidRow(payment) {
  return h("li", {}, h("span", {}, payment.ref ? `${payment.method} (${payment.ref})` : payment.method), h("span", {}, money.show(payment.amount)));
}

function entry(name, label, shown) {
  const choose = () => {
    typing = name;
    drawPay(now());
  };
  return h("button", { type: "button", class: "pay-entry", "data-key": `entry-${name}`, "aria-pressed": String(typing === name), onclick: choose },
    h("small", {}, label), h("span", {}, money.show(shown)));
}

function quick(label, value, picture) {
  const choose = () => {
    amount = value;
    typing = "amount";
    drawPay(now());
  };
  return h("button", { type: "button", class: "key key-plain", "data-key": `quick-${label}`, onclick: choose }, picture && icon(picture), label);
}

function keypad() {
  return h("div", { class: "keypad", role: "group", "aria-label": "Keypad" },
    ["1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "0"].map((digit) =>
      h("button", { type: "button", class: "key", "data-key": `pad-${digit}`, onclick: () => type(digit) }, digit)),
    h("button", { type: "button", class: "key", "data-key": "pad-back", "aria-label": "Delete digit", onclick: () => type("") }, icon("delete")));
}

function type(digit) {
  const before = typing === "amount" ? amount : tip;
  const after = digit ? before + digit : before.slice(0, -1);
  if (after && money.parse(after === "." ? "0." : after) === null) return;
  if (typing === "amount") amount = after;
  else tip = after;
  drawPay(now());
}

sheet.addEventListener("keydown", (event) => {
  if (/^[\d.]$/.test(event.key)) type(event.key);
  else if (event.key === "Backspace") type("");
});

function methods({ sale, payment_methods: ways }) {
  if (money.parse(sale.due) <= 0n) {
    return h("div", { class: "pay-methods" }, h("button", { type: "button", class: "key key-pay", onclick: finish }, icon("check"), "Finish sale"));
  }
  return h("div", { class: "pay-methods", role: "group", "aria-label": "Payment methods" },
    ways.map((way) => h("button", { type: "button", class: "key key-pay", "data-key": `method-${way.id}`, onclick: () => pay(way) },
      icon(pictureOf(way.name)), way.name)));
}

const pictureOf = (name) => (/cash/i.test(name) ? "banknote" : /card/i.test(name) ? "credit-card" : "wallet");

async function pay(way) {
  const body = { method_id: way.id, ...(amount && { amount }), ...(tip && { tip }) };
  await finishWith(() => act("POST", "/sale/payments", body));
}

const finish = () => finishWith(() => act("POST", "/sale/completion"));

async function finishWith(step) {
  const after = await step();
  if (!after) return;
  startAgain();
  if (!after.sale) {
    done = { order: after.last_order, sentence: after.message?.text };
    hush();
  }
  drawPay(after);
}

function finished({ order, sentence }) {
  return h("div", { class: "pay-done" }, icon("circle-check"),
    h("p", { class: "pay-done-total" }, money.show(order?.total ?? "0")),
    h("p", { class: "lead" }, sentence ?? "Paid."),
    h("p", {}, order ? `Sale ${order.sale_number ?? order.id}` : ""),
    h("button", { type: "button", class: "key key-pay", "data-closes": true, autofocus: true }, "New sale"));
}
