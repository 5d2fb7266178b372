// Tells the server what a hand did. The page shows it at once; a refusal puts it back and says what would go.
import { nameOf } from "./block.js";
import { address, diary, tablesInWords } from "./day.js";
import { byId, h } from "./dom.js";
import { refresh } from "./live.js";
import { clock } from "./words.js";

const GOES_ALL_THE_SAME = ["slot_full", "closed"];

let redraw = () => {};

export function onChange(draw) {
  redraw = draw;
}

/** Draws the day again, with what came in while something was in hand. */
export const drawAgain = () => redraw();

/** Moves or stretches a booking: {minute, minutes, tables, all_the_same}. */
export async function move(booking, changes) {
  const before = { ...booking };
  Object.assign(booking, moved(booking, changes), { pending: true });
  redraw();
  const told = await post(booking, "move", { version: before.version, ...changes });
  if (told.version) {
    Object.assign(booking, told);
    byId("said").textContent = `${nameOf(booking)} is at ${tablesInWords(booking.tables)}, ${clock(booking.begins)}.`;
  } else {
    putBack(booking, before);
    askInstead(booking, changes, told);
  }
  refresh(0);
}

function moved(booking, { minute = booking.begins, minutes = booking.ends - booking.begins, tables = booking.tables }) {
  return { begins: minute, ends: minute + minutes, tables };
}

// The day may have been told anew in the meantime: then it is right already.
function putBack(booking, before) {
  if (diary.bookings.get(booking.id) !== booking) return;
  Object.assign(booking, before, { pending: false });
  redraw();
}

/** Asks whether two bookings are to be swapped, and does it. */
export function offerSwap(booking, other) {
  const sentence = `Swap ${nameOf(booking)} (${tablesInWords(booking.tables)}) and ${nameOf(other)} (${tablesInWords(other.tables)})?`;
  ask(sentence, [["Swap", () => swap(booking, other)]]);
}

async function swap(booking, other) {
  const told = await post(booking, "swap", { other: other.id });
  if (!told.version) ask(told.sentence, []);
  refresh(0);
}

// The sentence of a refusal with a button for each thing that would go.
function askInstead(booking, changes, { code, sentence, instead = [], later = null }) {
  const ways = [];
  if (instead.length) ways.push([tablesInWords(instead), () => again({ ...changes, tables: instead })]);
  if (later !== null) ways.push([`At ${clock(later)}`, () => again({ ...changes, minute: later })]);
  if (GOES_ALL_THE_SAME.includes(code)) ways.push(["Do it all the same", () => again({ ...changes, all_the_same: true })]);
  ask(sentence, ways);

  function again(instead) {
    const current = diary.bookings.get(booking.id);
    if (current) move(current, instead);
  }
}

/** Says a sentence in a dialog, with a button for each of `ways`: [label, what it does]. */
export function ask(sentence, ways) {
  const dialog = byId("answer");
  byId("answer-sentence").textContent = sentence;
  const buttons = ways.map(([label], number) =>
    h("button", { class: `button ${number ? "button-secondary" : "button-primary"}`, value: String(number) }, label),
  );
  const leave = h("button", { class: "button button-quiet", value: "" }, ways.length ? "Leave it" : "Good");
  byId("answer-ways").replaceChildren(...buttons, leave);
  dialog.returnValue = "";
  dialog.addEventListener("close", () => ways[Number(dialog.returnValue || -1)]?.[1](), { once: true });
  dialog.showModal();
}

async function post(booking, verb, content) {
  try {
    const answer = await fetch(`${address}/bookings/${booking.id}/${verb}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": byId("diary").dataset.csrf, "HX-Request": "true" },
      body: JSON.stringify(content),
    });
    if (answer.headers.get("Content-Type")?.includes("json")) return await answer.json();
    return { sentence: "That did not work. The day is loaded again." };
  } catch {
    return { sentence: "The connection is lost, so nothing was changed." };
  }
}
