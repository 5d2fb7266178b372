// What a finger or a mouse does on the plan: drag tables, draw a frame around several, tap beside them.
import { SQUARE, element } from "./drawing.js";

const SLACK = 5; // pixels that a tap may tremble

/**
 * `grabbed(id)` answers the ids that go along; `dragged(ids, across, down)` is told how far, in squares, and
 * `dropped()` when the hand lets go. `framed(ids, event)` has the tables in a frame, `tapped()` none.
 */
export function watchHand(svg, { grabbed, dragged, dropped, framed, tapped }) {
  let drag = null;

  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || drag) return;
    const id = event.target.closest("[data-table]")?.dataset.table;
    drag = { id, start: event, from: at(svg, event), ids: null, frame: null };
  });

  svg.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.start.pointerId) return;
    if (!drag.ids && !drag.frame && !begins(svg, drag, event, grabbed)) return;
    const to = at(svg, event);
    if (drag.frame) stretch(drag.frame, drag.from, to);
    else dragged(drag.ids, Math.round((to.x - drag.from.x) / SQUARE), Math.round((to.y - drag.from.y) / SQUARE));
  });

  // A finger on a table moves the table and not the page; touch-action does not hold inside of a drawing.
  svg.addEventListener("touchmove", (event) => drag?.id && event.preventDefault(), { passive: false });

  svg.addEventListener("pointerup", (event) => {
    if (!drag) return;
    if (drag.ids) dropped();
    if (drag.frame) framed(inside(svg, drag.frame), event);
    if (drag.ids || drag.frame) swallowClick(svg);
    else if (!drag.id) tapped();
    drag.frame?.remove();
    drag = null;
  });

  svg.addEventListener("pointercancel", () => {
    if (drag?.ids) dropped();
    drag?.frame?.remove();
    drag = null;
  });
}

function begins(svg, drag, event, grabbed) {
  if (Math.hypot(event.clientX - drag.start.clientX, event.clientY - drag.start.clientY) < SLACK) return false;
  if (drag.id) drag.ids = grabbed(drag.id);
  // A finger beside the tables scrolls.
  else if (event.pointerType === "mouse") drag.frame = svg.appendChild(element("rect", { class: "editor-frame" }));
  else return false;
  svg.setPointerCapture(event.pointerId);
  return true;
}

function at(svg, event) {
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
}

function stretch(frame, from, to) {
  frame.setAttribute("x", Math.min(from.x, to.x));
  frame.setAttribute("y", Math.min(from.y, to.y));
  frame.setAttribute("width", Math.abs(from.x - to.x));
  frame.setAttribute("height", Math.abs(from.y - to.y));
}

function inside(svg, frame) {
  const drawn = frame.getBoundingClientRect();
  return [...svg.querySelectorAll("[data-table]")]
    .filter((node) => {
      const box = node.getBoundingClientRect();
      const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
      return drawn.left <= x && x <= drawn.right && drawn.top <= y && y <= drawn.bottom;
    })
    .map((node) => node.dataset.table);
}

// After a drag the browser reports a click as well.
function swallowClick(svg) {
  const swallow = (event) => event.stopImmediatePropagation();
  svg.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => svg.removeEventListener("click", swallow, { capture: true }));
}
