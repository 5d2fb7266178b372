import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const dark = matchMedia("(prefers-color-scheme: dark)");

/** Draws the chart that `element` describes, and again when its size or the theme changes. */
export function draw(element) {
  const chart = init(element, null, { renderer: "svg" });
  const paint = () => chart.setOption(options(JSON.parse(element.dataset.chart), element), true);
  paint();
  new ResizeObserver(() => chart.resize()).observe(element);
  new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  dark.addEventListener("change", paint);
}

function options({ kind, days, series }, element) {
  const ink = colour(element, "--color-ink-soft");
  const line = colour(element, "--color-line");
  const text = { color: ink, fontFamily: getComputedStyle(element).fontFamily, fontSize: 12 };
  return {
    animationDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 400,
    color: ["--color-primary", "--color-accent", "--color-secondary"].map((name) => colour(element, name)),
    textStyle: text,
    grid: { left: 4, right: 8, top: series.length > 1 ? 36 : 12, bottom: 4, containLabel: true },
    legend: series.length > 1 ? { left: 0, top: 0, icon: "circle", itemWidth: 8, textStyle: text } : undefined,
    // Rich text is drawn, not written as HTML: the page's policy allows no style attributes.
    tooltip: { trigger: "axis", renderMode: "richText", backgroundColor: colour(element, "--color-base-100"),
      borderColor: line, textStyle: { ...text, color: colour(element, "--color-base-content") } },
    xAxis: { type: "category", data: days, axisTick: { show: false }, axisLine: { lineStyle: { color: line } },
      axisLabel: text },
    yAxis: { type: "value", splitLine: { lineStyle: { color: line } }, axisLabel: text },
    series: series.map(({ name, values }) => ({ name, type: kind, data: values, barMaxWidth: 22, smooth: 0.3,
      symbolSize: 6, itemStyle: { borderRadius: kind === "bar" ? [5, 5, 0, 0] : 0 }, stack: kind === "bar" ? "all" : undefined })),
  };
}

// Resolved by the browser, since the chart library does not read every way of writing a colour.
function colour(element, name) {
  const context = document.createElement("canvas").getContext("2d");
  context.fillStyle = getComputedStyle(element).getPropertyValue(name).trim();
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}
