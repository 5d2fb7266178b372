// Shortcuts of the page, where nobody types.
import { byId } from "./dom.js";
import { search } from "./list.js";
import { close, isOpen, openNew, openWaitlist, openWalkIn } from "./panel.js";

const TYPING = "input, textarea, select, [contenteditable]";

/** `show` puts another view on the stage. */
export function allowKeys(show) {
  const follow = (id) => () => byId(id)?.click();
  const does = {
    n: () => openNew(),
    w: () => openWalkIn(),
    l: () => openWaitlist(),
    t: follow("day-today"),
    "[": follow("day-before"),
    "]": follow("day-after"),
    1: () => show("timeline"),
    2: () => show("floor"),
    3: () => show("list"),
    "?": () => byId("help").showModal(),
    "/": () => {
      show("list");
      search.focus();
    },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && isOpen()) return close();
    if (event.target.closest?.(TYPING)) return;
    const act = does[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
