import { byId, fill, h, icon } from "./dom.js";
import { open } from "./sheets.js";
import { useRegister } from "./screen.js";

const KEY = "register";

/** Each browser is one till: the address says which, else what it was last time. */
export const rememberedRegister = {
  get: () => Number(new URLSearchParams(location.search).get(KEY) ?? localStorage.getItem(KEY)),
  set: (id) => localStorage.setItem(KEY, id),
};

byId("register").addEventListener("click", () => open(byId("register-sheet")));

export function drawRegisters(registers, { register, staff }) {
  fill(byId("register"), icon("store"),
    h("span", { class: "bar-where" }, h("strong", {}, register.site_name), h("small", {}, `${register.name} · ${staff.name}`)),
    icon("chevron-down"));
  fill(byId("register-sheet-body"), h("div", { class: "picks" }, registers.map((one) => pick(one, register))));
}

function pick(one, current) {
  const choose = async () => {
    await useRegister(one.id);
    byId("register-sheet").close();
  };
  return h("button", { type: "button", class: "pick", "aria-pressed": String(one.id === current.id), onclick: choose },
    h("strong", {}, one.name), h("small", {}, one.site_name));
}
