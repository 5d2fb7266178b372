// Times, money and statuses in words.
import { byId } from "./dom.js";

const { locale, currency, decimals } = byId("diary").dataset;
const asTime = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", timeZone: "UTC" });
const asHour = new Intl.DateTimeFormat(locale, { hour: "numeric", timeZone: "UTC" });
const asMoney = new Intl.NumberFormat(locale, { style: "currency", currency });
const times = new Map();

/** `7:30 pm`, of a minute on the store's clock. */
export function clock(minute) {
  const whole = Math.floor(minute);
  if (!times.has(whole)) times.set(whole, asTime.format(whole * 60_000).replace(/\u202f/g, " "));
  return times.get(whole);
}

/** `7 pm`, above the timeline. */
export const hour = (minute) => asHour.format(minute * 60_000).replace(/\u202f/g, " ");

export const money = (minor) => asMoney.format(minor / 10 ** Number(decimals));

/** `1 cover`, `4 covers` */
export const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

/** `12 min`, `1 h 40` */
export function lasting(minutes) {
  const whole = Math.max(0, Math.round(minutes));
  if (whole < 60) return `${whole} min`;
  return whole % 60 ? `${Math.floor(whole / 60)} h ${String(whole % 60).padStart(2, "0")}` : `${whole / 60} h`;
}

const STAGES = {
  unconfirmed: "coming",
  confirmed: "coming",
  arrived: "coming",
  partially_seated: "at-table",
  seated: "at-table",
  ordered: "at-table",
  entrees_away: "at-table",
  mains_away: "at-table",
  desserts_away: "at-table",
  billed: "at-table",
  paid: "at-table",
  finished: "over",
  cancelled: "off",
  no_show: "off",
};

/** coming, at-table, over or off */
export const stageOf = (booking) => STAGES[booking.type];

const NEXT = {
  unconfirmed: "confirmed",
  confirmed: "arrived",
  arrived: "seated",
  partially_seated: "seated",
  seated: "ordered",
  ordered: "entrees_away",
  entrees_away: "mains_away",
  mains_away: "desserts_away",
  desserts_away: "billed",
  billed: "paid",
  paid: "finished",
};

/** The type of status that usually comes next; none when the visit is over. */
export const nextType = (booking) => NEXT[booking.type];
