// What each kind of picture looks like. Values say where a mark stands; texts come written from the server.

/** The rem that a picture needs whose rows lie below one another; others have the height of all. */
export function height({ kind, days, series }) {
  return kind === "rows" ? `${days.length * (series.length > 1 ? 2.75 : 2.25) + (series.length > 1 ? 4 : 2)}rem` : "";
}

/** What is to be read at a place of a picture: its name, then what stands there. */
export function said({ kind, days, names, rows, series }, index) {
  if (kind === "heat") {
    const row = Math.floor(index / days.length);
    const column = index % days.length;
    return [`${rows[row]}, ${days[column]}`, `${series[0].name}  ${series[0].texts[row][column]}`];
  }
  const read = (one) => one.texts?.[index] ?? String(one.values[index]);
  return [(names ?? days)[index], ...series.map((one) => `${one.name}  ${read(one)}`)];
}

export function options(picture, element) {
  const looks = looksOf(element);
  const shape = { heat, dots, rows }[picture.kind] ?? columns;
  return {
    animationDuration: 400,
    color: looks.colours,
    textStyle: looks.text,
    legend: picture.series.length > 1
      ? { left: 0, top: 0, icon: "circle", itemWidth: 8, itemGap: 16, textStyle: looks.text }
      : undefined,
    // Rich text is drawn, not written as HTML: the page's policy allows no style attributes.
    tooltip: { trigger: "item", renderMode: "richText", confine: true, backgroundColor: looks.ground, borderColor: looks.line,
      textStyle: { ...looks.text, color: looks.ink },
      formatter: (hit) => said(picture, [hit].flat()[0].dataIndex).join("\n") },
    ...shape(picture, looks, element),
  };
}

function columns(picture, looks) {
  const { kind, days, series, money } = picture;
  const beside = series.some((one) => one.line);
  return {
    grid: { left: 4, right: beside ? 4 : 24, top: series.length > 1 ? 40 : 12, bottom: 4, containLabel: true },
    tooltip: { ...tooltip(looks, picture), trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { color: looks.shade } } },
    xAxis: { type: "category", data: days, axisTick: { show: false }, axisLine: { lineStyle: { color: looks.line } },
      axisLabel: { ...looks.text, hideOverlap: true } },
    yAxis: [figures(money, looks), ...(beside ? [{ ...figures(money, looks), splitLine: { show: false } }] : [])],
    series: series.map((one) => ({
      ...mark(one, looks),
      name: one.name,
      type: one.line || kind === "line" ? "line" : "bar",
      data: one.values,
      yAxisIndex: one.line ? 1 : 0,
      z: one.line ? 3 : 2,
      barMaxWidth: days.length > 16 ? 22 : 34,
      barGap: "10%",
      smooth: 0.3,
      symbol: "circle",
      symbolSize: 6,
      lineStyle: { width: 2.5 },
      stack: kind === "bar" && !one.line ? "all" : undefined,
    })),
  };
}

function rows(picture, looks, element) {
  const { days, series, money } = picture;
  const wide = element.clientWidth;
  return {
    grid: { left: 4, right: 72, top: series.length > 1 ? 36 : 4, bottom: 4, containLabel: true },
    tooltip: { ...tooltip(looks, picture), trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { color: looks.shade } } },
    xAxis: { ...figures(money, looks), splitNumber: wide < 480 ? 2 : 4 },
    yAxis: { type: "category", data: days, inverse: true, axisTick: { show: false }, axisLine: { show: false },
      axisLabel: { ...looks.text, color: looks.ink, width: Math.round(wide * 0.32), overflow: "truncate" } },
    series: series.map((one) => ({
      ...mark(one, looks),
      name: one.name,
      type: "bar",
      data: one.values,
      barMaxWidth: 18,
      barGap: "15%",
      label: { ...looks.text, show: true, position: "right", formatter: ({ dataIndex }) => one.texts[dataIndex] },
    })),
  };
}

function heat({ days, rows: names, series: [one] }, looks, element) {
  const most = Math.max(1, ...one.values.map(([, , value]) => value));
  const roomy = element.clientWidth / days.length > 44;
  return {
    grid: { left: 4, right: 4, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: "category", data: days, axisTick: { show: false }, axisLine: { show: false },
      axisLabel: { ...looks.text, hideOverlap: true } },
    yAxis: { type: "category", data: names, inverse: true, axisTick: { show: false }, axisLine: { show: false }, axisLabel: looks.text },
    visualMap: { show: false, min: 0, max: most, inRange: { color: [looks.faint, looks.colours[0]] } },
    series: [{ name: one.name, type: "heatmap", data: one.values,
      itemStyle: { borderColor: looks.ground, borderWidth: 3, borderRadius: 7 },
      emphasis: { itemStyle: { borderColor: looks.ink, borderWidth: 2 } },
      label: { show: roomy, fontFamily: looks.text.fontFamily, fontSize: 12,
        formatter: ({ value: [column, row, value] }) => (value ? `{${value > most * 0.6 ? "full" : "faint"}|${one.texts[row][column]}}` : ""),
        rich: { full: { color: looks.onFull }, faint: { color: looks.ink } } } }],
  };
}

function dots({ at, series: [one], money }, looks) {
  const most = Math.max(1, ...one.sizes);
  const places = one.values.map((value, index) => [at[index], value]);
  return {
    grid: { left: 4, right: 24, top: 24, bottom: 4, containLabel: true },
    xAxis: { type: "value", scale: true, interval: at.at(-1) - at[0] > 150 ? 60 : 30, axisLine: { lineStyle: { color: looks.line } }, splitLine: { show: false },
      axisLabel: { ...looks.text, hideOverlap: true, formatter: (minutes) => `${minutes} min` } },
    yAxis: figures(money, looks),
    series: [
      { type: "line", data: places, silent: true, symbol: "none", smooth: 0.3, z: 1, lineStyle: { color: looks.line, width: 2 }, tooltip: { show: false } },
      { name: one.name, type: "scatter", data: places, z: 2, itemStyle: { color: looks.colours[0], opacity: 0.85, borderColor: looks.ground, borderWidth: 1.5 },
        emphasis: { itemStyle: { color: looks.colours[1], opacity: 1 } },
        symbolSize: (_, { dataIndex }) => 9 + 27 * Math.sqrt(one.sizes[dataIndex] / most) },
    ],
  };
}

function tooltip(looks, picture) {
  return { renderMode: "richText", confine: true, backgroundColor: looks.ground, borderColor: looks.line,
    textStyle: { ...looks.text, color: looks.ink },
    formatter: (hits) => said(picture, hits[0].dataIndex).join("\n") };
}

function mark({ line, quiet }, looks) {
  if (quiet) return { itemStyle: { color: looks.quiet, borderRadius: 4 }, color: looks.quiet };
  return { itemStyle: line ? { color: looks.colours[1] } : { borderRadius: 4 } };
}

function figures(money, looks) {
  return { type: "value", axisLine: { show: false }, axisTick: { show: false }, minInterval: money ? 10 ** money.decimals : 1, splitNumber: 4, splitLine: { lineStyle: { color: looks.line } },
    axisLabel: { ...looks.text, formatter: money && inMoney(money) } };
}

// For the marks along the axis only: every amount that is read comes written from the server.
function inMoney({ locale, currency, decimals }) {
  const style = { style: "currency", currency, currencyDisplay: "narrowSymbol", notation: "compact", minimumFractionDigits: 0 };
  const format = new Intl.NumberFormat(locale, style);
  return (minor) => format.format(minor / 10 ** decimals);
}

function looksOf(element) {
  const named = (name) => colour(element, `--color-${name}`);
  return {
    colours: ["primary", "accent", "secondary"].map(named),
    ink: named("base-content"),
    ground: named("base-100"),
    line: named("line"),
    quiet: named("line-strong"),
    faint: named("wash"),
    onFull: named("primary-content"),
    shade: "rgba(128, 110, 90, 0.12)",
    text: { color: named("ink-soft"), fontFamily: getComputedStyle(element).fontFamily, fontSize: 12 },
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
