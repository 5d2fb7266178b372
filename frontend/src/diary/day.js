// The day as the server last told it, and what follows from it.
import { byId } from "./dom.js";
import { stageOf } from "./words.js";

const page = byId("diary");
export const { address, day, today } = page.dataset;
export const isToday = day === today;

/** Minutes after its time from which a party that has not come is late. */
const LATE_AFTER = 10;

export const diary = {
  data: null,
  tag: "",
  toldAt: 0,
  bookings: new Map(),
  tables: new Map(),
  statuses: new Map(),
};

/** What the store's clock shows, as a minute of the day; it may lie outside of it. */
export function now() {
  return diary.data ? diary.data.now + (Date.now() - diary.toldAt) / 60_000 : 0;
}

/** Takes in what the server told. */
export function take({ now: minute, day: told }, tag) {
  diary.data = { ...told, now: minute };
  diary.tag = tag;
  diary.toldAt = Date.now();
  diary.tables = new Map(told.tables.map((table) => [table.id, table]));
  diary.statuses = new Map(told.statuses.map((status) => [status.code, status]));
  diary.bookings = new Map(told.bookings.map((booking) => [booking.id, complete(booking)]));
}

// What is left out of the data is what most bookings do not have.
function complete(booking) {
  const { tables = [], turn = 0, tags = [], visits = 0, phone = "", request = "", note = "" } = booking;
  return { ...booking, tables, turn, tags, visits, phone, request, note };
}

const isOff = (booking) => stageOf(booking) === "off";
export const isWaiting = (booking) => Boolean(booking.waits) && stageOf(booking) === "coming";

/** Bookings that have, or should have, a table: not who waits, not who does not come. */
export function placed() {
  return [...diary.bookings.values()].filter((booking) => !isOff(booking) && !isWaiting(booking));
}

export function waiting() {
  return [...diary.bookings.values()].filter((booking) => booking.waits === "waitlist" && isWaiting(booking));
}

/** When the party has its table until: longer than planned while it sits there. */
export function endOf(booking) {
  if (stageOf(booking) === "at-table" && isToday) return Math.max(booking.ends, Math.floor(now()));
  return booking.left ?? booking.ends;
}

export const beginOf = (booking) => booking.seated ?? booking.begins;

export function lateBy(booking) {
  if (!isToday || stageOf(booking) !== "coming" || booking.type === "arrived") return 0;
  const minutes = now() - booking.begins;
  return minutes >= LATE_AFTER ? minutes : 0;
}

export function overdueBy(booking) {
  return isToday && stageOf(booking) === "at-table" ? Math.max(0, now() - booking.ends) : 0;
}

export const tableNames = (tables) => tables.map((id) => diary.tables.get(id)?.name ?? "removed").join(" + ");

export function tablesInWords(tables) {
  if (!tables.length) return "No table";
  return `${tables.length > 1 ? "Tables" : "Table"} ${tableNames(tables)}`;
}

export const statusName = (booking) => diary.statuses.get(booking.status)?.name ?? booking.status;

/** Who has any of `tables` in a part of that time, the turn included. */
export function inTheWay(tables, begins, until, except) {
  return placed().filter(
    (other) =>
      other.id !== except &&
      stageOf(other) !== "over" &&
      other.tables.some((table) => tables.includes(table)) &&
      beginOf(other) < until &&
      begins < endOf(other) + other.turn,
  );
}

/** What blocks any of `tables` then; no tables of a blockout are all of them. */
export function blockedBy(tables, begins, until) {
  return diary.data.blockouts.find(
    (one) =>
      !one.online_only &&
      one.begins < until &&
      begins < one.ends &&
      (!one.tables?.length || one.tables.some((table) => tables.includes(table))),
  );
}

/** The tables of a party that is put at `table`: that one, or a combination with it where it is too small. */
export function tablesFor(booking, table, begins, until) {
  if (booking.covers <= table.most) return [table.id];
  const fitting = diary.data.combinations
    .filter((one) => one.tables.includes(table.id) && one.least <= booking.covers && booking.covers <= one.most)
    .sort((one, other) => one.most - other.most || one.tables.length - other.tables.length);
  const free = fitting.find((one) => !inTheWay(one.tables, begins, until, booking.id).length);
  return (free ?? fitting[0])?.tables ?? [table.id];
}

/** What a service has: bookings and covers, without who waits or does not come. */
export function sums() {
  const counted = placed();
  const parts = diary.data.services.map(({ id, terms }) => {
    const its = counted.filter((booking) => booking.service === id);
    return { id, name: terms.name, bookings: its.length, covers: coversOf(its) };
  });
  const known = new Set(diary.data.services.map(({ id }) => id));
  const rest = counted.filter((booking) => !known.has(booking.service));
  if (rest.length) parts.push({ id: "", name: "Outside of services", bookings: rest.length, covers: coversOf(rest) });
  const sitting = counted.filter((booking) => stageOf(booking) === "at-table");
  return { parts, bookings: counted.length, covers: coversOf(counted), sitting: coversOf(sitting) };
}

export const coversOf = (bookings) => bookings.reduce((sum, { covers }) => sum + covers, 0);
