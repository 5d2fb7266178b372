import { call, Refusal } from "../api.js";
import { byId, fill, h, icon } from "../dom.js";
import { say } from "../notice.js";

const TABS = [["application", "Application"], ["loyalty", "Loyalty"]];
const tabOf = new Map();

async function draw() {
  const [addons, till] = await Promise.all([call("GET", "/simulator/addons"), call("GET", "/till")]);
  const programs = till.registers.length ? (await call("GET", `/till/${till.registers[0].id}`)).programs : [];
  fill(byId("addons"), addons.map((addon) => card(addon, programs.find((one) => one.client_id === addon.client_id))));
}

function card(addon, program) {
  const tab = tabOf.get(addon.client_id) ?? "loyalty";
  const form = h("form", {}, tab === "loyalty" ? loyalty(addon) : application(addon),
    h("div", { class: "keys" }, h("button", { class: "key key-pay" }, "Save")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(addon, form);
  });
  return h("section", { class: "panel", "aria-label": addon.name },
    h("h2", {}, addon.name),
    h("p", { class: "panel-lead" }, program?.ready ? "Ready: its button is shown beside the customer search." : program?.reason ?? ""),
    h("div", { class: "tabs", role: "tablist" }, TABS.map(([key, label]) => tabKey(addon, key, label, key === tab))),
    form);
}

function tabKey(addon, key, label, selected) {
  const choose = () => {
    tabOf.set(addon.client_id, key);
    draw();
  };
  return h("button", { type: "button", role: "tab", class: "tab", "aria-selected": String(selected), "data-key": `${addon.client_id}-${key}`, onclick: choose }, label);
}

function application(addon) {
  return h("div", { class: "fields" },
    field(addon, "name", "Name", "Shown on the till's button and on the consent page."),
    fixed(addon.client_id, "Client id"),
    field(addon, "client_secret", "Client secret", "Together with the client id, what the application signs in with."),
    h("div", { class: "field is-wide" }, h("label", { for: `redirect_uris-${addon.client_id}` }, "Redirect URIs"),
      h("textarea", { class: "entry", id: `redirect_uris-${addon.client_id}`, name: "redirect_uris", rows: 3 }, (addon.redirect_uris ?? []).join("\n")),
      h("small", {}, "One in each line. After the consent page the browser goes only to one of these.")));
}

function loyalty(addon) {
  const enabled = h("input", { type: "checkbox", class: "flip", role: "switch", name: "loyalty_enabled", checked: addon.loyalty_enabled });
  return h("div", { class: "fields" },
    h("label", { class: "flip-row field is-wide" }, enabled, "Enable Integrated Customers"),
    field(addon, "search_url", "Search URL", "Called with keyword, company_id, site_id and order_id.", "url", true),
    field(addon, "lookup_url", "Reward lookup URL", "Called with customer_id, reference_id, company_id, site_id and order_id.", "url", true),
    field(addon, "signature_token", "Signature token", "Signs webhooks, in X-Kounta-Signature."));
}

function field(addon, name, label, hint, type = "text", wide = false) {
  const id = `${name}-${addon.client_id}`;
  return h("div", { class: wide ? "field is-wide" : "field" }, h("label", { for: id }, label),
    h("input", { class: "entry", id, name, type, value: addon[name] ?? "", autocomplete: "off", spellcheck: "false" }),
    hint && h("small", {}, hint));
}

function fixed(value, label) {
  const copy = () => navigator.clipboard?.writeText(value);
  return h("div", { class: "field" }, h("span", { class: "label" }, label),
    h("div", { class: "entry-with" }, h("input", { class: "entry", value, readonly: true, "aria-label": label }),
      h("button", { type: "button", class: "key key-plain", "aria-label": `Copy ${label}`, onclick: copy }, icon("copy"))));
}

async function save(addon, form) {
  const body = Object.fromEntries(new FormData(form));
  if ("redirect_uris" in body) body.redirect_uris = body.redirect_uris.split(/\s+/).filter(Boolean);
  if (form.elements.loyalty_enabled) body.loyalty_enabled = form.elements.loyalty_enabled.checked;
  try {
    await call("PUT", `/simulator/addons/${encodeURIComponent(addon.client_id)}`, body);
    await draw();
    say("info", `${addon.name} was saved.`);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    say("error", refusal.message);
  }
}

await draw().catch((refusal) => say("error", refusal.message));
