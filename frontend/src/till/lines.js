import { byId, fill, h, icon } from "./dom.js";
import { show } from "./money.js";
import { act, now } from "./screen.js";
import { open } from "./sheets.js";

const PERCENTS = ["5", "10", "15", "20", "50"];

export function openLine(number) {
  drawLine(number);
  open(byId("line-sheet"));
}

function drawLine(number) {
  const line = now().sale?.lines.find((one) => one.number === number);
  if (!line) return byId("line-sheet").close();
  const path = `/sale/lines/${number}`;
  const change = async (body) => (await act("PUT", path, body)) && drawLine(number);
  const remove = async () => (await act("DELETE", path)) && byId("line-sheet").close();
  const count = Number(line.quantity);
  fill(byId("line-sheet-body"),
    h("p", { class: "lead" }, line.name, " ", h("strong", {}, show(line.total))),
    h("div", { class: "stepper", role: "group", "aria-label": "Quantity" },
      h("button", { type: "button", class: "key", "aria-label": "One less", "data-key": "less", disabled: count <= 1, onclick: () => change({ quantity: count - 1 }) }, icon("minus")),
      h("output", { class: "stepper-value" }, String(line.quantity)),
      h("button", { type: "button", class: "key", "aria-label": "One more", "data-key": "more", onclick: () => change({ quantity: count + 1 }) }, icon("plus"))),
    percents("Off this line", (percent) => change({ percent_off: percent })),
    h("div", { class: "keys" },
      h("button", { type: "button", class: "key key-danger", onclick: remove }, icon("trash-2"), "Remove"),
      h("button", { type: "button", class: "key key-plain", "data-closes": true }, "Done")));
}

export function openDiscount() {
  const give = async (body) => (await act("PUT", "/sale/discount", body)) && byId("discount-sheet").close();
  const amount = h("input", { class: "entry", id: "discount-amount", inputmode: "decimal", autocomplete: "off", placeholder: "0.00" });
  const submit = (event) => {
    event.preventDefault();
    give({ amount: amount.value });
  };
  fill(byId("discount-sheet-body"),
    percents("Off the whole sale", (percent) => give({ percent })),
    h("form", { class: "entry-row", onsubmit: submit },
      h("label", { for: "discount-amount" }, "Amount"), amount,
      h("button", { class: "key" }, "Take off")));
  open(byId("discount-sheet"));
}

function percents(label, choose) {
  return h("div", { class: "percents", role: "group", "aria-label": label }, h("p", { class: "label" }, label),
    PERCENTS.map((percent) => h("button", { type: "button", class: "key", onclick: () => choose(percent) }, `${percent} %`)));
}
