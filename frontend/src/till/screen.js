import { call, Refusal } from "./api.js";
import { drawBanners } from "./banners.js";
import { drawCatalogue } from "./catalogue.js";
import { drawCustomer } from "./customer.js";
import { speak } from "./money.js";
import { hush, say } from "./notice.js";
import { drawOrders, drawOrdersKey } from "./orders.js";
import { drawPay } from "./pay.js";
import { drawRegisters, rememberedRegister } from "./registers.js";
import { drawSale } from "./sale.js";
import { drawWaiting } from "./waiting.js";

const LOOK_AGAIN_MS = 1000;

let registers = [];
let register = null;
let state = null;
let drawn = "";
let said = null;
let working = false;
let done = 0;

/** Does one till action, draws what came back and returns it; null when it was refused. */
export async function act(method, path, body) {
  if (working) return null;
  working = true;
  done += 1;
  document.body.classList.add("is-working");
  try {
    show(await call(method, `/till/${register}${path}`, body));
    return state;
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    say("error", refusal.message);
    return null;
  } finally {
    working = false;
    document.body.classList.remove("is-working");
  }
}

export const now = () => state;

export async function useRegister(id) {
  register = id;
  rememberedRegister.set(id);
  said = null;
  hush();
  show(await call("GET", `/till/${register}`));
}

function show(till) {
  state = till;
  speak(till.currency);
  draw();
  speakUp(till.message);
}

export function draw() {
  drawn = JSON.stringify(state);
  drawRegisters(registers, state);
  drawOrdersKey(state);
  drawCatalogue(state);
  drawBanners(state);
  drawWaiting(state);
  drawSale(state);
  drawCustomer(state);
  drawOrders(state);
  drawPay(state);
}

/** A message is said once, however often the till is read again. */
function speakUp(message) {
  const saying = message ? `${message.at} ${message.text}` : null;
  if (saying === said) return;
  said = saying;
  if (message) say(message.level, message.text, () => act("DELETE", "/message"));
  else hush();
}

/** Other tills, add-ons and scripts change things too. What was read before an action is old. */
async function lookAgain() {
  if (working || document.hidden) return;
  const before = done;
  const till = await call("GET", `/till/${register}`).catch(() => null);
  if (till && done === before && JSON.stringify(till) !== drawn) show(till);
}

async function start() {
  ({ registers } = await call("GET", "/till"));
  const wanted = rememberedRegister.get();
  const first = registers.find((one) => one.id === wanted) ?? registers[0];
  await useRegister(first.id);
  setInterval(lookAgain, LOOK_AGAIN_MS);
}

await start().catch((refusal) => say("error", refusal.message));
