import { h, icon } from "./dom.js";
import { noticePlace } from "./sheets.js";

const INFO_STAYS_MS = 5000;
const PICTURES = { info: "circle-check", warning: "info", error: "triangle-alert" };
let hiding;

/** Shows one sentence. Errors stay until they are dismissed or something else is said. */
export function say(level, text, dismissed = () => {}) {
  hush();
  const dismiss = () => {
    hush();
    dismissed();
  };
  noticePlace().replaceChildren(
    h("div", { class: `notice is-${level}`, role: level === "error" ? "alert" : "status" },
      icon(PICTURES[level] ?? "info"), h("p", {}, text),
      h("button", { type: "button", class: "icon-button", "aria-label": "Dismiss", onclick: dismiss }, icon("x"))),
  );
  if (level === "info") hiding = setTimeout(hush, INFO_STAYS_MS);
}

export function hush() {
  clearTimeout(hiding);
  for (const place of document.querySelectorAll("[data-notice]")) place.replaceChildren();
}
