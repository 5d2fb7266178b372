// The paper under a plan: a dot at each corner of its squares.
import { SQUARE, element } from "./drawing.js";

const SMALLEST_SQUARE = 13; // pixels; a large section is scrolled

export function layPaper(svg, { columns }) {
  svg.style.minWidth = `${columns * SMALLEST_SQUARE}px`;
  if (!svg.querySelector(".editor-grid")) svg.prepend(...grid());
}

function grid() {
  const pattern = element("pattern", { id: "squares", width: SQUARE, height: SQUARE, patternUnits: "userSpaceOnUse" });
  pattern.append(element("circle", { class: "editor-dot", r: 0.7, cx: 0, cy: 0 }));
  const ground = element("rect", { class: "editor-grid", width: "100%", height: "100%", fill: "url(#squares)" });
  const defs = element("defs", {});
  defs.append(pattern);
  return [defs, ground];
}
