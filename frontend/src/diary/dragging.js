// Dragging by mouse, and by finger after a short press. Until then a finger scrolls.
import { diary } from "./day.js";
import { carry, letGo, lyingOn, movable, pickUp, putDown, show, stretch } from "./hand.js";
import { lanes, leftOf, minuteAt, rowAt, scroller } from "./timeline.js";

const PRESS = 280; // milliseconds
const SLIP = 8; // pixels that a finger may move in them
const THRESHOLD = 4; // pixels that a mouse moves before it drags
const EDGE = 48; // pixels from an edge at which the timeline scrolls along
const SPEED = 12;

let grip = null; // what the pointer went down on
let hand = null; // what it has picked up since
let clicks = true;
let scrolling = 0;

/** Lets bookings be dragged. */
export function allowDragging() {
  lanes.addEventListener("pointerdown", down);
  lanes.addEventListener("pointermove", along);
  lanes.addEventListener("pointerup", up);
  lanes.addEventListener("pointercancel", cancel);
  lanes.addEventListener("contextmenu", (event) => grip && event.preventDefault());
  // A finger that has picked something up must not scroll any more.
  scroller.addEventListener("touchmove", (event) => hand && event.preventDefault(), { passive: false });
  lanes.addEventListener("click", (event) => {
    if (!clicks) event.stopImmediatePropagation();
    clicks = true;
  }, true);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hand && cancel(), true);
}

export const isDragging = () => hand !== null;

function down(event) {
  clicks = true;
  const block = event.target.closest("[data-booking]");
  const booking = block && diary.bookings.get(block.dataset.booking);
  if (!booking || !movable(booking) || booking.pending || event.button > 0 || !event.isPrimary) return;
  const { x, y } = inLanes(event);
  grip = {
    pointer: event.pointerId,
    booking,
    row: rowAt(y),
    offset: x - leftOf(booking.begins),
    stretches: Boolean(event.target.closest(".block-grip")),
    x: event.clientX,
    y: event.clientY,
    timer: event.pointerType === "mouse" ? 0 : setTimeout(begin, PRESS),
  };
}

function along(event) {
  if (!grip || event.pointerId !== grip.pointer) return;
  const far = Math.hypot(event.clientX - grip.x, event.clientY - grip.y);
  if (!hand) {
    if (grip.timer && far > SLIP) cancel();
    else if (!grip.timer && far > THRESHOLD) begin();
  }
  if (hand) {
    grip.last = event;
    follow();
    scrollAlong();
  }
}

function begin() {
  hand = pickUp(grip.booking, grip.row);
  grip.timer = 0;
  clicks = false;
  lanes.setPointerCapture(grip.pointer);
  lanes.classList.add("is-dragging");
  for (const block of lanes.querySelectorAll(`[data-booking="${grip.booking.id}"]`)) block.classList.add("is-lifted");
  navigator.vibrate?.(12);
  show(hand);
}

function follow() {
  const { x, y } = inLanes(grip.last);
  if (grip.stretches) {
    stretch(hand, minuteAt(x));
  } else {
    carry(hand, rowAt(y) ?? hand.row, minuteAt(x - grip.offset));
    hand.other = lyingOn(hand, minuteAt(x));
  }
  show(hand);
}

function up(event) {
  if (!grip || event.pointerId !== grip.pointer) return;
  const held = hand;
  forget();
  if (held) putDown(held);
}

function cancel() {
  forget();
  letGo();
}

function forget() {
  if (!grip) return;
  clearTimeout(grip.timer);
  clearInterval(scrolling);
  scrolling = 0;
  lanes.classList.remove("is-dragging");
  for (const block of lanes.querySelectorAll(".is-lifted")) block.classList.remove("is-lifted");
  grip = hand = null;
}

function inLanes(event) {
  const { left, top } = lanes.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}

// While it is held near an edge, the timeline scrolls and what is in hand goes along.
function scrollAlong() {
  if (!scrolling) scrolling = setInterval(nudge, 16);
}

function nudge() {
  const { left, right, top, bottom } = scroller.getBoundingClientRect();
  const { clientX: x, clientY: y } = grip.last;
  const across = x > right - EDGE ? SPEED : x < left + EDGE + labelsWidth() ? -SPEED : 0;
  const down = y > bottom - EDGE ? SPEED : y < top + 2 * EDGE ? -SPEED : 0;
  if (!across && !down) return;
  scroller.scrollBy(across, down);
  follow();
}

const labelsWidth = () => lanes.offsetLeft;
