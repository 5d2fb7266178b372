// The public booking page works without this. It saves reloading, double taps and typing again.
import "./book.css";
import { watchHold } from "./held.js";
import { answerToSite } from "./site.js";

const DAY = "a.day";
const TOO_MANY = 429;
const WAYS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** What was typed so far, so that another time does not cost the name. Gone with the page. */
const typed = new Map();

/** The name under which a time is held, so that going back finds it free for whoever holds it. */
let key = new URL(location).searchParams.get("key") ?? "";

/** Who goes on before a step has come does not want it any more. */
let underWay = new AbortController();

const tellSite = answerToSite();
watchHold();

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-step]");
  const plain = !event.defaultPrevented && event.button === 0;
  if (!link || !plain || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(link.href);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-step]")) {
    event.preventDefault();
    choose(form, event.submitter);
  } else if (form.matches("[data-books]")) {
    sendOnce(event);
  }
});

document.addEventListener("input", (event) => {
  if (event.target.closest("[data-books]")) typed.set(event.target.name, event.target.value);
});

document.addEventListener("keydown", (event) => {
  const day = event.target.closest(DAY);
  if (!day || !(event.key in WAYS)) return;
  event.preventDefault();
  dayFrom(day, WAYS[event.key])?.focus();
});

addEventListener("popstate", () => show(location.href));
/** Who comes back from where they pay sees what became of it. */
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && document.querySelector("[data-look-again]")) location.reload();
});

addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(allowAgain));

/** Open a step and put it among the pages that one can go back to. */
async function go(href, asked) {
  const shown = await show(href, asked);
  if (shown) history.pushState(null, "", shown);
}

/** What a form asks for as a step; what is posted leads to the address that it is answered with. */
function choose(form, submitter) {
  const fields = new URLSearchParams(new FormData(form, submitter));
  if (form.method === "get") return go(`${form.action}?${fields}`);
  const instead = () => {
    delete form.dataset.step;
    form.requestSubmit(submitter);
  };
  return go(form.action, { method: "post", body: fields, instead });
}

/** Put the step of an address in place of the one that is shown, and say where it really was; else
    leave it to the browser. */
async function show(href, asked = {}) {
  beBusy(true);
  underWay.abort();
  underWay = new AbortController();
  const { signal } = underWay;
  let at;
  try {
    const answer = await fetch(asked.body ? href : named(href), { ...asked, signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const step = page.querySelector("#step");
    if (!step && answer.status === TOO_MANY) return stay(page.querySelector(".guest-lead").textContent);
    if (!step) throw new Error("this is no step");
    document.querySelector("#step").replaceWith(step);
    document.title = page.title;
    at = asked.body && !answer.redirected ? location.href : answer.url;
    key = new URL(at).searchParams.get("key") ?? key;
  } catch {
    if (signal.aborted) return "";
    if (asked.instead) asked.instead();
    else location.assign(href);
    return "";
  } finally {
    if (!signal.aborted) beBusy(false);
  }
  fillAgain();
  watchHold();
  scrollTo(0, 0);
  tellSite({ step: true });
  document.querySelector("#step h1").focus({ preventScroll: true });
  return at;
}

/** The step stays as it is, with what was typed, and says why it does not go on. */
function stay(refusal) {
  document.querySelector("#step .form-error")?.remove();
  const said = { className: "form-error", role: "alert", textContent: refusal };
  const notice = Object.assign(document.createElement("p"), said);
  document.querySelector("#step h1").after(notice);
  notice.scrollIntoView({ block: "center" });
  return "";
}

/** While a step is on its way, the one that stands there follows from an older choice: a tap on it
    would undo the newer one. */
function beBusy(is) {
  document.querySelector(".book").classList.toggle("is-busy", is);
  document.querySelector("#step").inert = is;
}

/** The address of a step, with the name of what is held. */
function named(href) {
  const url = new URL(href, location);
  if (key && !url.searchParams.has("key")) url.searchParams.set("key", key);
  return url.href;
}

function fillAgain() {
  for (const [name, value] of typed) {
    const field = document.querySelector(`[data-books] [name="${CSS.escape(name)}"]`);
    if (field && !field.value) field.value = value;
  }
}

/** The next day with a table in that direction. */
function dayFrom(day, way) {
  const cells = [...document.querySelectorAll(".month td")];
  for (let at = cells.indexOf(day.closest("td")) + way; cells[at]; at += way) {
    const found = cells[at].querySelector(DAY);
    if (found) return found;
  }
  return null;
}

function sendOnce(event) {
  const form = event.target;
  if ("sent" in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  const button = event.submitter;
  if (!button?.dataset.label) return;
  button.dataset.before = button.textContent;
  button.textContent = button.dataset.label;
}

function allowAgain(form) {
  delete form.dataset.sent;
  const button = form.querySelector("[data-before]");
  if (button) button.textContent = button.dataset.before;
}
