// A submit button with data-confirm asks first. Without this script it simply submits.
const dialog = document.getElementById("confirm");

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-confirm]");
  if (!button || !dialog || button.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (await agreed(button)) submit(button);
}, true);

function agreed(button) {
  dialog.querySelector("[data-sentence]").textContent = button.dataset.confirm;
  dialog.querySelector("[data-agree]").textContent = button.dataset.confirmLabel ?? button.textContent.trim();
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "agreed"), { once: true });
  });
}

function submit(button) {
  button.dataset.confirmed = "yes";
  button.click();
  delete button.dataset.confirmed;
}
