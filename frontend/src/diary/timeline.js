// The day by table: a row for each, with its bookings along the hours.
import { beginOf, coversOf, diary, endOf, isToday, now, placed } from "./day.js";
import { build, looksOf } from "./block.js";
import { byId, h, icon, keep } from "./dom.js";
import { blocks, canZoom, changeZoom, firstLook, range, rows, scale } from "./rows.js";
import { clock, count, hour } from "./words.js";

const zooms = [];
const region = byId("timeline");
const parts = {
  corner: h("div", { class: "tl-corner" }),
  hours: h("div", { class: "tl-hours", "aria-hidden": "true" }),
  labels: h("div", { class: "tl-labels" }),
  lanes: h("div", { class: "tl-lanes", role: "group", "aria-label": "Bookings by table" }),
};
const layers = {
  rows: h("div", { class: "tl-rows" }),
  shade: h("div", { class: "tl-shade" }),
  blocks: h("div", { class: "tl-blocks" }),
  now: h("div", { class: "tl-now", hidden: true }),
  hand: h("div", { class: "tl-hand" }),
};
const grid = h("div", { class: "tl-grid" }, Object.values(parts));
export const scroller = h("div", { class: "tl-scroll", tabindex: "-1" }, grid);
export const lanes = parts.lanes;
export const handLayer = layers.hand;

let looked = false;
let atHand = "";
let drawn = { rows: [], height: 0 };
let hours = { from: 0, to: 0 };

parts.lanes.append(...Object.values(layers));
parts.corner.append(zoomButton(-1, "zoom-out", "Closer hours"), zoomButton(1, "zoom-in", "Wider hours"));
region.append(scroller);

export const leftOf = (minute) => (minute - hours.from) * scale();
export const minuteAt = (x) => hours.from + x / scale();

/** The row at a height of the lanes; only tables count. */
export function rowAt(y) {
  return drawn.rows.find((row) => row.kind === "table" && row.top <= y && y < row.top + row.height);
}

export const tableRows = () => drawn.rows.filter(({ kind }) => kind === "table");
export const rowOf = (table) => drawn.rows.find(({ id }) => id === table);

/** Draws the day as it is now; what has not changed stays as it is. */
export function drawTimeline() {
  hours = range();
  drawn = rows();
  grid.style.setProperty("--wide", `${(hours.to - hours.from) * scale()}px`);
  grid.style.setProperty("--high", `${drawn.height}px`);
  grid.style.setProperty("--hour", `${60 * scale()}px`);
  drawHours();
  drawLabels();
  drawShade();
  drawBlocks();
  drawNow();
  if (!looked) lookFirst();
}

function drawHours() {
  const paces = pace();
  const marks = [];
  for (let minute = hours.from; minute < hours.to; minute += 60) marks.push({ minute });
  keep(parts.hours, [...marks, ...bands(), ...paces], {
    keyOf: ({ minute, band, slot }) => (band ? `band ${band.id}` : slot !== undefined ? `slot ${slot}` : `hour ${minute}`),
    looksOf: (one) => JSON.stringify([one, scale()]),
    build: ({ minute, band, slot, covers, most, from, to }) => {
      if (band) return placedAt(h("span", { class: "tl-band" }, h("b", {}, band.name)), from, to);
      if (slot !== undefined) return drawPace(slot, covers, most, to);
      return placedAt(h("span", { class: "tl-hour" }, hour(minute)), minute, minute + 60);
    },
  });
}

const bands = () =>
  diary.data.services.map(({ id, terms }) => ({
    band: { id, name: terms.name },
    from: terms.first_minute,
    to: terms.last_minute + terms.slot_minutes,
  }));

// Covers that begin in each slot of a service, against what it takes.
function pace() {
  const counted = placed();
  return diary.data.services.flatMap(({ id, terms }) => {
    const found = [];
    for (let slot = terms.first_minute; slot <= terms.last_minute; slot += terms.slot_minutes) {
      const to = slot + terms.slot_minutes;
      const covers = coversOf(counted.filter(({ service, begins }) => service === id && slot <= begins && begins < to));
      if (covers) found.push({ slot: `${id} ${slot}`, from: slot, to, minute: slot, covers, most: terms.slot_covers });
    }
    return found;
  });
}

function drawPace(slot, covers, most, to) {
  const minute = Number(slot.split(" ")[1]);
  const full = most && covers >= most;
  const css = ["tl-pace", full && "is-full", most && covers > most && "is-over"].filter(Boolean).join(" ");
  const title = `${clock(minute)}: ${count(covers, "cover")}${most ? ` of ${most}` : ""}`;
  return placedAt(h("span", { class: css, title }, String(covers)), minute, to);
}

function drawLabels() {
  keep(parts.labels, drawn.rows, {
    keyOf: ({ kind, id }) => `${kind} ${id}`,
    looksOf: (row) => JSON.stringify([row.section?.name, row.table?.name, row.table?.least, row.table?.most, row.seats, row.height]),
    build: (row) => stretch(label(row), row),
  });
  keep(layers.rows, drawn.rows, {
    keyOf: ({ kind, id }) => `${kind} ${id}`,
    looksOf: ({ top, height }) => `${top} ${height}`,
    build: (row) => {
      const element = stretch(h("div", { class: `tl-row is-${row.kind}`, "data-row": row.id }), row);
      element.style.top = `${row.top}px`;
      return element;
    },
  });
}

function label({ kind, section, table, seats }) {
  if (kind === "loose") return h("div", { class: "tl-label is-loose" }, "No table");
  if (kind === "section") return h("div", { class: "tl-section" }, h("b", {}, section.name), h("small", {}, `${seats} seats`));
  const takes = table.least === table.most ? `${table.most}` : `${table.least}–${table.most}`;
  return h("div", { class: "tl-label" }, h("b", {}, table.name), h("small", {}, takes));
}

// Hours outside of the services, and what is blocked.
function drawShade() {
  const blocked = diary.data.blockouts.flatMap((one, number) =>
    (one.tables?.length ? one.tables.map(rowOf).filter(Boolean) : [{ id: "all", top: 0, height: drawn.height }]).map((row) => ({
      key: `${number} ${row.id}`,
      css: `tl-blocked${one.online_only ? " is-online" : ""}`,
      words: one.online_only ? `${one.reason} (online only)` : one.reason,
      from: Math.max(one.begins, hours.from),
      to: Math.min(one.ends, hours.to),
      row,
    })),
  );
  keep(layers.shade, [...closed(), ...blocked].filter(({ from, to }) => from < to), {
    keyOf: ({ key }) => key,
    looksOf: (one) => JSON.stringify([one, scale()]),
    build: ({ css, words, from, to, row }) => {
      const element = placedAt(h("div", { class: css }, words ? h("span", {}, words) : null), from, to);
      element.style.top = `${row.top}px`;
      element.style.height = `${row.height}px`;
      return element;
    },
  });
}

function closed() {
  const open = bands().sort((one, other) => one.from - other.from);
  const row = { id: "all", top: 0, height: drawn.height };
  const gaps = [];
  let from = hours.from;
  for (const band of open) {
    if (band.from > from) gaps.push({ key: `closed ${from}`, css: "tl-closed", from, to: band.from, row });
    from = Math.max(from, band.to);
  }
  return [...gaps, { key: `closed ${from}`, css: "tl-closed", from, to: hours.to, row }];
}

function drawBlocks() {
  keep(layers.blocks, blocks(drawn), {
    keyOf: ({ booking, part }) => `${booking.id} ${part}`,
    looksOf,
    build,
    place: (element, { booking, top, height }) => {
      const width = Math.max(14, (endOf(booking) - beginOf(booking)) * scale());
      element.style.left = `${leftOf(beginOf(booking))}px`;
      element.style.width = `${width - 2}px`;
      element.style.top = `${top + 2}px`;
      element.style.height = `${height - 4}px`;
      element.classList.toggle("is-narrow", width < 60);
      element.tabIndex = booking.id === atHand ? 0 : -1;
    },
  });
  if (!layers.blocks.querySelector('[tabindex="0"]')) layers.blocks.firstElementChild?.setAttribute("tabindex", "0");
}

// Tab leads to one booking, the last that was looked at; arrows lead on from there.
layers.blocks.addEventListener("focusin", ({ target }) => {
  const block = target.closest("[data-booking]");
  for (const other of layers.blocks.querySelectorAll('[tabindex="0"]')) other.tabIndex = -1;
  block.tabIndex = 0;
  atHand = block.dataset.booking;
});

/** The line of now. */
export function drawNow() {
  const minute = now();
  layers.now.hidden = !isToday || minute < hours.from || minute > hours.to;
  layers.now.style.left = `${leftOf(minute)}px`;
}

function lookFirst() {
  looked = true;
  scroller.scrollLeft = leftOf(firstLook(hours));
}

function zoomButton(step, picture, label) {
  const zoom = () => {
    const middle = minuteAt(scroller.scrollLeft + scroller.clientWidth / 2);
    changeZoom(step);
    drawTimeline();
    scroller.scrollLeft = leftOf(middle) - scroller.clientWidth / 2;
    for (const [button, its] of zooms) button.disabled = !canZoom(its);
  };
  const button = h("button", { type: "button", class: "icon-button tl-zoom", "aria-label": label, onclick: zoom, disabled: !canZoom(step) }, icon(picture));
  zooms.push([button, step]);
  return button;
}

function placedAt(element, from, to) {
  element.style.left = `${leftOf(from)}px`;
  element.style.width = `${(to - from) * scale()}px`;
  return element;
}

function stretch(element, { height }) {
  element.style.height = `${height}px`;
  return element;
}
