// Building the diary from data. What is typed by people is always set as text.

const page = document.getElementById("diary");

/** `h("button", { class: "x", "data-id": 1 }, "text", child)`; null and false are left out. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function icon(name, label = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  if (label) svg.setAttribute("aria-label", label);
  else svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${page.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

export const byId = (id) => document.getElementById(id);

/** Puts text where it is another one; what is read out need not be read twice. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const kept = new WeakMap();

/**
 * Makes the children of `parent` be those of `items`, in their order, and builds only what looks different.
 * `keyOf` names an item, `looksOf` is a string that changes with what it looks like, `build` makes its element,
 * and `place` puts it where it belongs, each time.
 */
export function keep(parent, items, { keyOf, looksOf, build, place = () => {} }) {
  const before = kept.get(parent) ?? new Map();
  const after = new Map();
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  let mark = null;
  for (const item of items) {
    const key = keyOf(item);
    const looks = looksOf(item);
    const known = before.get(key);
    before.delete(key);
    const element = known?.looks === looks ? known.element : renewed(known, build(item), focused);
    place(element, item);
    after.set(key, { element, looks });
    const expected = mark ? mark.nextSibling : parent.firstChild;
    if (element !== expected) parent.insertBefore(element, expected);
    mark = element;
  }
  for (const { element } of before.values()) element.remove();
  kept.set(parent, after);
}

// A part that is built anew while it has the focus keeps it.
function renewed(known, element, focused) {
  if (!known) return element;
  const had = known.element.contains(focused) ? focused.dataset.part ?? "" : null;
  known.element.replaceWith(element);
  if (had !== null) (element.querySelector(`[data-part="${had}"]`) ?? element).focus({ preventScroll: true });
  return element;
}
