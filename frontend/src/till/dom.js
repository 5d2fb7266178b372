// Building pages from data. Text is always set as text, so nothing that an add-on sends becomes markup.

/** `h("button", { class: "x", onclick }, "text", child)`; null and false children are left out. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked" || key === "selected") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${document.body.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

export const byId = (id) => document.getElementById(id);

/** Replaces what `region` shows and keeps the focus on the part with the same `data-key`. */
export function fill(region, ...children) {
  const key = region.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  region.replaceChildren(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  if (key) region.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

/** A round picture: the add-on's own, or initials where there is none or it does not load. */
export function picture(person, css = "") {
  const names = [person.first_name, person.last_name].filter(Boolean);
  const initials = names.map((name) => [...name][0].toUpperCase()).join("") || "?";
  const hue = [...names.join("")].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 8;
  const round = h("span", { class: `round hue-${hue} ${css}`, "aria-hidden": "true" }, initials);
  if (person.icon_url) {
    const image = h("img", { src: person.icon_url, alt: "" });
    image.addEventListener("load", () => round.replaceChildren(image));
  }
  return round;
}

export const nameOf = (person) => [person.first_name, person.last_name].filter(Boolean).join(" ");
