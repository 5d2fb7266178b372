import { byId, fill, h, icon, nameOf, picture } from "./dom.js";
import { openQuantity } from "./quantity.js";
import { act, now } from "./screen.js";
import { open } from "./sheets.js";

const sheet = byId("customer-sheet");
let searching = false;

byId("search").addEventListener("submit", (event) => {
  event.preventDefault();
  search(event.submitter?.value || undefined);
});

export function openCustomer() {
  searching = !now().sale?.customer;
  drawCustomer(now());
  open(sheet);
  if (searching) byId("keyword").focus();
}

async function search(clientId) {
  const keyword = byId("keyword").value.trim();
  if (!keyword) return byId("keyword").focus();
  if (!now().sale && !(await act("POST", "/sale"))) return;
  searching = true;
  await act("POST", "/search", { keyword, client_id: clientId });
}

/** Draws the sheet: the members found, or the customer of the sale with what they can use. */
export function drawCustomer(state) {
  const customer = state.sale?.customer;
  const member = customer && !searching;
  byId("search").hidden = Boolean(member);
  fill(byId("programs"), state.programs.map(programKey));
  fill(byId("customer-view"), member ? profile(state) : found(state));
}

function programKey(program) {
  return h("button", { class: "key key-program", name: "program", value: program.client_id, disabled: !program.ready,
    title: program.reason }, icon("search"), program.name);
}

function found({ search: answer, programs }) {
  if (!programs.length) return hint("plug", "No add-on searches for customers here.", "An add-on has to be enabled for loyalty, in the back office.");
  if (!answer) {
    const asleep = programs.find((one) => !one.ready);
    if (asleep) return hint("plug", `${asleep.name} cannot be asked yet.`, asleep.reason);
    return hint("search", "Find a customer", "Type part of a name, e-mail, phone, card number or member code, then press the program's button.");
  }
  if (answer.error) return hint("triangle-alert", "The search did not work.", answer.error);
  if (!answer.members.length) return hint("user-round", `Nobody found for “${answer.keyword}”.`, "Try fewer letters, or another part of the name.");
  return h("ul", { class: "members", "aria-label": "Members found" }, answer.members.map((member) => h("li", {}, memberCard(member))));
}

function memberCard(member) {
  const choose = async () => {
    searching = false;
    await act("PUT", "/sale/customer", { member_id: member.id });
  };
  return h("button", { type: "button", class: "member", onclick: choose, "data-key": `member-${member.id}` },
    picture(member, "is-large"),
    h("strong", {}, nameOf(member)),
    h("small", {}, member.email_address),
    member.current_points && h("span", { class: "member-points" }, h("b", {}, member.current_points), " ", member.points_label ?? "Points"));
}

function profile({ sale, rewards, redemptions }) {
  const member = rewards?.member ?? { ...sale.customer, email_address: sale.customer.email };
  return [
    h("aside", { class: "profile", "aria-label": "Member" },
      picture(member, "is-huge"),
      h("h3", {}, nameOf(member)),
      h("p", { class: "profile-mail" }, member.email_address ?? ""),
      member.current_points && h("p", { class: "profile-points" }, h("b", {}, member.current_points), " ", member.points_label ?? "Points"),
      member.intro_text && h("p", { class: "profile-intro" }, member.intro_text),
      params(member.params),
      h("div", { class: "profile-keys" },
        h("button", { type: "button", class: "key key-plain", onclick: searchAgain }, icon("search"), "Someone else"),
        h("button", { type: "button", class: "key key-plain", onclick: () => act("DELETE", "/sale/customer") }, icon("x"), "Remove customer"))),
    h("section", { class: "rewards", "aria-label": "Rewards and offers" },
      redeemedList((redemptions ?? []).filter((one) => one.success)),
      rewardList(rewards),
      h("div", { class: "rewards-keys" },
        h("button", { type: "button", class: "key", "data-closes": true, "data-key": "back" }, "Back to the sale"),
        h("button", { type: "button", class: "key key-plain", "data-key": "ask-again", onclick: () => act("POST", "/sale/rewards") }, icon("rotate-ccw"), "Ask again"))),
  ];
}

function params(values) {
  const pairs = Object.entries(values ?? {});
  if (!pairs.length) return null;
  return h("dl", { class: "params" }, pairs.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, String(value)))));
}

function searchAgain() {
  searching = true;
  drawCustomer(now());
  byId("keyword").focus();
}

function redeemedList(done) {
  if (!done.length) return null;
  return h("ul", { class: "redeemed", "aria-label": "Redeemed on this sale" },
    done.map((one) => h("li", {}, icon("circle-check"), `${one.title}${one.quantity ? ` · ${one.quantity}` : ""}`)));
}

function rewardList(rewards) {
  if (!rewards) return hint("gift", "No rewards are shown for this customer.", "Only customers that are linked to an add-on have rewards.");
  if (rewards.error) return hint("triangle-alert", "The rewards could not be shown.", rewards.error);
  if (!rewards.rewards.length) return hint("gift", "Nothing to redeem yet.", "This customer has no reward or offer that can be used now.");
  return h("ul", { class: "reward-list", "aria-label": "Rewards" }, rewards.rewards.map((reward) => h("li", {}, rewardCard(reward))));
}

function rewardCard(reward) {
  const cost = reward.points_required && reward.points_required !== "0" ? reward.points_required : null;
  const label = reward.action_label ?? "Redeem";
  const redeem = () => reward.variable_quantity ? openQuantity(reward)
    : act("POST", "/sale/redemptions", { reward_id: reward.id });
  return h("article", { class: "reward" },
    h("span", { class: "reward-icon" }, icon(cost ? "gift" : "ticket-percent")),
    h("div", { class: "reward-text" }, h("h4", {}, reward.title), reward.terms && h("p", {}, reward.terms)),
    cost && h("p", { class: "reward-cost" }, reward.variable_quantity ? h("small", {}, "up to") : null, h("b", {}, cost), h("small", {}, reward.points_label ?? "Points")),
    h("button", { type: "button", class: "key key-redeem", onclick: redeem, "data-key": `reward-${reward.id}`,
      "aria-label": `${label}: ${reward.title}` }, label));
}

function hint(picture, title, text) {
  return h("div", { class: "hint" }, icon(picture), h("strong", {}, title), text && h("p", {}, text));
}
