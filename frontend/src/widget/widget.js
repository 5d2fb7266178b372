// Shows a store's booking page on the venue's own website, by one script tag:
//
//   <script src="https://hub/book/name/widget.js" async></script>
//
// A button stands where the tag does, and opens the page in a dialog. `data-inline` shows the page
// right there; `data-button="#reserve"` has buttons of the website open it. `data-label` is what the
// button says, `data-lang` the language. It keeps nothing, and what it draws is kept apart from the
// website's own styles. Its words are put in where it is served.
(() => {
  const WORDS = JSON.parse("__WORDS__");
  const LOOKS = `
    :host { all: initial; display: block; font: inherit; }
    button { font: inherit; cursor: pointer; }
    .opens {
      padding: 0.8em 1.5em; border: 0; border-radius: var(--regulars-radius, 0.75em);
      background: var(--regulars-color, #1f5244); color: var(--regulars-text, #fbf6ea);
      font: var(--regulars-font, 600 1rem/1.25 system-ui, sans-serif);
    }
    .opens:hover { filter: brightness(1.12); }
    :focus-visible { outline: 3px solid var(--regulars-color, #1f5244); outline-offset: 2px; }
    iframe { display: block; width: 100%; border: 0; background: #f6f0e4; color-scheme: light dark; }
    .inline { min-height: 34rem; border-radius: var(--regulars-radius, 0.75em); }
    .instead { padding: 2rem; font: 1rem/1.5 system-ui, sans-serif; }
    .instead a { color: inherit; }
    dialog {
      width: min(32rem, 100vw - 2rem); height: min(48rem, 100dvh - 3rem); max-width: none; max-height: none;
      padding: 0; overflow: hidden; border: 0; border-radius: 1.125rem; background: #f6f0e4; color: #2b231c;
      box-shadow: 0 24px 60px -16px rgb(43 32 20 / 40%);
    }
    dialog[open] { display: grid; grid-template-rows: auto 1fr; animation: rise 0.2s ease-out; }
    dialog::backdrop { background: rgb(27 23 19 / 55%); }
    dialog iframe { height: 100%; }
    .bar { display: flex; justify-content: flex-end; padding: 0.5rem 0.5rem 0; }
    .closes {
      display: grid; width: 2.75rem; height: 2.75rem; place-content: center; padding: 0; border: 0;
      border-radius: 999px; background: none; color: inherit; font: 1.125rem/1 system-ui, sans-serif;
    }
    .closes:hover { background: rgb(127 110 90 / 18%); }
    .closes:focus-visible { outline-offset: -3px; }
    @keyframes rise { from { opacity: 0; translate: 0 0.75rem; } }
    @media (prefers-reduced-motion: reduce) { dialog[open] { animation: none; } }
    @media (prefers-color-scheme: dark) {
      dialog, iframe { background: #1b1713; color: #f3eadc; }
      dialog :focus-visible { outline-color: #86c9ad; }
    }
    @media (width < 36rem) {
      dialog { width: 100vw; height: 100dvh; margin: 0; border-radius: 0; }
    }
  `;
  const PATIENCE = 4000;

  const tag = document.currentScript;
  const own = new URL(tag.src);
  const page = new URL(own.pathname.replace(/\/widget\.js$/, ""), own.origin);
  const words = WORDS[language()];
  page.search = new URLSearchParams({ embed: location.origin, lang: language() });

  /** The first of the tag's, the website's and the browser's languages that the page speaks. */
  function language() {
    const liked = [tag.dataset.lang, document.documentElement.lang, ...navigator.languages];
    const known = liked.map((one) => (one ?? "").slice(0, 2).toLowerCase()).filter((one) => one in WORDS);
    return known[0] ?? Object.keys(WORDS)[0];
  }

  function make(name, properties = {}, parts = []) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...parts);
    return element;
  }

  /** A place of our own on the website, which its styles do not reach, and ours do not leave. */
  function place() {
    const host = make("div");
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(LOOKS);
    root.adoptedStyleSheets = [sheet];
    if (document.body.contains(tag)) tag.after(host);
    else document.body.append(host);
    return root;
  }

  /** The page in a frame. Where it may not be shown, or does not answer, a link to it instead. */
  function framed(className, hears) {
    const frame = make("iframe", { src: page.href, title: words.book, className });
    let answered = false;
    addEventListener("message", (event) => {
      if (event.source !== frame.contentWindow || event.origin !== own.origin) return;
      answered = true;
      hears(event.data ?? {}, frame);
    });
    frame.addEventListener("load", () => {
      setTimeout(() => {
        if (answered || !frame.isConnected) return;
        const link = make("a", { href: page.origin + page.pathname, target: "_blank", rel: "noopener" }, [words.elsewhere]);
        frame.replaceWith(make("p", { className: "instead" }, [link]));
      }, PATIENCE);
    });
    return frame;
  }

  function inline(root) {
    const frame = framed("inline", (said) => {
      if (said.height > 0) frame.style.height = `${Math.ceil(said.height)}px`;
      if (said.step && frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
    });
    root.append(frame);
  }

  function inDialog(root) {
    const closes = make("button", { type: "button", className: "closes", ariaLabel: words.close }, ["✕"]);
    const dialog = make("dialog", { ariaLabel: words.book }, [make("div", { className: "bar" }, [closes])]);
    let scrolled = "";
    closes.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => (document.documentElement.style.overflow = scrolled));
    root.append(dialog);
    return () => {
      if (!dialog.querySelector("iframe, .instead")) {
        dialog.append(framed("", (said) => said.close && dialog.close()));
      }
      scrolled = document.documentElement.style.overflow;
      document.documentElement.style.overflow = "hidden";
      dialog.showModal();
    };
  }

  function begin() {
    const root = place();
    if ("inline" in tag.dataset) return inline(root);
    const open = inDialog(root);
    if (tag.dataset.button) {
      document.addEventListener("click", (event) => {
        if (!event.target.closest?.(tag.dataset.button)) return;
        event.preventDefault();
        open();
      });
      return;
    }
    const button = make("button", { type: "button", className: "opens" }, [tag.dataset.label || words.book]);
    button.part = "button";
    button.ariaHasPopup = "dialog";
    button.addEventListener("click", open);
    root.prepend(button);
  }

  if (document.body) begin();
  else addEventListener("DOMContentLoaded", begin);
})();
