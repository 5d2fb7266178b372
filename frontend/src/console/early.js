// Whoever types before the scripts are there has typed all the same: what has changed by then is
// heard now. htmx begins to listen in a timer of its own, which was set before this one.
const TYPED = ["search", "text", "textarea"];

setTimeout(() => {
  for (const field of document.querySelectorAll("input, textarea")) {
    if (TYPED.includes(field.type) && field.value !== field.defaultValue) {
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
});
