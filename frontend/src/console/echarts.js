import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const dark = matchMedia("(prefers-color-scheme: dark)");

/** Charts that were drawn before on this page; what is drawn anew with later figures does not grow from nothing. */
const known = new Set();

/** Draws the chart that `element` describes, and again when its size or the theme changes. */
export function draw(element) {
  const chart = init(element, null, { renderer: "svg" });
  const moves = !known.has(element.ariaLabel) && !matchMedia("(prefers-reduced-motion: reduce)").matches;
  known.add(element.ariaLabel);
  const paint = () => {
    if (!element.isConnected) return leave();
    chart.setOption({ ...options(JSON.parse(element.dataset.chart), element), animation: moves }, true);
  };
  const sizes = new ResizeObserver(() => (element.isConnected ? chart.resize() : leave()));
  const themes = new MutationObserver(paint);
  function leave() {
    sizes.disconnect();
    themes.disconnect();
    dark.removeEventListener("change", paint);
    chart.dispose();
  }
  paint();
  sizes.observe(element);
  themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  dark.addEventListener("change", paint);
}

function options({ kind, days, series, money }, element) {
  const ink = colour(element, "--color-ink-soft");
  const line = colour(element, "--color-line");
  const text = { color: ink, fontFamily: getComputedStyle(element).fontFamily, fontSize: 12 };
  const read = (one, index) => one.texts?.[index] ?? String(one.values[index]);
  return {
    animationDuration: 400,
    color: ["--color-primary", "--color-accent", "--color-secondary"].map((name) => colour(element, name)),
    textStyle: text,
    grid: { left: 4, right: 8, top: series.length > 1 ? 36 : 12, bottom: 4, containLabel: true },
    legend: series.length > 1 ? { left: 0, top: 0, icon: "circle", itemWidth: 8, textStyle: text } : undefined,
    // Rich text is drawn, not written as HTML: the page's policy allows no style attributes.
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: colour(element, "--color-base-100"),
      borderColor: line, textStyle: { ...text, color: colour(element, "--color-base-content") },
      formatter: ([{ dataIndex }]) => [days[dataIndex], ...series.map((one) => `${one.name}  ${read(one, dataIndex)}`)].join("\n") },
    xAxis: { type: "category", data: days, axisTick: { show: false }, axisLine: { lineStyle: { color: line } },
      axisLabel: { ...text, hideOverlap: true } },
    yAxis: { type: "value", minInterval: money ? 10 ** money.decimals : 1, splitNumber: 4, splitLine: { lineStyle: { color: line } },
      axisLabel: { ...text, formatter: money && inMoney(money) } },
    series: series.map(({ name, values }) => ({ name, type: kind === "line" ? "line" : "bar", data: values, barMaxWidth: 22,
      barGap: "10%", smooth: 0.3, symbolSize: 6, itemStyle: { borderRadius: kind === "line" ? 0 : [4, 4, 0, 0] },
      stack: kind === "bar" ? "all" : undefined })),
  };
}

// For the marks along the axis only: every amount that is read comes written from the server.
function inMoney({ locale, currency, decimals }) {
  const style = { style: "currency", currency, currencyDisplay: "narrowSymbol", notation: "compact", minimumFractionDigits: 0 };
  const format = new Intl.NumberFormat(locale, style);
  return (minor) => format.format(minor / 10 ** decimals);
}

// Resolved by the browser, since the chart library does not read every way of writing a colour.
function colour(element, name) {
  const context = document.createElement("canvas").getContext("2d");
  context.fillStyle = getComputedStyle(element).getPropertyValue(name).trim();
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}
