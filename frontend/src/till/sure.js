import { byId, fill, h } from "./dom.js";
import { open } from "./sheets.js";

/** Asks before something that cannot be taken back. */
export function sure(question, label) {
  const sheet = byId("sure-sheet");
  return new Promise((resolve) => {
    const answer = (agreed) => () => {
      resolve(agreed);
      sheet.close();
    };
    fill(byId("sure-sheet-body"), h("p", { class: "lead" }, question), h("div", { class: "keys" },
      h("button", { type: "button", class: "key key-danger", onclick: answer(true) }, label),
      h("button", { type: "button", class: "key key-plain", onclick: answer(false) }, "Cancel")));
    sheet.addEventListener("close", () => resolve(false), { once: true });
    open(sheet);
  });
}
