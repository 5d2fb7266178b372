// The timeline by keyboard: arrows lead from booking to booking; M picks one up, and then they carry it.
import { beginOf, diary } from "./day.js";
import { byId } from "./dom.js";
import { STEP, beside, carry, letGo, lyingOn, movable, pickUp, putDown, say, show, stretch } from "./hand.js";
import { lanes, rowOf } from "./timeline.js";
import { nameOf } from "./block.js";

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

let hand = null;

/** Lets the timeline be worked with the keyboard. */
export function allowCarrying() {
  lanes.addEventListener("keydown", (event) => {
    const block = event.target.closest("[data-booking]");
    if (!block || event.ctrlKey || event.metaKey || event.altKey) return;
    if (hand ? carryOn(event) : walk(event, block)) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
  lanes.addEventListener("focusout", () => setTimeout(() => hand && !lanes.contains(document.activeElement) && leave()));
}

export const isCarrying = () => hand !== null;

function walk(event, block) {
  if (event.key.toLowerCase() === "m") return lift(diary.bookings.get(block.dataset.booking));
  if (!STEPS[event.key]) return false;
  neighbour(block, STEPS[event.key])?.focus();
  return true;
}

function lift(booking) {
  if (!movable(booking) || booking.pending) {
    byId("said").textContent = `${nameOf(booking)} cannot be moved any more.`;
    return true;
  }
  hand = pickUp(booking, rowOf(booking.tables[0]));
  mark(true);
  show(hand);
  byId("said").textContent = `${nameOf(booking)} is picked up. Arrows move it, Shift with arrows stretches it, Enter puts it down.`;
  return true;
}

function carryOn(event) {
  if (event.key === "Escape") leave();
  else if (event.key === "Enter" || event.key === " " || event.key.toLowerCase() === "m") drop();
  else if (STEPS[event.key]) step(STEPS[event.key], event.shiftKey);
  else return event.key !== "Tab";
  return true;
}

function step([across, down], stretching) {
  if (stretching && across) stretch(hand, hand.ends + across * STEP);
  else carry(hand, down ? beside(hand.row, down) : hand.row, hand.begins + across * STEP);
  hand.other = down || across ? sameTime() : null;
  show(hand);
  byId("timeline").querySelector(".ghost")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  say(hand);
}

// By keyboard it is a swap when both begin at the same minute.
function sameTime() {
  const other = hand.row?.id !== hand.from?.id ? lyingOn(hand, hand.begins) : null;
  return other && other.begins === hand.begins ? other : null;
}

function drop() {
  const held = hand;
  mark(false);
  hand = null;
  putDown(held);
}

function leave() {
  mark(false);
  byId("said").textContent = `${nameOf(hand.booking)} stays where it was.`;
  hand = null;
  letGo();
}

function mark(lifted) {
  for (const block of lanes.querySelectorAll(`[data-booking="${hand.booking.id}"]`)) block.classList.toggle("is-lifted", lifted);
}

// The next one in the row, or the nearest in time of the next row that has any.
function neighbour(block, [across, down]) {
  const all = [...lanes.querySelectorAll(".block")].map((element) => ({
    element,
    top: parseFloat(element.style.top),
    begins: beginOf(diary.bookings.get(element.dataset.booking)),
  }));
  const here = all.find(({ element }) => element === block);
  if (across) {
    const row = all.filter(({ top }) => top === here.top).sort((one, other) => one.begins - other.begins);
    return row[row.indexOf(here) + across]?.element;
  }
  const beyond = all.filter(({ top }) => (top - here.top) * down > 0);
  const nearest = Math.min(...beyond.map(({ top }) => Math.abs(top - here.top)));
  return beyond
    .filter(({ top }) => Math.abs(top - here.top) === nearest)
    .sort((one, other) => Math.abs(one.begins - here.begins) - Math.abs(other.begins - here.begins))[0]?.element;
}
