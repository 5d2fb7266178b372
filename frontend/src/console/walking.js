// Pictures by keyboard: the arrows go from place to place, and what stands there is said.
import { said } from "./pictures.js";

export function walk(element, chart, picture) {
  const voice = document.createElement("p");
  voice.className = "sr-only";
  voice.ariaLive = "polite";
  element.after(voice);
  element.setAttribute("role", "application");
  element.setAttribute("aria-roledescription", "picture");
  element.setAttribute("aria-description", "The arrow keys go through what is drawn.");
  let at = -1;

  element.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") return leave();
    const next = step(picture, at, event.key);
    if (next === null) return;
    event.preventDefault();
    show(next);
  });
  element.addEventListener("blur", leave);

  function show(next) {
    dim();
    at = next;
    chart.dispatchAction({ type: "highlight", seriesIndex: seen(picture), dataIndex: at });
    chart.dispatchAction({ type: "showTip", seriesIndex: seen(picture), dataIndex: at });
    voice.textContent = said(picture, at).join(". ");
  }

  function leave() {
    dim();
    chart.dispatchAction({ type: "hideTip" });
    at = -1;
  }

  function dim() {
    if (at >= 0 && !chart.isDisposed()) chart.dispatchAction({ type: "downplay", seriesIndex: seen(picture), dataIndex: at });
  }
}

/** Which series can be pointed at: behind the dots lies a line that cannot. */
const seen = ({ kind }) => (kind === "dots" ? 1 : 0);

/** Where a key leads to from `at`; null for a key that leads nowhere. */
function step({ kind, days, rows }, at, key) {
  const across = days.length;
  const last = across * (kind === "heat" ? rows.length : 1) - 1;
  const down = kind === "heat" ? across : 1;
  const ways = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: down, ArrowUp: -down };
  if (key === "Home") return 0;
  if (key === "End") return last;
  if (!(key in ways)) return null;
  if (at < 0) return 0;
  const next = at + ways[key];
  return next < 0 || next > last ? at : next;
}
