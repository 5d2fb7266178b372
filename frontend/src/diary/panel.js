// The panel at the side: what the server says of a booking, a new one, a walk-in or the waitlist.
import { address, day } from "./day.js";
import { byId, h, icon } from "./dom.js";
import { refresh } from "./live.js";

const side = byId("side");
const panel = byId("panel");
let opener = null;

export const openBooking = (id) => open(`${address}/bookings/${id}`, "Booking");
export const openWaitlist = () => open(`${address}/waitlist?day=${day}`, "Waitlist");

export function openNew({ minute, tables = [], covers } = {}) {
  const asked = new URLSearchParams({ day });
  if (minute !== undefined) asked.set("minute", minute);
  if (tables.length) asked.set("tables", tables.join());
  if (covers) asked.set("covers", covers);
  open(`${address}/new?${asked}`, "New booking");
}

export function openWalkIn(tables = []) {
  open(`${address}/walk-in${tables.length ? `?tables=${tables.join()}` : ""}`, "Walk-in");
}

export const isOpen = () => !side.hidden;

export function close() {
  if (side.hidden) return;
  side.hidden = true;
  panel.replaceChildren();
  document.body.classList.remove("has-side");
  mark(null);
  const back = opener?.isConnected ? opener : document.querySelector(`[data-booking="${opener?.dataset.booking}"]`);
  back?.focus({ preventScroll: true });
  opener = null;
}

function open(path, label) {
  opener = document.activeElement === document.body ? opener : (document.activeElement ?? opener);
  side.hidden = false;
  document.body.classList.add("has-side");
  panel.setAttribute("aria-label", label);
  panel.setAttribute("aria-busy", "true");
  mark(path.match(/bookings\/([^/?]+)/)?.[1] ?? null);
  // What is swapped is told of at its source: the panel has to hear of it.
  window.htmx.ajax("GET", path, { source: panel, target: "#panel", swap: "innerHTML" });
}

let chosen = null;

// Marks the booking that the panel is about, in every view.
function mark(id) {
  chosen = id;
  markChosen();
  document.querySelector(".block.is-chosen")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

export function markChosen() {
  for (const element of document.querySelectorAll("[data-booking]")) {
    element.classList.toggle("is-chosen", element.dataset.booking === chosen);
  }
}

/** Lets sheets be closed, and the day be fetched after what they do. */
export function allowPanel() {
  document.addEventListener("panel-closed", close);
  document.addEventListener("htmx:after:swap", filled);
  panel.addEventListener("click", (event) => {
    if (!event.target.closest("[data-closes-sheet]")) return;
    event.preventDefault();
    close();
  });
}

function filled(event) {
  if (!panel.contains(event.target) || !isOpen()) return;
  panel.removeAttribute("aria-busy");
  panel.setAttribute("aria-label", panel.querySelector("h2")?.textContent.trim() || panel.getAttribute("aria-label"));
  if (!panel.querySelector("[data-closes-sheet]")) panel.prepend(closeButton());
  if (panel.contains(document.activeElement) && document.activeElement !== panel) return;
  const first = panel.querySelector("[autofocus]") ?? panel;
  first.focus({ preventScroll: true });
  refresh();
}

function closeButton() {
  return h("button", { type: "button", class: "icon-button diary-side-close", "data-closes-sheet": true, "aria-label": "Close" }, icon("x"));
}
