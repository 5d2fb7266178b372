// Keeps the day as it is on the server: after each fact, when the connection comes back, and every minute.
import { address, day, diary, now, take } from "./day.js";
import { byId, write } from "./dom.js";
import { clock } from "./words.js";

const FACTS = [
  "booking.created",
  "booking.updated",
  "booking.status_changed",
  "booking.seated",
  "booking.finished",
  "booking.paid",
  "ticket.moved",
  "diary.changed",
  "guest.edited",
  "diary-changed",
  "reconnected",
];
const TOGETHER = 60; // milliseconds in which facts that come together are one
const AGAIN = 3_000;
const MINUTE = 60_000;

let fetching = false;
let wanted = false;
let timer = 0;
let listening = true;
let seen = 0; // the minute at which the day was last known to be as it is shown
let shown = () => {};

/** Fetches the day now and after whatever happens; `show` draws it. */
export function live(show) {
  shown = show;
  for (const fact of FACTS) document.addEventListener(fact, () => refresh());
  document.addEventListener("htmx:sse:error", () => listen(false));
  document.addEventListener("htmx:sse:after:connection", () => listen(true));
  window.addEventListener("offline", () => refresh(0));
  window.addEventListener("online", () => refresh());
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  setInterval(() => document.hidden || refresh(), MINUTE);
  return fetchDay();
}

function listen(does) {
  listening = does;
  refresh();
}

/** The day again, soon: once for all that ask in the meantime. */
export function refresh(wait = TOGETHER) {
  if (fetching) {
    wanted = true;
    return;
  }
  clearTimeout(timer);
  timer = setTimeout(fetchDay, wait);
}

async function fetchDay() {
  fetching = true;
  wanted = false;
  const found = await ask().catch(() => false);
  fetching = false;
  byId("lost").hidden = found;
  if (!found) sayLost();
  if (found) shown();
  // While facts do not come by themselves, the day is asked for again and again.
  if (wanted) refresh();
  else if (!found || !listening) refresh(AGAIN);
}

/** Whether the server answered; the day is then as it said. */
async function ask() {
  const headers = { "HX-Request": "true", ...(diary.tag && { "If-None-Match": diary.tag }) };
  const answer = await fetch(`${address}/day.json?day=${day}`, { headers, cache: "no-store" });
  if (answer.status === 401) location.reload();
  if (answer.ok) take(await answer.json(), answer.headers.get("ETag"));
  if (answer.ok || answer.status === 304) seen = now();
  return answer.ok || answer.status === 304;
}

function sayLost() {
  const since = diary.data ? `You see the day as it was at ${clock(seen)}. ` : "";
  write(byId("lost").querySelector("span"), `The connection is lost. ${since}Trying again …`);
}
