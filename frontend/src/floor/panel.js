// What is beside the plan: help, the form of one table, or what several may do together. The hub writes the forms.

export function openPanel(panel, address) {
  const help = [...panel.childNodes];
  let asked = 0;

  async function fill(path) {
    const mine = ++asked;
    const answer = await fetch(`${address}/${path}`, { headers: { "HX-Request": "true" }, cache: "no-store" });
    const text = await answer.text();
    if (mine !== asked) return;
    panel.innerHTML = text;
    window.htmx.process(panel);
  }

  return {
    /** Show what belongs to these tables. */
    show(ids) {
      if (ids.length === 1) return fill(`tables/${ids[0]}`);
      if (ids.length > 1) return fill(`combinations/new?tables=${ids.join(",")}`);
      asked += 1;
      panel.replaceChildren(...help);
      return Promise.resolve();
    },
    /** Whether somebody has typed what is not saved. */
    isDirty() {
      return [...panel.querySelectorAll("input, select")].some((field) =>
        field.type === "checkbox" ? field.checked !== field.defaultChecked : isChanged(field),
      );
    },
  };
}

function isChanged(field) {
  if (field.type === "hidden") return false;
  if (field.tagName === "SELECT") return [...field.options].some((one) => one.selected !== one.defaultSelected);
  return field.value !== field.defaultValue;
}
