// The floor as the venue drew it, with the state of each table at a minute that one chooses.
import { drawSection } from "../floor/drawing.js";
import { nameOf, state } from "./block.js";
import { blockedBy, beginOf, diary, endOf, isToday, now, overdueBy, placed } from "./day.js";
import { byId, h, icon, keep } from "./dom.js";
import { openBooking, openNew, openWalkIn } from "./panel.js";
import { range, firstLook } from "./rows.js";
import { clock, lasting, stageOf } from "./words.js";

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

const region = byId("floor");
const slider = h("input", { type: "range", class: "plan-slider", step: STEP, "aria-label": "Time", oninput: () => look(Number(slider.value)) });
const time = h("output", { class: "plan-time" });
const toNow = h("button", { type: "button", class: "button button-secondary button-small", onclick: () => look(null) }, icon("clock"), "Now");
const sections = h("div", { class: "plan-sections" });
const key = h("ul", { class: "plan-key", "aria-label": "Colours" }, KEY.map(([css, name]) => h("li", { class: `plan-state is-${css}` }, name)));

let chosen = null; // a minute; none is now, as it goes on

region.append(h("div", { class: "plan-bar" }, time, slider, toNow), h("div", { class: "plan-scroll", tabindex: "0", role: "region", "aria-label": "Sections" }, sections, key));

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
  const visits = byTable();
  const { tables } = diary.data;
  const filled = diary.data.sections.filter(({ id }) => tables.some(({ section }) => section === id));
  keep(sections, filled, {
    keyOf: ({ id }) => id,
    looksOf: ({ name, columns, rows }) => `${name} ${columns} ${rows}`,
    build: drawFrame,
    place: (frame, section) => {
      const its = tables.filter((table) => table.section === section.id);
      const told = new Map(its.map((table) => [table.id, stateAt(table, minute, visits.get(table.id) ?? [])]));
      frame.querySelector("small").textContent = summary(its, told);
      drawSection(frame.querySelector("svg"), section, its, {
        stateOf: ({ id }) => told.get(id),
        onPick: ({ id }) => pick(id, told.get(id), minute),
      });
    },
  });
}

function drawFrame(section) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const frame = h("section", { class: "plan-section", "aria-label": section.name }, h("header", {}, h("h2", {}, section.name), h("small", {})), svg);
  frame.style.setProperty("--wide", section.columns);
  return frame;
}

function summary(tables, told) {
  const free = tables.filter(({ id }) => ["free", "soon"].includes(told.get(id).state));
  return `${free.length} of ${tables.length} free`;
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
  if (there) return told("held", there, nameOf(there), `Held for ${nameOf(there)} from ${clock(there.begins)}. ${state(there)}`);
  const blocked = blockedBy([table.id], minute, minute + 1);
  if (blocked) return { state: "blocked", line: blocked.reason, label: `Blocked: ${blocked.reason}` };
  const next = visits.find((booking) => booking.begins > minute && stageOf(booking) === "coming");
  if (!next) return { state: "free", label: "Free" };
  const css = next.begins - minute <= SOON ? "soon" : "free";
  return { state: css, line: clock(next.begins), label: `Free until ${clock(next.begins)}, then ${nameOf(next)}` };
}

function seated(booking, minute) {
  const over = chosen === null && overdueBy(booking) >= 1;
  const css = ["billed", "paid"].includes(booking.type) ? booking.type : over ? "over" : "seated";
  const since = beginOf(booking);
  const label = `${nameOf(booking)}, seated since ${clock(since)}, ${state(booking)}`;
  return told(css, booking, `${nameOf(booking)} ${lasting(minute - since)}`, label);
}

const told = (css, booking, line, label) => ({ state: css, line, label, booking: booking.id });

// Who is there is opened; a free table is for somebody at the door now, or is booked for later.
function pick(table, { booking, state: css }, minute) {
  if (booking) openBooking(booking);
  else if (css !== "blocked" && isToday && chosen === null) openWalkIn([table]);
  else openNew({ minute: Math.ceil(minute / 15) * 15, tables: [table] });
}
