import { BarChart, HeatmapChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent, VisualMapContinuousComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { height, options } from "./pictures.js";
import { walk } from "./walking.js";

use([BarChart, HeatmapChart, LineChart, ScatterChart, GridComponent, LegendComponent, TooltipComponent,
  VisualMapContinuousComponent, SVGRenderer]);

const dark = matchMedia("(prefers-color-scheme: dark)");

/** Charts that were drawn before on this page; what is drawn anew with later figures does not grow from nothing. */
const known = new Set();

/** Draws the chart that `element` describes, and again when its size or the theme changes; at once when `still`. */
export function draw(element, { still = false } = {}) {
  const picture = JSON.parse(element.dataset.chart);
  const tall = height(picture);
  if (tall) element.style.height = tall;
  // What is drawn is for the eye; others read the sentence, walk with the keys, or open the table.
  const paper = element.appendChild(document.createElement("div"));
  paper.className = "chart-paper";
  paper.ariaHidden = "true";
  const chart = init(paper, null, { renderer: "svg" });
  const moves = !still && !known.has(element.ariaLabel) && !matchMedia("(prefers-reduced-motion: reduce)").matches;
  known.add(element.ariaLabel);
  const size = () => `${paper.clientWidth} ${paper.clientHeight}`;
  let painted = size();
  const paint = (animation) => {
    if (!element.isConnected) return leave();
    chart.setOption({ ...options(picture, element), animation }, true);
  };
  const repaint = () => paint(false);
  const sizes = new ResizeObserver(() => {
    if (!element.isConnected) return leave();
    if (size() === painted) return;
    painted = size();
    chart.resize();
    repaint();
  });
  const themes = new MutationObserver(repaint);
  function leave() {
    sizes.disconnect();
    themes.disconnect();
    dark.removeEventListener("change", repaint);
    chart.dispose();
  }
  paint(moves);
  walk(element, chart, picture);
  sizes.observe(paper);
  themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  dark.addEventListener("change", repaint);
}
