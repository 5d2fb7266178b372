import { byId, fill, h } from "./dom.js";
import { isZero, show } from "./money.js";
import { act, draw, now } from "./screen.js";

let chosen = null;

export function drawCatalogue({ categories }) {
  const current = categories.find((one) => one.id === chosen) ?? categories[0];
  fill(byId("categories"), categories.map((one, place) => categoryKey(one, place, one === current)));
  const place = categories.indexOf(current);
  fill(byId("products"), (current?.products ?? []).map((product) => tile(product, place)));
}

function categoryKey(category, place, pressed) {
  const choose = () => {
    chosen = category.id;
    draw();
  };
  return h("button", { type: "button", class: `category tone-${place % 8}`, "aria-pressed": String(pressed),
    "data-key": `category-${category.id}`, onclick: choose }, category.name);
}

function tile(product, place) {
  const ring = () => ringUp(product.id);
  return h("button", { type: "button", class: `tile tone-${place % 8}`, disabled: !product.available,
    "data-key": `product-${product.id}`, onclick: ring },
    h("span", { class: "tile-name" }, product.name),
    h("span", { class: "tile-price" }, product.available ? show(product.price) : "Sold out"));
}

/** A second tap counts up the line of the first, unless that line has something of its own. */
function ringUp(id) {
  const line = now().sale?.lines.find((one) => one.product_id === id && isPlain(one));
  if (line) return act("PUT", `/sale/lines/${line.number}`, { quantity: Number(line.quantity) + 1 });
  return act("POST", "/sale/lines", { product_id: id });
}

const isPlain = (line) => !line.notes && !line.modifiers.length && isZero(line.discount);
