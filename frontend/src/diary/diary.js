// The diary: one day of a store, as a timeline, a floor plan and a list, worked with by hand.
import "./diary.css";
import { allowCarrying, isCarrying } from "./carrying.js";
import { address, day, diary, isToday, now, sums, waiting } from "./day.js";
import { byId, h, icon, keep, write } from "./dom.js";
import { allowDragging, isDragging } from "./dragging.js";
import { allowKeys } from "./keys.js";
import { drawList } from "./list.js";
import { live, refresh } from "./live.js";
import { onChange } from "./moving.js";
import { allowPanel, isOpen, markChosen, openBooking, openNew, openWaitlist, openWalkIn } from "./panel.js";
import { drawPlan } from "./plan.js";
import { drawNow, drawTimeline, lanes, minuteAt, rowAt } from "./timeline.js";
import { count } from "./words.js";

const VIEWS = { timeline: drawTimeline, floor: drawPlan, list: drawList };
const TICK = 20_000;
const DAY_ENDS = 28 * 60;
const page = byId("diary");
let view = page.dataset.view;

function draw() {
  if (!diary.data || isDragging() || isCarrying()) return;
  const empty = !diary.data.tables.length;
  byId("stage").removeAttribute("aria-busy");
  byId("no-floor").hidden = !empty || view === "list";
  for (const name of Object.keys(VIEWS)) byId(name).hidden = name !== view || (empty && name !== "list");
  if (!empty || view === "list") VIEWS[view]();
  byId("closed").hidden = empty || diary.data.services.length > 0;
  drawSums();
  drawWaiting();
  drawNote();
  markChosen();
}

function drawSums() {
  const { parts, bookings, covers, sitting } = sums();
  const items = parts.length > 1 ? [...parts, { name: "Day", bookings, covers }] : parts;
  const seated = sitting ? [{ name: "Seated now", covers: sitting }] : [];
  keep(byId("sums"), [...items, ...seated], {
    keyOf: ({ name }) => name,
    looksOf: ({ bookings, covers }) => `${bookings} ${covers}`,
    build: ({ name, bookings, covers }) => h("li", {}, h("b", {}, name), figure("users", covers, "cover"), figure("calendar", bookings, "booking")),
  });
}

function figure(picture, number, word) {
  if (number === undefined) return null;
  const words = count(number, word);
  return h("span", { class: "diary-figure", title: words }, icon(picture), String(number), h("span", { class: "sr-only" }, words.replace(/^\d+/, "")));
}

function drawWaiting() {
  const parties = waiting();
  const fits = parties.filter(({ id }) => diary.data.fits[id]);
  const badge = byId("waiting");
  badge.hidden = !parties.length;
  badge.classList.toggle("is-fitting", fits.length > 0);
  badge.replaceChildren(String(parties.length), fits.length ? h("small", {}, " · a table fits") : "");
}

function drawNote() {
  write(byId("note"), diary.data.note || "Note for the day");
  byId("open-note").classList.toggle("is-empty", !diary.data.note);
}

function show(name) {
  view = name;
  for (const button of document.querySelectorAll("[data-shows]")) {
    button.setAttribute("aria-pressed", String(button.dataset.shows === view));
  }
  const here = new URL(location.href);
  here.searchParams.set("view", view);
  history.replaceState(null, "", here);
  for (const link of document.querySelectorAll("#day-before, #day-after, #day-today")) {
    const to = new URL(link.href);
    to.searchParams.set("view", view);
    link.href = to;
  }
  draw();
}

function goTo(path, other) {
  location.assign(`${path}?day=${other}&view=${view}`);
}

// A booking is opened; a free place is booked.
lanes.addEventListener("click", (event) => {
  const block = event.target.closest("[data-booking]");
  if (block) return openBooking(block.dataset.booking);
  const { left, top } = lanes.getBoundingClientRect();
  const row = rowAt(event.clientY - top);
  const minute = Math.floor(minuteAt(event.clientX - left) / 15) * 15;
  if (row) openNew({ minute, tables: [row.table.id] });
});

for (const button of document.querySelectorAll("[data-shows]")) {
  button.addEventListener("click", () => show(button.dataset.shows));
}
byId("open-new").addEventListener("click", () => openNew());
byId("open-walk-in").addEventListener("click", () => openWalkIn());
byId("open-waitlist").addEventListener("click", () => openWaitlist());
byId("day-pick").addEventListener("change", ({ target }) => target.value && goTo(address, target.value));
byId("store-pick")?.addEventListener("change", ({ target }) => goTo(target.value, day));

byId("open-note").addEventListener("click", () => {
  byId("field-day_note").value = diary.data?.note ?? "";
  byId("note-dialog").returnValue = "";
  byId("note-dialog").showModal();
});
byId("note-dialog").addEventListener("close", async ({ target }) => {
  if (target.returnValue !== "save") return;
  const headers = { "X-CSRFToken": page.dataset.csrf, "HX-Request": "true" };
  const body = new URLSearchParams({ note: byId("field-day_note").value });
  await fetch(`${address}/note?day=${day}`, { method: "POST", headers, body });
  refresh(0);
});

onChange(draw);
allowPanel();
allowDragging();
allowCarrying();
allowKeys(show);
live(draw).then(openAsked);
setInterval(tick, TICK);

// Other pages lead to a booking of the day; once it is open, the address is that of the day.
function openAsked() {
  const here = new URL(location.href);
  const asked = here.searchParams.get("booking");
  if (!asked) return;
  here.searchParams.delete("booking");
  history.replaceState(null, "", here);
  if (diary.bookings.has(asked)) openBooking(asked);
}

// Time goes on; at four in the morning it is another day.
function tick() {
  if (!diary.data) return;
  if (isToday && now() >= DAY_ENDS && !isOpen()) location.assign(`${address}?view=${view}`);
  else if (view === "timeline") drawNow();
  else draw();
}
