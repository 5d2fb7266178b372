// Where things stand on the timeline: tables as rows, minutes as columns. Nothing is measured, all is reckoned.
import { beginOf, diary, endOf, isToday, now, placed } from "./day.js";

export const ROW = 44; // a finger's width
const HEADING = 30;
const ZOOMS = [0.9, 1.25, 1.7, 2.3, 3.2]; // pixels to a minute
const REMEMBERED = "regulars_diary_zoom";
const FIRST = 11 * 60;
const LAST = 24 * 60;

let zoom = Number(localStorage.getItem(REMEMBERED) ?? 2);

export const scale = () => ZOOMS[zoom] ?? ZOOMS[2];
export const canZoom = (step) => ZOOMS[zoom + step] !== undefined;

export function changeZoom(step) {
  if (!canZoom(step)) return;
  zoom += step;
  localStorage.setItem(REMEMBERED, zoom);
}

/** The hours that are shown: those of the services and of all that is booked. */
export function range() {
  const { services } = diary.data;
  const bookings = placed();
  const begins = [...services.map(({ terms }) => terms.first_minute), ...bookings.map(beginOf)];
  const ends = [
    ...services.map(({ terms }) => terms.last_minute + terms.stays.at(-1).minutes),
    ...bookings.map((booking) => endOf(booking) + booking.turn),
  ];
  const first = Math.min(...begins, begins.length ? Infinity : FIRST);
  const last = Math.max(...ends, ends.length ? 0 : LAST);
  return { from: Math.floor((first - 15) / 60) * 60, to: Math.min(Math.ceil((last + 15) / 60) * 60, 32 * 60) };
}

/** Rows from the top: those without a table, then the tables of each section below its name. */
export function rows() {
  const { sections, tables } = diary.data;
  const found = [];
  let top = 0;
  const add = (row, height) => {
    found.push({ ...row, top, height });
    top += height;
  };
  const lanes = inLanes(placed().filter(withoutTable));
  if (lanes.length) add({ kind: "loose", id: "loose", lanes }, lanes.length * ROW);
  for (const section of sections) {
    const its = tables.filter((table) => table.section === section.id);
    if (!its.length) continue;
    add({ kind: "section", id: section.id, section, seats: its.reduce((sum, { most }) => sum + most, 0) }, HEADING);
    for (const table of its) add({ kind: "table", id: table.id, table }, ROW);
  }
  return { rows: found, height: top };
}

const withoutTable = (booking) => !booking.tables.some((table) => diary.tables.has(table));

// Those without a table lie in as many lanes as there are at once.
function inLanes(bookings) {
  const lanes = [];
  for (const booking of bookings.sort((one, other) => one.begins - other.begins)) {
    const lane = lanes.find((each) => each.at(-1).ends <= booking.begins);
    if (lane) lane.push(booking);
    else lanes.push([booking]);
  }
  return lanes;
}

/** The blocks of the bookings: one for each run of tables that stand below one another. */
export function blocks({ rows: all }) {
  const tables = all.filter(({ kind }) => kind === "table");
  const positions = new Map(tables.map(({ id }, position) => [id, position]));
  const found = [];
  for (const booking of placed()) {
    const places = booking.tables.map((id) => positions.get(id)).filter((place) => place !== undefined);
    for (const run of runs(places, tables)) found.push({ booking, ...run });
  }
  const loose = all.find(({ kind }) => kind === "loose");
  loose?.lanes.forEach((lane, number) => {
    for (const booking of lane) found.push({ booking, part: 0, parts: 1, top: loose.top + number * ROW, height: ROW });
  });
  return found.sort((one, other) => one.top - other.top || one.booking.begins - other.booking.begins);
}

function runs(places, tables) {
  const sorted = [...places].sort((one, other) => one - other);
  const found = [];
  for (const place of sorted) {
    const last = found.at(-1);
    const row = tables[place];
    if (last && last.end === row.top) {
      last.end += ROW;
    } else {
      found.push({ top: row.top, end: row.top + ROW });
    }
  }
  return found.map(({ top, end }, part) => ({ part, parts: found.length, top, height: end - top }));
}

/** Where a day is looked at first: just before now, else from its first booking or service. */
export function firstLook({ from }) {
  if (isToday && now() > from) return now() - 60;
  const begins = placed().map(beginOf);
  return begins.length ? Math.min(...begins) - 30 : from;
}
