// The floor as the venue drew it, with the state of each table at a minute that one chooses.
import { drawSection } from "../floor/drawing.js";
import { nameOf, state } from "./block.js";
import { blockedBy, beginOf, diary, endOf, isToday, now, overdueBy, placed } from "./day.js";
import { byId, h, icon, keep } from "./dom.js";
import { openBooking, openNew, openWalkIn } from "./panel.js";
import { range, firstLook } from "./rows.js";
import { clock, stageOf } from "./words.js";

const SOON = 60; // minutes in which a free table is taken soon
const STEP = 5;
const KEY = [
  ["free", "Free"],
  ["soon", "Taken soon"],
  ["held", "Held"],
  ["seated", "Seated"],
  ["billed", "Bill"],
  ["paid", "Paid"],
  ["over", "Over time"],
  ["blocked", "Blocked"],
];

const ALL = "all";
const WIDE = 1500;
const REMEMBERED = "regulars_diary_section";

const region = byId("floor");
const slider = h("input", { type: "range", class: "plan-slider", step: STEP, "aria-label": "Time", oninput: () => look(Number(slider.value)) });
const time = h("output", { class: "plan-time" });
const toNow = h("button", { type: "button", class: "button button-secondary button-small", onclick: () => look(null) }, icon("clock"), "Now");
const tabs = h("div", { class: "plan-tabs", role: "group", "aria-label": "Sections" });
const sections = h("div", { class: "plan-sections" });
const key = h("ul", { class: "plan-key", "aria-label": "Colours" }, KEY.map(([css, name]) => h("li", { class: `plan-state is-${css}` }, name)));

let chosen = null; // a minute; none is now, as it goes on
let shown = localStorage.getItem(REMEMBERED) ?? ""; // a section; none that is there is the first, or all on a wide screen

region.append(h("div", { class: "plan-bar" }, tabs, time, slider, toNow), h("div", { class: "plan-scroll", tabindex: "0", role: "region", "aria-label": "Sections" }, sections, key));

function look(minute) {
  chosen = minute;
  drawPlan();
}

const shownMinute = () => chosen ?? (isToday ? Math.floor(now()) : firstLook(range()) + 30);

export function drawPlan() {
  const { from, to } = range();
  const minute = shownMinute();
  Object.assign(slider, { min: from, max: to });
  slider.value = minute;
  slider.setAttribute("aria-valuetext", clock(minute));
  time.textContent = chosen === null && isToday ? `Now, ${clock(minute)}` : clock(minute);
  toNow.hidden = !isToday || chosen === null;
  const { tables } = diary.data;
  const filled = diary.data.sections.filter(({ id }) => tables.some(({ section }) => section === id));
  const visits = byTable();
  const told = new Map(tables.map((table) => [table.id, stateAt(table, minute, visits.get(table.id) ?? [])]));
  const section = sectionShown(filled);
  drawTabs(filled, section, told);
  keep(sections, filled.filter(({ id }) => section === ALL || section === id), {
    keyOf: ({ id }) => id,
    looksOf: ({ name, columns, rows }) => `${name} ${columns} ${rows}`,
    build: drawFrame,
    place: (frame, { id, ...looks }) => {
      const its = tables.filter((table) => table.section === id);
      drawSection(frame.querySelector("svg"), looks, its, {
        stateOf: (table) => told.get(table.id),
        onPick: (table) => pick(table.id, told.get(table.id), minute),
      });
    },
  });
}

function sectionShown(filled) {
  if (shown === ALL || filled.some(({ id }) => id === shown)) return shown;
  return window.innerWidth >= WIDE ? ALL : filled[0].id;
}

function drawTabs(filled, section, told) {
  const all = filled.map(({ id, name }) => ({ id, name, free: free(id, told) }));
  if (all.length > 1) all.push({ id: ALL, name: "All", free: all.reduce((sum, each) => sum + each.free, 0) });
  keep(tabs, all, {
    keyOf: ({ id }) => id,
    looksOf: (one) => JSON.stringify([one, one.id === section]),
    build: ({ id, name, free }) =>
      h(
        "button",
        { type: "button", class: "li-filter", "data-part": id, "aria-pressed": String(id === section), onclick: () => turnTo(id) },
        name,
        h("span", {}, `${free} free`),
      ),
  });
}

const free = (section, told) =>
  diary.data.tables.filter(({ id, section: its }) => its === section && ["free", "soon"].includes(told.get(id).state)).length;

function turnTo(section) {
  shown = section;
  localStorage.setItem(REMEMBERED, section);
  drawPlan();
}

function drawFrame(section) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const frame = h("section", { class: "plan-section", "aria-label": section.name }, h("h2", {}, section.name), h("div", { class: "plan-paper" }, svg));
  frame.style.setProperty("--wide", section.columns);
  return frame;
}

function byTable() {
  const found = new Map();
  for (const booking of placed().sort((one, other) => beginOf(one) - beginOf(other))) {
    for (const table of booking.tables) found.set(table, [...(found.get(table) ?? []), booking]);
  }
  return found;
}

/** What a table is at a minute: {state, line, label, booking}. */
function stateAt(table, minute, visits) {
  const there = visits.find((booking) => beginOf(booking) <= minute && minute < endOf(booking) && stageOf(booking) !== "over");
  const sits = visits.find((booking) => stageOf(booking) === "at-table" && beginOf(booking) <= minute && minute <= endOf(booking));
  if (sits) return seated(sits, minute);
  if (there) return told("held", there, lastName(there), `Held for ${nameOf(there)} from ${clock(there.begins)}. ${state(there)}`);
  const blocked = blockedBy([table.id], minute, minute + 1);
  if (blocked) return { state: "blocked", line: blocked.reason, label: `Blocked: ${blocked.reason}` };
  const next = visits.find((booking) => booking.begins > minute && stageOf(booking) === "coming");
  if (!next) return { state: "free", label: "Free" };
  const css = next.begins - minute <= SOON ? "soon" : "free";
  return { state: css, line: shortClock(next.begins), label: `Free until ${clock(next.begins)}, then ${nameOf(next)}` };
}

function seated(booking, minute) {
  const over = chosen === null && overdueBy(booking) >= 1;
  const css = ["billed", "paid"].includes(booking.type) ? booking.type : over ? "over" : "seated";
  const since = beginOf(booking);
  const label = `${nameOf(booking)}, seated since ${clock(since)}, ${state(booking)}`;
  return told(css, booking, `${Math.max(0, minute - since)}′ ${lastName(booking)}`, label);
}

// What fits on a table.
const shortClock = (minute) => clock(minute).replace(/\s*[ap]\.?m\.?/i, "");
const lastName = (booking) => nameOf(booking).split(" ").at(-1);

const told = (css, booking, line, label) => ({ state: css, line, label, booking: booking.id });

// Who is there is opened; a free table is for somebody at the door now, or is booked for later.
function pick(table, { booking, state: css }, minute) {
  if (booking) openBooking(booking);
  else if (css !== "blocked" && isToday && chosen === null) openWalkIn([table]);
  else openNew({ minute: Math.ceil(minute / 15) * 15, tables: [table] });
}
