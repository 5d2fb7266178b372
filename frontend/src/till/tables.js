import { byId, fill, h, icon } from "./dom.js";
import { act, now } from "./screen.js";
import { open } from "./sheets.js";

const sheet = byId("table-sheet");

export function openTables() {
  const { tables, sale } = now();
  const sections = [...new Set(tables.map((one) => one.section))];
  fill(byId("table-sheet-body"),
    sections.map((section) => h("section", { class: "tables", "aria-label": section || "Tables" }, h("h3", { class: "label" }, section || "Tables"),
      h("div", { class: "table-keys" }, tables.filter((one) => one.section === section).map((one) => tableKey(one, sale.table))))),
    sale.table && h("div", { class: "keys" }, h("button", { type: "button", class: "key key-plain", onclick: () => choose("") }, icon("x"), "No table")));
  open(sheet);
}

function tableKey(table, current) {
  const orders = table.open_orders ? `, ${table.open_orders} open` : "";
  return h("button", { type: "button", class: "key table-key", "aria-pressed": String(table.name === current), "aria-label": `Table ${table.name}${orders}`,
    onclick: () => choose(table.name) }, table.name, table.open_orders ? h("small", {}, `${table.open_orders} open`) : null);
}

async function choose(name) {
  if (await act("PUT", "/sale", { table: name })) sheet.close();
}
