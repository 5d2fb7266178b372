import { call, Refusal } from "../api.js";
import { byId, fill, h } from "../dom.js";
import { say } from "../notice.js";

let switches = [];

async function read() {
  switches = await call("GET", "/simulator/switches");
  draw();
}

function draw() {
  const wanted = byId("find").value.trim().toLowerCase();
  const shown = switches.filter((one) => `${one.name} ${one.meaning} ${one.section}`.toLowerCase().includes(wanted));
  const sections = [...new Set(shown.map((one) => one.section))];
  fill(byId("switches"), sections.map((section) => panel(section, shown.filter((one) => one.section === section))),
    shown.length ? null : h("p", { class: "panel-lead" }, "No switch has these words."));
}

function panel(section, members) {
  return h("section", { class: "panel", "aria-label": section }, h("h2", {}, section),
    h("div", { class: "switch-list" }, members.map(item)));
}

function item(one) {
  const turned = JSON.stringify(one.value) !== JSON.stringify(one.default);
  return h("div", { class: turned ? "switch-item is-turned" : "switch-item" },
    h("div", {}, h("p", { id: `meaning-${one.name}` }, one.meaning), h("code", {}, one.name)),
    h("div", { class: "switch-control" }, control(one), turned && h("small", {}, `Default: ${inWords(one.default)}`)));
}

function control(one) {
  const named = { "aria-label": one.name, "aria-describedby": `meaning-${one.name}`, "data-key": one.name };
  if (typeof one.default === "boolean") {
    return h("input", { type: "checkbox", class: "flip", role: "switch", checked: one.value, ...named,
      onchange: (event) => turn(one, event.target.checked) });
  }
  if (one.choices) {
    return h("select", { class: "entry", ...named, onchange: (event) => turn(one, one.choices[event.target.selectedIndex]) },
      one.choices.map((choice) => h("option", { selected: choice === one.value }, inWords(choice))));
  }
  return h("input", { class: "entry", inputmode: "decimal", value: inWords(one.value), ...named,
    onchange: (event) => turn(one, valueOf(one, event.target.value)) });
}

function valueOf(one, text) {
  if (Array.isArray(one.default)) return text.split(/[\s,]+/).filter(Boolean).map(Number);
  return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
}

async function turn(one, value) {
  try {
    await call("PUT", "/simulator/switches", { [one.name]: value });
    say("info", `${one.name} is now ${inWords(value)}.`);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    say("error", refusal.message);
  }
  await read();
}

const inWords = (value) => (Array.isArray(value) ? value.join(", ") : value === true ? "on" : value === false ? "off" : String(value));

byId("find").addEventListener("input", draw);
await read().catch((refusal) => say("error", refusal.message));
