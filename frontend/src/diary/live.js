// Keeps the day as it is on the server: after each fact, when the connection comes back, and every minute.
import { address, day, diary, take } from "./day.js";
import { byId } from "./dom.js";
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
let shown = () => {};

/** Fetches the day now and after whatever happens; `show` draws it. */
export function live(show) {
  shown = show;
  for (const fact of FACTS) document.addEventListener(fact, () => refresh());
  document.addEventListener("htmx:sse:error", () => lost());
  document.addEventListener("htmx:sse:after:connection", () => refresh());
  window.addEventListener("offline", () => lost());
  window.addEventListener("online", () => refresh());
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  setInterval(() => document.hidden || refresh(), MINUTE);
  return fetchDay();
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
  try {
    const headers = { "HX-Request": "true", ...(diary.tag && { "If-None-Match": diary.tag }) };
    const answer = await fetch(`${address}/day.json?day=${day}`, { headers, cache: "no-store" });
    await read(answer);
  } catch {
    lost();
  }
  fetching = false;
  if (wanted) refresh();
}

async function read(answer) {
  if (answer.status === 401) {
    location.reload();
  } else if (answer.status === 304) {
    found();
    shown();
  } else if (answer.ok) {
    take(await answer.json(), answer.headers.get("ETag"));
    found();
    shown();
  } else {
    lost();
  }
}

function lost() {
  const notice = byId("lost");
  const since = diary.data ? `You see the day as it was at ${clock(diary.data.now)}. ` : "";
  notice.querySelector("span").textContent = `The connection is lost. ${since}Trying again …`;
  notice.hidden = false;
  refresh(AGAIN);
}

function found() {
  byId("lost").hidden = true;
}
