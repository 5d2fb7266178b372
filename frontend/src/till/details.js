import { byId, fill, h } from "./dom.js";
import { act, now } from "./screen.js";
import { open } from "./sheets.js";

const TYPES = ["Dine in", "Takeaway", "Delivery"];

export function openDetails() {
  const { sale } = now();
  const type = h("select", { class: "entry", id: "sale-type" },
    [...new Set([...TYPES, sale.order_type].filter(Boolean))].map((one) => h("option", { selected: one === sale.order_type }, one)));
  const guests = h("input", { class: "entry", id: "sale-guests", inputmode: "numeric", value: sale.guests ?? "" });
  const notes = h("textarea", { class: "entry", id: "sale-notes", rows: 3 }, sale.notes ?? "");
  const save = async (event) => {
    event.preventDefault();
    const body = { order_type: type.value, notes: notes.value, ...(guests.value && { guests: Number(guests.value) }) };
    if (await act("PUT", "/sale", body)) byId("details-sheet").close();
  };
  fill(byId("details-sheet-body"), h("form", { class: "form", onsubmit: save },
    h("label", { for: "sale-type" }, "Order type"), type,
    h("label", { for: "sale-guests" }, "Guests"), guests,
    h("label", { for: "sale-notes" }, "Notes"), notes,
    h("button", { class: "key key-pay" }, "Save")));
  open(byId("details-sheet"));
}
