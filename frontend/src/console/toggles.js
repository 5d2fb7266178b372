document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();

  const closer = event.target.closest("[data-closes]");
  if (closer) closer.closest("dialog")?.close();

  const toggle = event.target.closest("[data-toggles]");
  if (toggle) show(toggle, document.getElementById(toggle.dataset.toggles));

  const reveal = event.target.closest("[data-reveals]");
  if (reveal) unmask(reveal, document.getElementById(reveal.dataset.reveals));
});

// A click on the backdrop has the dialog itself as its target.
document.addEventListener("click", (event) => {
  if (event.target instanceof HTMLDialogElement) event.target.close();
});

function show(toggle, element) {
  element.hidden = !element.hidden;
  toggle.setAttribute("aria-expanded", String(!element.hidden));
}

function unmask(button, input) {
  const hidden = input.type === "password";
  input.type = hidden ? "text" : "password";
  button.setAttribute("aria-pressed", String(hidden));
}
