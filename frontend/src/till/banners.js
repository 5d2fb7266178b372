import { byId, fill, h, icon } from "./dom.js";
import { act } from "./screen.js";

const PICTURES = { green: "bell-ring", orange: "info", red: "triangle-alert" };
let drawn = "";

/** Shows the most urgent of what staff are notified of. It is drawn anew only when it changed, so that it is said once. */
export function drawBanners({ notifications }) {
  const now = JSON.stringify(notifications);
  if (now === drawn) return;
  drawn = now;
  const urgent = notifications.find((one) => one.colour === "red") ?? notifications[0];
  fill(byId("banners"), urgent ? banner(urgent, notifications.length - 1) : null);
}

function banner(one, more) {
  const about = [`Order ${one.sale_number ?? one.order_id}`, one.at.slice(11, 16), more && `${more} more`];
  const dismiss = () => act("DELETE", `/notifications/${one.order_id}/${one.number}`);
  return h("div", { class: `banner is-${one.colour}`, role: one.colour === "red" ? "alert" : null },
    icon(PICTURES[one.colour] ?? "bell-ring"),
    h("p", {}, one.message, h("small", {}, about.filter(Boolean).join(" · "))),
    h("button", { type: "button", class: "icon-button", "aria-label": "Dismiss notification", "data-key": `banner-${one.order_id}-${one.number}`, onclick: dismiss }, icon("x")));
}
