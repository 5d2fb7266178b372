// How long a time is still held for a guest: seen all the while, said twice.

const SOON = 60;
let ticking;

/** Count down what stands on the page, if anything is held. */
export function watchHold() {
  clearInterval(ticking);
  const held = document.querySelector("[data-held]");
  if (!held) return;
  const ends = performance.now() + Number(held.dataset.held) * 1000;
  ticking = setInterval(() => tick(held, Math.ceil((ends - performance.now()) / 1000)), 1000);
  tick(held, Number(held.dataset.held));
}

function tick(held, seconds) {
  if (seconds <= 0) {
    clearInterval(ticking);
    held.classList.add("is-over");
    held.querySelector("[data-shown]").textContent = held.dataset.over;
    say(held, held.dataset.over);
    return;
  }
  held.querySelector("[data-left]").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  if (seconds <= SOON) say(held, held.dataset.soon);
}

function say(held, sentence) {
  const voice = held.querySelector("[aria-live]");
  if (voice.textContent !== sentence) voice.textContent = sentence;
}
