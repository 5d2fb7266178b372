import { byId, fill, h, icon } from "./dom.js";
import { act } from "./screen.js";
import { open } from "./sheets.js";

const sheet = byId("quantity-sheet");

/** Lets the cashier choose how many points of a reward with `variable_quantity` are used. */
export function openQuantity(reward) {
  const most = Number.parseInt(reward.points_required, 10);
  const step = stepFor(most);
  const label = reward.points_label ?? "Points";
  const input = h("input", { class: "quantity-value", id: "quantity", type: "text", inputmode: "numeric", autocomplete: "off",
    value: String(most), "aria-label": label });
  const set = (value) => {
    input.value = String(Math.max(1, Math.min(most, value)));
  };
  const chosen = () => Number.parseInt(input.value, 10) || 0;
  const redeem = async (event) => {
    event.preventDefault();
    const quantity = input.value.trim();
    sheet.close();
    await act("POST", "/sale/redemptions", { reward_id: reward.id, quantity: /^\d+$/.test(quantity) ? Number(quantity) : quantity });
  };
  fill(byId("quantity-sheet-body"), h("form", { class: "form", onsubmit: redeem },
    h("p", { class: "lead" }, reward.title),
    h("div", { class: "quantity" },
      h("button", { type: "button", class: "key", "aria-label": `${step} fewer`, onclick: () => set(chosen() - step) }, icon("minus")),
      h("div", { class: "quantity-middle" }, input, h("small", {}, `of ${most} ${label}`)),
      h("button", { type: "button", class: "key", "aria-label": `${step} more`, onclick: () => set(chosen() + step) }, icon("plus"))),
    h("div", { class: "percents", role: "group", "aria-label": "Shares" }, [[4, "A quarter"], [2, "Half"], [1, "All"]].map(([part, name]) =>
      h("button", { type: "button", class: "key key-plain", onclick: () => set(Math.floor(most / part)) }, name))),
    h("button", { class: "key key-pay" }, reward.action_label ?? "Redeem")));
  open(sheet);
  input.select();
}

const stepFor = (most) => (most >= 1000 ? 100 : most >= 100 ? 10 : 1);
