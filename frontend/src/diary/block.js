// One booking on the timeline.
import { beginOf, lateBy, overdueBy, statusName, tablesInWords } from "./day.js";
import { h, icon } from "./dom.js";
import { ROW, scale } from "./rows.js";
import { clock, lasting, money, stageOf } from "./words.js";

const TICKETS = {
  asked: ["receipt", "Order is on its way to the till"],
  waiting: ["receipt", "Order waits on the till"],
  open: ["receipt", "Order is open on the till"],
  completed: ["receipt-text", "Order is paid"],
  rejected: ["triangle-alert", "The till rejected the order"],
  refused: ["triangle-alert", "The till refused the order"],
  gone: ["triangle-alert", "The order was deleted on the till"],
};

/** What a host should know at once: [picture, words, kind]. */
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

export const nameOf = (booking) => booking.name || (booking.walk_in ? "Walk-in" : "No name");

/** How a block looks, in one string. */
export function looksOf({ booking, height, part, parts }) {
  const { version, begins, ends, name, covers, pending, tables } = booking;
  const signs = marks(booking).flat();
  return [version, begins, ends, name, covers, pending, tables, height, part, parts, scale(), beginOf(booking), state(booking), signs].join("|");
}

/** A booking on the timeline. What is not written there is read out all the same. */
export function build({ booking, part, parts, height }) {
  const begins = beginOf(booking);
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
      tabindex: "-1",
    },
    h(
      "span",
      { class: "block-text" },
      h(
        "span",
        { class: "block-who" },
        h("b", { class: "block-covers" }, String(booking.covers)),
        aside(booking.covers === 1 ? " cover, " : " covers, "),
        h("span", { class: "block-name" }, nameOf(booking)),
        signs(booking),
      ),
      h(
        "span",
        { class: "block-state" },
        aside(`${tablesInWords(booking.tables)}, until ${clock(booking.ends)}, `),
        `${state(booking)} · ${clock(begins)}${parts > 1 ? ` · ${part + 1} of ${parts}` : ""}`,
      ),
    ),
    stageOf(booking) === "over" ? null : h("span", { class: "block-grip" }),
  );
  element.style.setProperty("--turn", `${booking.turn * scale()}px`);
  return element;
}

const aside = (text) => h("span", { class: "sr-only" }, text);

/** The pictures beside a name, each with its words. */
export function signs(booking) {
  return marks(booking).map(([picture, words, kind]) =>
    h("span", { class: `sign sign-${kind}`, title: words }, icon(picture), aside(` ${words}, `)),
  );
}
