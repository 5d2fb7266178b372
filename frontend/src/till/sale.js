import { byId, fill, h, icon, nameOf, picture } from "./dom.js";
import { openDiscount, openLine } from "./lines.js";
import { openCustomer } from "./customer.js";
import { openDetails } from "./details.js";
import { openPay } from "./pay.js";
import { atLeastNothing, isLess, isZero, show } from "./money.js";
import { act } from "./screen.js";
import { sure } from "./sure.js";
import { openTables } from "./tables.js";

const SHOWN_NOWHERE = null;

export function drawSale(state) {
  const { sale } = state;
  fill(byId("sale-head"), head(state));
  fill(byId("sale-customer"), sale?.customer ? customerRow(state) : SHOWN_NOWHERE);
  fill(byId("sale-lines"), sale?.lines.length ? sale.lines.map(lineRow) : quiet(state));
  fill(byId("sale-totals"), sale ? totals(state) : SHOWN_NOWHERE);
  fill(byId("sale-keys"), keys(sale));
  fill(byId("phone-bar"), phoneBar(sale));
}

function head({ sale, tables }) {
  const about = sale ? [sale.order_type, sale.sale_number && `#${sale.sale_number}`] : [];
  return [
    h("div", {}, h("h2", {}, sale ? "Sale" : "No sale open"), h("p", {}, about.filter(Boolean).join(" · "))),
    sale && h("div", { class: "sale-head-keys" },
      h("button", { type: "button", class: "icon-button", "aria-label": "Sale details", "data-key": "details", onclick: openDetails }, icon("notebook-pen")),
      h("button", { type: "button", class: "icon-button", "aria-label": "Void sale", "data-key": "void", onclick: voidSale }, icon("trash-2"))),
    sale && h("div", { class: "facts" }, party(sale), tables.length ? tableChip(sale) : null),
    sale?.notes && h("p", { class: "sale-notes", tabindex: 0, role: "group", "aria-label": "Notes" }, sale.notes),
  ];
}

const party = ({ guests }) => guests && h("span", { class: "fact" }, icon("users"), `${guests} ${guests === 1 ? "guest" : "guests"}`);

function tableChip({ table }) {
  return h("button", { type: "button", class: "fact is-key", "data-key": "table", onclick: openTables }, icon("armchair"), table ? `Table ${table}` : "Set table");
}

async function voidSale() {
  if (await sure("Void this sale?", "Void sale")) act("DELETE", "/sale");
}

function customerRow({ sale, rewards }) {
  const member = rewards?.member;
  const points = member?.current_points;
  return h("button", { type: "button", class: "sale-customer", "data-key": "customer-row", onclick: openCustomer },
    h("span", { class: "sr-only" }, "Customer "), picture(member ?? sale.customer),
    h("span", { class: "sale-customer-text" }, h("strong", {}, nameOf(sale.customer)),
      h("small", {}, points ? `${points} ${member.points_label ?? "Points"}` : sale.customer.email ?? "")),
    icon("chevron-right"));
}

function lineRow(line) {
  const off = !isZero(line.discount);
  return h("button", { type: "button", class: "line", "data-key": `line-${line.number}`, onclick: () => openLine(line.number) },
    h("span", { class: "line-quantity" }, String(line.quantity)), h("span", { class: "sr-only" }, " × "),
    h("span", { class: "line-text" }, h("span", { class: "line-name" }, line.name),
      line.modifiers.map((one) => h("small", {}, `+ ${one.name ?? one}`)),
      line.notes && h("small", {}, line.notes), off && h("small", { class: "line-off" }, `Discount ${show(line.discount)}`)),
    " ", h("span", { class: "line-total" }, show(line.total)));
}

function quiet({ sale, last_order: last }) {
  if (sale) return h("p", { class: "sale-empty" }, icon("shopping-basket"), "Tap a product to ring it up.");
  return h("div", { class: "sale-empty" }, icon(last ? "circle-check" : "shopping-basket"),
    last ? [h("strong", {}, `Last sale: ${show(last.total)}`), h("span", {}, `${sentenceCase(last.status)} · ${last.sale_number ?? last.id}`)]
      : "Tap a product to start a sale.");
}

function totals({ sale, redemptions }) {
  return [
    sale.discount && row("Subtotal", show(sale.subtotal)),
    sale.discount && discountRow(sale.discount, redemptions ?? []),
    row("Tax", show(sale.tax)),
    row("Total", show(sale.total), "is-total"),
    isZero(sale.paid) ? null : paidRow(sale),
    isZero(sale.paid) ? null : dueRow(sale.due),
  ];
}

function row(name, value, css = "") {
  return h("div", { class: `total ${css}` }, h("span", {}, name), h("span", {}, value));
}

function paidRow({ paid, payments }) {
  const ways = payments.map((one) => (one.ref ? `${one.method} (${one.ref})` : one.method));
  return h("div", { class: "total" }, h("span", {}, "Paid", h("small", {}, [...new Set(ways)].join(", "))), h("span", {}, show(paid)));
}

/** What was paid ahead and is not used up yet is to the guest's credit. */
const dueRow = (due) => isLess(due) ? row("Credit", show(due.slice(1)), "is-due") : row("Due", show(due), "is-due");

function discountRow(discount, redemptions) {
  const titles = redemptions.filter((one) => one.success).map((one) => one.title);
  const given = discount.by === "add-on" ? titles.join(", ") || "Reward" : "Staff";
  const worth = discount.kind === "percent" ? ` ${discount.value} %` : "";
  return h("div", { class: "total is-discount" },
    h("span", {}, `Discount${worth}`, h("small", {}, given)),
    h("span", {}, show(discount.amount),
      h("button", { type: "button", class: "icon-button", "aria-label": "Remove discount", "data-key": "remove-discount",
        onclick: () => act("DELETE", "/sale/discount") }, icon("x"))));
}

function keys(sale) {
  const empty = !sale?.lines.length;
  return [
    key("Customer", "user-round", openCustomer),
    key("Discount", "percent", openDiscount, empty),
    key("Hold", "pause", () => act("POST", "/sale/hold"), empty && !sale?.order_id),
    h("button", { type: "button", class: "key key-pay", "data-key": "pay", disabled: empty, onclick: openPay },
      h("span", {}, "Pay"), " ", h("span", { class: "key-amount" }, sale && !empty ? show(atLeastNothing(sale.due)) : "")),
  ];
}

function key(label, picture, onclick, disabled = false) {
  return h("button", { type: "button", class: "key", "data-key": `key-${label}`, disabled, onclick }, icon(picture), h("span", {}, label));
}

new IntersectionObserver(([keys]) => {
  byId("phone-bar").hidden = keys.isIntersecting;
}).observe(byId("sale-keys"));

/** On a phone the sale lies below the products; this leads there, as long as its keys are out of sight. */
function phoneBar(sale) {
  const count = sale?.lines.length ?? 0;
  if (!count && !sale?.order_id) return SHOWN_NOWHERE;
  return h("button", { type: "button", class: "key key-pay", onclick: () => byId("sale").scrollIntoView({ behavior: "smooth" }) },
    `See sale · ${show(sale.total)}`);
}

const sentenceCase = (text) => text.charAt(0) + text.slice(1).toLowerCase().replaceAll("_", " ");
