// One booking on the timeline.
import { beginOf, lateBy, overdueBy, statusName, tablesInWords } from "./day.js";
import { h, icon } from "./dom.js";
import { ROW, scale } from "./rows.js";
import { clock, count, lasting, money, span, stageOf } from "./words.js";

const TICKETS = {
  asked: ["receipt", "Order is on its way to the till"],
  waiting: ["receipt", "Order waits on the till"],
  open: ["receipt", "Order is open on the till"],
  completed: ["receipt-text", "Order is paid"],
  rejected: ["triangle-alert", "The till rejected the order"],
  refused: ["triangle-alert", "The till refused the order"],
  gone: ["triangle-alert", "The order was deleted on the till"],
};

/** What stands beside a name: [picture, words, kind]. */
export function marks(booking) {
  const found = [];
  if (booking.vip) found.push(["crown", "VIP", "vip"]);
  if (booking.birthday) found.push(["cake", "Birthday", "birthday"]);
  const { payment, ticket } = booking;
  if (payment) {
    const due = payment.due ?? 0;
    found.push(["banknote", due > 0 ? `${money(due)} due ahead` : `${money(payment.paid ?? 0)} paid ahead`, due > 0 ? "due" : "paid"]);
  }
  if (booking.request || booking.note || booking.guest_note) found.push(["message-square", "Has notes", "note"]);
  if (ticket && TICKETS[ticket.state]) {
    const [picture, words] = TICKETS[ticket.state];
    const bad = ticket.problem || picture === "triangle-alert";
    found.push([bad ? "triangle-alert" : picture, ticket.problem || words, bad ? "problem" : "ticket"]);
  }
  return found;
}

/** `late 12 min`, `20 min over`, or the status. */
export function state(booking) {
  const late = lateBy(booking);
  if (late) return `Late ${lasting(late)}`;
  const over = overdueBy(booking);
  if (over >= 1) return `${lasting(over)} over`;
  return statusName(booking);
}

/** All of a booking in one sentence, to be read out. */
export function described(booking) {
  const said = marks(booking).map(([, words]) => words);
  const parts = [
    span(booking.begins, booking.ends),
    nameOf(booking),
    count(booking.covers, "cover"),
    tablesInWords(booking.tables),
    state(booking),
    ...said,
  ];
  return parts.join(", ");
}

export const nameOf = (booking) => booking.name || (booking.walk_in ? "Walk-in" : "No name");

/** How a block looks, in one string. */
export function looksOf({ booking, height, parts }) {
  const { id, version, begins, ends, name, covers, status, pending } = booking;
  return [id, version, begins, ends, name, covers, status, pending, height, parts, scale(), state(booking), described(booking)].join("|");
}

export function build({ booking, part, parts, height }) {
  const begins = beginOf(booking);
  const said = marks(booking);
  const element = h(
    "button",
    {
      type: "button",
      class: ["block", booking.pending && "is-pending", height > ROW && "is-tall"].filter(Boolean).join(" "),
      "data-booking": booking.id,
      "data-stage": stageOf(booking),
      "data-type": booking.type,
      "data-late": lateBy(booking) > 0,
      "data-over": overdueBy(booking) >= 1,
      "aria-label": described(booking),
      tabindex: "-1",
    },
    h(
      "span",
      { class: "block-text" },
      h(
        "span",
        { class: "block-who" },
        h("b", { class: "block-covers" }, String(booking.covers)),
        h("span", { class: "block-name" }, nameOf(booking)),
        said.map(([picture, words, kind]) => h("span", { class: `mark mark-${kind}`, title: words }, icon(picture))),
      ),
      h("span", { class: "block-state" }, `${clock(begins)} · ${state(booking)}${parts > 1 ? ` · ${part + 1}/${parts}` : ""}`),
    ),
    stageOf(booking) === "over" ? null : h("span", { class: "block-grip" }),
  );
  element.style.setProperty("--turn", `${booking.turn * scale()}px`);
  return element;
}
