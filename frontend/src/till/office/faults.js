import { call, Refusal } from "../api.js";
import { byId, fill, h, icon } from "../dom.js";
import { say } from "../notice.js";

const LOOK_AGAIN_MS = 2000;
let kindsDrawn = false;

async function read() {
  const answer = await call("GET", "/simulator/faults");
  drawWaiting(answer.waiting);
  if (!kindsDrawn) drawKinds(answer.kinds);
}

function drawWaiting(faults) {
  fill(byId("waiting"), faults.length
    ? h("ul", { class: "waiting-list" }, faults.map(waitingRow),
      h("li", {}, h("strong", {}, "All of them"), h("button", { type: "button", class: "key key-plain", onclick: () => remove("") }, icon("trash-2"), "Remove all")))
    : h("p", { class: "panel-lead" }, "Nothing will go wrong."));
}

function waitingRow(fault) {
  const times = fault.times === null ? "until removed" : fault.times === 1 ? "once" : `${fault.times} times`;
  return h("li", {}, h("strong", {}, titleOf(fault.kind)), h("span", {}, times),
    fault.path && h("span", {}, `${fault.method ?? ""} ${fault.path}`),
    h("button", { type: "button", class: "key key-plain", "data-key": `remove-${fault.id}`, onclick: () => remove(`/${fault.id}`), "aria-label": `Remove ${titleOf(fault.kind)}` }, icon("x")));
}

function drawKinds(kinds) {
  kindsDrawn = true;
  fill(byId("kinds"), kinds.map(kindCard));
}

function kindCard({ kind, meaning }) {
  const form = h("form", { class: "fault", "aria-label": titleOf(kind) }, h("h3", {}, titleOf(kind)), h("p", {}, meaning.replaceAll("`", "")),
    h("details", {}, h("summary", {}, "Only some calls"),
      h("div", { class: "fault-row" }, small(kind, "path", "Path", "*/orders/*"), small(kind, "method", "Method", "POST"))),
    h("div", { class: "fault-row" }, small(kind, "times", "Times", "", "1"), /second/.test(meaning) && small(kind, "seconds", "Seconds", "", "2"),
      h("button", { class: "key" }, icon("zap"), "Inject")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    inject(kind, Object.fromEntries(new FormData(form)));
  });
  return form;
}

function small(kind, name, label, placeholder, value = "") {
  const id = `${name}-${kind}`;
  return h("div", { class: "field" }, h("label", { for: id }, label), h("input", { class: "entry", id, name, placeholder, value, autocomplete: "off" }));
}

async function inject(kind, { times, seconds, path, method }) {
  const body = { kind, times: times.trim() ? Number(times) : null, ...(seconds && { seconds: Number(seconds) }), ...(path && { path }), ...(method && { method }) };
  await attempt(() => call("POST", "/simulator/faults", body), `${titleOf(kind)}: done.`);
}

const remove = (id) => attempt(() => call("DELETE", `/simulator/faults${id}`), "Removed.");

async function attempt(step, sentence) {
  try {
    await step();
    await read();
    say("info", sentence);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    say("error", refusal.message);
  }
}

function titleOf(kind) {
  const words = kind.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

await read().catch((refusal) => say("error", refusal.message));
setInterval(() => document.hidden || read().catch(() => {}), LOOK_AGAIN_MS);
