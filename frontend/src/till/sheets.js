// Sheets are dialogs. `data-opens` and `data-closes` work on every page.

export function open(sheet) {
  if (!sheet.open) sheet.showModal();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-closes]")) event.target.closest("dialog").close();
  if (event.target instanceof HTMLDialogElement) event.target.close();
});

/** Where a sentence is seen now: in the sheet on top, or on the page. */
export function noticePlace() {
  const sheets = document.querySelectorAll("dialog[open] [data-notice]");
  return sheets.length ? sheets[sheets.length - 1] : document.querySelector("body > [data-notice]");
}
