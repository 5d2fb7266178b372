import { call } from "../api.js";
import { byId, fill, h, icon } from "../dom.js";
import { say } from "../notice.js";

const LOOK_AGAIN_MS = 1500;
const SHOWN = 100;
const WAYS = [["", "All"], ["in", "To the till"], ["out", "From the till"]];
const PICTURES = { ok: "check", odd: "info", wrong: "triangle-alert" };
const WORST = ["wrong", "odd", "ok"];

let way = "";
let newest = null;
let paused = false;

async function read() {
  const entries = await call("GET", `/simulator/log?limit=${SHOWN}${way && `&direction=${way}`}`);
  const key = `${way} ${entries.length} ${entries[0]?.id ?? ""}`;
  if (key === newest) return;
  newest = key;
  draw(entries);
}

/** Calls that are open stay as they are, so that a reader is not disturbed. */
function draw(entries) {
  const open = new Map([...byId("log").querySelectorAll("details[open]")].map((one) => [one.dataset.id, one]));
  fill(byId("log"), entries.map((entry) => open.get(String(entry.id)) ?? row(entry)),
    entries.length ? null : h("div", { class: "hint" }, icon("list"), h("strong", {}, "Nothing was called yet."), h("p", {}, "Calls appear here as they happen.")));
}

function row(entry) {
  const thoughts = entry.judgements ?? [];
  const worst = WORST.find((level) => thoughts.some((one) => one.level === level)) ?? (entry.status === null || entry.status >= 400 ? "odd" : "ok");
  const element = h("details", { class: `entry-log is-${worst}`, "data-id": String(entry.id) }, h("summary", { "data-key": `call-${entry.id}` },
    h("span", { class: "log-time" }, new Date(entry.at).toLocaleTimeString("en-GB")),
    h("span", { class: "log-way", title: entry.direction === "in" ? "To the till" : "From the till" }, entry.direction === "in" ? "→" : "←"),
    h("span", { class: "log-kind" }, entry.kind),
    h("span", { class: "log-url" }, `${entry.method} ${shortened(entry.url)}`),
    h("span", { class: "log-took" }, `${entry.milliseconds} ms`),
    h("span", { class: entry.status === null || entry.status >= 400 ? "log-status is-bad" : "log-status" }, entry.status ?? "none")),
  thoughts.length || entry.fault ? h("ul", { class: "log-thoughts" }, entry.fault && h("li", { class: "is-odd" }, icon("zap"), `Fault: ${entry.fault}`), thoughts.map(thought)) : null);
  element.addEventListener("toggle", () => element.append(both(entry)), { once: true });
  return element;
}

function thought({ level, sentence }) {
  return h("li", { class: `is-${level}` }, icon(PICTURES[level]), sentence);
}

function both(entry) {
  return h("div", { class: "log-both" },
    side("Request", `${entry.method} ${entry.url}`, entry.request_headers, entry.request_body),
    side("Answer", entry.status === null ? "No answer came." : `Status ${entry.status}`, entry.response_headers, entry.response_body));
}

function side(title, first, headers, body) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return h("section", {}, h("h2", {}, title), h("pre", { tabindex: "0" }, [first, ...lines, "", readable(body)].join("\n")));
}

function readable(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function shortened(url) {
  return url.replace(/^https?:\/\/[^/]+/, (host) => (host.includes(location.host) ? "" : host.replace(/^https?:\/\//, "")));
}

function drawWays() {
  fill(byId("directions"), WAYS.map(([key, label]) => h("button", { type: "button", class: "choice-key", "aria-pressed": String(way === key), "data-key": `way-${key}`,
    onclick: () => {
      way = key;
      drawWays();
      read();
    } }, label)));
}

byId("pause").addEventListener("click", () => {
  paused = !paused;
  byId("pause").setAttribute("aria-pressed", String(paused));
  byId("pause").textContent = paused ? "Go on" : "Pause";
});

byId("empty").addEventListener("click", async () => {
  await call("DELETE", "/simulator/log");
  await read();
});

drawWays();
await read().catch((refusal) => say("error", refusal.message));
setInterval(() => paused || document.hidden || read().catch(() => {}), LOOK_AGAIN_MS);
