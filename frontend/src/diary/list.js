// The day in order of time: searched as one types, filtered, each with its next status in one tap.
import { marks, nameOf, signs, state } from "./block.js";
import { address, coversOf, diary, isWaiting, lateBy, overdueBy, statusName, tableNames, tablesInWords } from "./day.js";
import { byId, h, icon, keep, write } from "./dom.js";
import { refresh } from "./live.js";
import { ask } from "./moving.js";
import { openBooking } from "./panel.js";
import { clock, count, nextType, stageOf } from "./words.js";

const FILTERS = [
  ["all", "All", (booking) => stageOf(booking) !== "off"],
  ["coming", "Coming", (booking) => stageOf(booking) === "coming" && !isWaiting(booking)],
  ["at-table", "At table", (booking) => stageOf(booking) === "at-table"],
  ["waiting", "Waiting", isWaiting],
  ["over", "Left", (booking) => stageOf(booking) === "over"],
  ["off", "Not coming", (booking) => stageOf(booking) === "off"],
];
const PLAIN = /[\u0300-\u036f\s+()-]/g;

const region = byId("list");
let chosen = "all";
let looked = false;

export const search = h("input", {
  class: "input",
  type: "search",
  placeholder: "Name, phone, table or code",
  "aria-label": "Search the day",
  autocomplete: "off",
  oninput: () => drawList(),
});
const service = h("select", { class: "input", "aria-label": "Service", onchange: () => drawList() });
const filters = h("div", { class: "li-filters", role: "group", "aria-label": "Status" });
const rows = h("ol", { class: "li-rows" });
const none = h("p", { class: "li-none", hidden: true });
const scroller = h("div", { class: "li-scroll", tabindex: "0", role: "region", "aria-label": "Bookings in order of time" }, rows, none);

region.append(
  h(
    "div",
    { class: "li-bar" },
    h("div", { class: "search", role: "search" }, icon("search"), search),
    h("div", { class: "input-row input-select li-service" }, service, icon("chevron-down")),
    filters,
  ),
  scroller,
);

export function drawList() {
  drawServices();
  const found = matching();
  drawFilters(found);
  const shown = found.filter(FILTERS.find(([key]) => key === chosen)[2]);
  keep(rows, withHeadings(shown), {
    keyOf: ({ heading, booking }) => heading ?? booking.id,
    looksOf: ({ heading, booking, sum }) => (heading ? `${heading} ${sum}` : looksOf(booking)),
    build: ({ heading, booking, sum }) => (heading ? drawHeading(heading, sum) : drawRow(booking)),
  });
  if (!looked) lookFirst(shown);
  none.hidden = shown.length > 0;
  write(none, diary.bookings.size ? "No booking is like that." : "Nobody has booked this day yet.");
}

// The list begins with who has not left.
function lookFirst(shown) {
  looked = true;
  const first = shown.find((booking) => stageOf(booking) !== "over");
  const row = first && first !== shown[0] ? rows.querySelector(`[data-booking="${first.id}"]`) : null;
  if (row) scroller.scrollTop = row.offsetTop - rows.offsetTop - 2 * row.offsetHeight;
}

function matching() {
  const wanted = folded(search.value);
  return [...diary.bookings.values()]
    .filter((booking) => !service.value || booking.service === service.value)
    .filter((booking) => !wanted || folded(written(booking)).includes(wanted))
    .sort((one, other) => one.begins - other.begins || nameOf(one).localeCompare(nameOf(other)));
}

const folded = (text) => text.normalize("NFD").replace(PLAIN, "").toLowerCase();
const written = (booking) => [nameOf(booking), booking.phone, booking.code, tableNames(booking.tables), ...booking.tags].join("|");

// Those who wait come first, then the services of the day in order of time.
function withHeadings(bookings) {
  const services = [...diary.data.services].sort((one, other) => one.terms.first_minute - other.terms.first_minute);
  const known = new Set(services.map(({ id }) => id));
  const groups = [
    ["Waiting", isWaiting],
    ...services.map(({ id, terms }) => [terms.name, (booking) => booking.service === id && !isWaiting(booking)]),
    ["Outside of services", (booking) => !known.has(booking.service) && !isWaiting(booking)],
  ];
  return groups.flatMap(([heading, test]) => {
    const its = bookings.filter(test);
    const sum = `${count(its.length, "booking")}, ${count(coversOf(its), "cover")}`;
    return its.length ? [{ heading, sum }, ...its.map((booking) => ({ booking }))] : [];
  });
}

const drawHeading = (heading, sum) => h("li", { class: "li-heading" }, h("h2", {}, heading), h("small", {}, sum));

function looksOf(booking) {
  const { version, pending, name, covers, begins, status, tables } = booking;
  return JSON.stringify([version, pending, name, covers, begins, status, tableNames(tables), state(booking), marks(booking), nextOf(booking)?.name]);
}

function drawRow(booking) {
  const next = nextOf(booking);
  const words = booking.note || booking.request || booking.guest_note || "";
  return h(
    "li",
    {
      class: booking.pending ? "li-row is-pending" : "li-row",
      "data-booking": booking.id,
      "data-stage": stageOf(booking),
      "data-type": booking.type,
      "data-late": lateBy(booking) > 0,
      "data-over": overdueBy(booking) >= 1,
    },
    h("span", { class: "li-time" }, clock(booking.begins), h("small", {}, clock(booking.ends))),
    h("b", { class: "li-covers", title: count(booking.covers, "cover") }, h("span", { class: "sr-only" }, "Covers: "), String(booking.covers)),
    h(
      "button",
      { type: "button", class: "li-who", "data-part": "who", onclick: () => openBooking(booking.id) },
      h("span", { class: "li-name" }, nameOf(booking), signs(booking)),
      h("small", {}, [booking.phone, ...booking.tags, words].filter(Boolean).join(" · ")),
    ),
    h("span", { class: "li-table" }, isWaiting(booking) ? fitOf(booking) : tablesInWords(booking.tables)),
    h("span", { class: "li-state" }, state(booking)),
    h(
      "span",
      { class: "li-acts" },
      next ? h("button", { type: "button", class: "button button-secondary button-small", "data-part": "next", "aria-label": `${next.name}: ${nameOf(booking)}`, onclick: () => give(booking, next) }, next.name) : null,
      stageOf(booking) === "at-table" && nextType(booking) !== "finished" ? finish(booking) : null,
    ),
  );
}

const fitOf = (booking) => (diary.data.fits[booking.id] ? `${tablesInWords(diary.data.fits[booking.id])} fits` : "");

function finish(booking) {
  const status = statusOfType("finished");
  return h("button", { type: "button", class: "icon-button", "data-part": "finish", title: status.name, "aria-label": `${status.name}: ${nameOf(booking)}`, onclick: () => give(booking, status) }, icon("check"));
}

const statusOfType = (type) => diary.data.statuses.find((status) => status.type === type && !status.own);
const nextOf = (booking) => (isWaiting(booking) ? null : statusOfType(nextType(booking)));

/** Gives a booking another status. */
async function give(booking, status) {
  const before = { ...booking };
  Object.assign(booking, { status: status.code, type: status.type, pending: true });
  drawList();
  const refusal = await post(booking, new URLSearchParams({ status: status.code, version: before.version }));
  if (refusal) {
    Object.assign(booking, before, { pending: false });
    drawList();
    ask(refusal, [["Open the booking", () => openBooking(booking.id)]]);
  } else {
    byId("said").textContent = `${nameOf(booking)}: ${statusName(booking)}.`;
  }
  refresh(0);
}

// The answer is the booking's sheet; of a refusal the sentence in it is what counts.
async function post(booking, body) {
  try {
    const headers = { "X-CSRFToken": byId("diary").dataset.csrf, "HX-Request": "true" };
    const answer = await fetch(`${address}/bookings/${booking.id}/status`, { method: "POST", headers, body });
    if (answer.ok) return "";
    const sheet = new DOMParser().parseFromString(await answer.text(), "text/html");
    return sheet.querySelector('[role="alert"] p, [role="alert"]')?.textContent.trim() || "That did not work.";
  } catch {
    return "The connection is lost, so nothing was changed.";
  }
}

function drawServices() {
  const options = [["", "All services"], ...diary.data.services.map(({ id, terms }) => [id, terms.name])];
  service.parentElement.hidden = options.length < 3;
  keep(service, options, {
    keyOf: ([id]) => id,
    looksOf: ([, name]) => name,
    build: ([value, name]) => h("option", { value }, name),
  });
}

function drawFilters(found) {
  const counted = FILTERS.map(([key, label, test]) => ({ key, label, number: found.filter(test).length }));
  keep(filters, counted.filter(({ key, number }) => number || ["all", "coming", "at-table"].includes(key)), {
    keyOf: ({ key }) => key,
    looksOf: ({ key, number }) => `${number} ${key === chosen}`,
    build: ({ key, label, number }) =>
      h(
        "button",
        { type: "button", class: "li-filter", "data-part": key, "aria-pressed": String(key === chosen), onclick: () => choose(key) },
        label,
        h("span", {}, String(number)),
      ),
  });
}

function choose(key) {
  chosen = key;
  drawList();
}
