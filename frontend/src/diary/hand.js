// A booking that is picked up: where it would go, what is in the way there, and putting it down.
import { nameOf } from "./block.js";
import { blockedBy, diary, inTheWay, tablesFor, tablesInWords } from "./day.js";
import { byId, h } from "./dom.js";
import { handLayer, leftOf, rowOf, scroller, tableRows } from "./timeline.js";
import { drawAgain, move, offerSwap } from "./moving.js";
import { clock, stageOf } from "./words.js";
import { ROW, scale } from "./rows.js";

export const STEP = 15;
const SHORTEST = 15;
const LONGEST = 12 * 60;
const BUBBLE = 400; // pixels that what is said about it may take

/** Whether a booking can be picked up at all. */
export const movable = (booking) => ["coming", "at-table"].includes(stageOf(booking));

/** Picks a booking up, at the row of one of its tables; `row` is none for one without a table. */
export function pickUp(booking, row) {
  return {
    booking,
    row,
    from: row,
    begins: booking.begins,
    ends: booking.ends,
    tables: booking.tables,
    other: null,
  };
}

/** Moves what is in hand to a row and a minute; who sits already stays at the time they sat down. */
export function carry(hand, row, minute) {
  const { booking } = hand;
  const lasts = booking.ends - booking.begins;
  hand.begins = stageOf(booking) === "at-table" ? booking.begins : onStep(minute);
  hand.ends = hand.begins + lasts;
  hand.row = row;
  const stays = !row || row.id === hand.from?.id;
  hand.tables = stays ? booking.tables : tablesFor(booking, row.table, hand.begins, hand.ends + booking.turn);
}

/** Moves the end of what is in hand. */
export function stretch(hand, minute) {
  const lasts = Math.min(LONGEST, Math.max(SHORTEST, onStep(minute) - hand.begins));
  hand.ends = hand.begins + lasts;
}

const onStep = (minute) => Math.round(minute / STEP) * STEP;

/** The booking that it lies on at `minute` of its row, which it could be swapped with. */
export function lyingOn(hand, minute) {
  const at = hand.row?.id;
  const others = at ? inTheWay([at], minute, minute + 1, hand.booking.id) : [];
  return others.find((other) => movable(other) && other.begins <= minute && minute < other.ends) ?? null;
}

/** Draws where it would go. */
export function show(hand) {
  handLayer.replaceChildren(...hand.tables.map(rowOf).filter(Boolean).map((row) => ghost(hand, row)), bubble(hand));
}

function ghost(hand, row) {
  const element = h("div", { class: "ghost", "data-verdict": verdict(hand).kind });
  element.style.left = `${leftOf(hand.begins)}px`;
  element.style.width = `${(hand.ends - hand.begins) * scale() - 2}px`;
  element.style.top = `${row.top + 2}px`;
  element.style.height = `${ROW - 4}px`;
  return element;
}

function bubble(hand) {
  const top = rowOf(hand.tables[0])?.top ?? 0;
  const element = h("div", { class: "ghost-says", "data-verdict": verdict(hand).kind }, h("b", {}, whereTo(hand)), verdict(hand).words);
  element.style.left = `${Math.max(0, Math.min(leftOf(hand.begins), inView() - BUBBLE))}px`;
  element.style.top = `${top < 3 * ROW ? top + ROW + 4 : top - ROW - 6}px`;
  return element;
}

const inView = () => scroller.scrollLeft + scroller.clientWidth - handLayer.offsetParent.offsetLeft;

/** `7:30 pm – 9:15 pm · Table 12` */
const whereTo = ({ begins, ends, tables }) => `${clock(begins)} – ${clock(ends)} · ${tablesInWords(tables)}`;

/** What the browser expects of putting it down here; the server decides. */
function verdict({ booking, begins, ends, tables, other }) {
  if (other) return { kind: "swap", words: `Swap with ${nameOf(other)}` };
  const [first] = inTheWay(tables, begins, ends + booking.turn, booking.id);
  if (first) return { kind: "taken", words: `${nameOf(first)} has it from ${clock(first.begins)}` };
  const blocked = blockedBy(tables, begins, ends);
  if (blocked) return { kind: "tight", words: blocked.reason };
  const seats = seatsOf(tables);
  if (seats < booking.covers) return { kind: "tight", words: `${seats} seats for ${booking.covers}` };
  return { kind: "free", words: "" };
}

function seatsOf(tables) {
  const together = diary.data.combinations.find(
    (one) => one.tables.length === tables.length && one.tables.every((table) => tables.includes(table)),
  );
  return together?.most ?? tables.reduce((sum, table) => sum + (diary.tables.get(table)?.most ?? 0), 0);
}

/** Puts it down: nothing, a swap, or a move. */
export function putDown(hand) {
  letGo();
  const { booking, begins, ends, tables, other } = hand;
  if (other) return offerSwap(booking, other);
  const changes = {};
  if (begins !== booking.begins) changes.minute = begins;
  if (ends - begins !== booking.ends - booking.begins) changes.minutes = ends - begins;
  if (tables.join() !== booking.tables.join()) changes.tables = tables;
  return Object.keys(changes).length ? move(booking, changes) : undefined;
}

export function letGo() {
  handLayer.replaceChildren();
  drawAgain();
}

/** Reads out where it would go. */
export function say(hand) {
  const { words } = verdict(hand);
  byId("said").textContent = `${nameOf(hand.booking)}: ${whereTo(hand)}. ${words || "Free"}.`;
}

/** The table row above or below; the first one for a booking without a table. */
export function beside(row, step) {
  const all = tableRows();
  const at = row ? all.findIndex(({ id }) => id === row.id) : step > 0 ? -1 : all.length;
  return all[at + step] ?? row;
}
