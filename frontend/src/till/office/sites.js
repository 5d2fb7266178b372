import { call, Refusal } from "../api.js";
import { byId, fill, h, icon } from "../dom.js";
import { say } from "../notice.js";

async function read() {
  fill(byId("sites"), (await call("GET", "/simulator/sites")).map(panel));
}

function panel(site) {
  return h("section", { class: "panel", "aria-label": site.name }, h("h2", {}, site.name),
    h("h3", { class: "section-title" }, "Tables"),
    h("ul", { class: "rows is-columns" }, site.tables.map((table) => tableRow(site, table)), h("li", {}, newTable(site))),
    h("h3", { class: "section-title" }, "Products"),
    h("ul", { class: "rows is-columns" }, site.products.map((product) => productRow(site, product))));
}

function tableRow(site, table) {
  const save = (event) => {
    event.preventDefault();
    attempt(() => call("PUT", `/simulator/tables/${table.id}`, valuesOf(event.target)), "Saved.");
  };
  const remove = () => attempt(() => call("DELETE", `/simulator/tables/${table.id}`), `Table ${table.name} was removed.`);
  return h("li", {}, h("form", { class: "table-row", "aria-label": `Table ${table.name} at ${site.name}`, onsubmit: save },
    field(`name-${table.id}`, "name", "Name", table.name), field(`section-${table.id}`, "section", "Section", table.section),
    h("button", { class: "key key-plain", "data-key": `save-${table.id}` }, "Save"),
    h("button", { type: "button", class: "key key-plain", "aria-label": `Remove table ${table.name} at ${site.name}`, onclick: remove }, icon("trash-2"))));
}

function newTable(site) {
  const add = (event) => {
    event.preventDefault();
    attempt(() => call("POST", `/simulator/sites/${site.id}/tables`, valuesOf(event.target)), "The table was added.");
  };
  return h("form", { class: "table-row", "aria-label": `New table at ${site.name}`, onsubmit: add },
    field(`name-new-${site.id}`, "name", "New table", ""), field(`section-new-${site.id}`, "section", "Section", site.tables.at(-1)?.section ?? ""),
    h("button", { class: "key", "data-key": `add-${site.id}` }, icon("plus"), "Add"));
}

function field(id, name, label, value) {
  return h("div", {}, h("label", { class: "sr-only", for: id }, label),
    h("input", { class: "entry", id, name, value, placeholder: label, autocomplete: "off", maxlength: 40, "data-key": id }));
}

function productRow(site, product) {
  return h("li", { class: "product-row" }, h("span", {}, product.name),
    flip(site, product, "sold", "On the menu"), flip(site, product, "available", "In stock"));
}

function flip(site, product, name, label) {
  const turn = (event) => attempt(() => call("PUT", `/simulator/sites/${site.id}/products/${product.id}`, { [name]: event.target.checked }), "Saved.");
  return h("label", { class: "flip-row" }, h("input", { type: "checkbox", class: "flip", role: "switch", checked: product[name],
    "aria-label": `${product.name}: ${label.toLowerCase()}`, "data-key": `${name}-${site.id}-${product.id}`, onchange: turn }), label);
}

const valuesOf = (form) => Object.fromEntries(new FormData(form));

async function attempt(step, sentence) {
  try {
    await step();
    say("info", sentence);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    say("error", refusal.message);
    return;
  }
  await read();
}

await read().catch((refusal) => say("error", refusal.message));
