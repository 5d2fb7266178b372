// The choice is a cookie, so that the server writes the right theme into the page and nothing flashes.
const COOKIE = "regulars_theme";
const YEAR_IN_SECONDS = 31536000;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-choice]");
  if (button) choose(button.dataset.themeChoice);
});

function choose(theme) {
  const remembered = theme === "system" ? 0 : YEAR_IN_SECONDS;
  document.cookie = `${COOKIE}=${theme}; path=/; max-age=${remembered}; samesite=lax`;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = `regulars-${theme}`;
  mark(theme);
}

function mark(theme) {
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
  }
}

mark(document.documentElement.dataset.theme?.replace("regulars-", "") ?? "system");
