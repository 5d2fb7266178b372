const SHOWN_FOR_MS = 1800;

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await write(button.dataset.copy);
  const label = button.querySelector("[data-label]") ?? button;
  const before = label.textContent;
  label.textContent = "Copied";
  button.classList.add("is-done");
  setTimeout(() => {
    label.textContent = before;
    button.classList.remove("is-done");
  }, SHOWN_FOR_MS);
});

/** The clipboard is there only on https and localhost; a hub on a plain address still has to copy. */
async function write(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "sr-only";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
