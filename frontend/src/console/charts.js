// The charting library is large, so it is fetched when the first chart comes into view.
let library;

const seen = new IntersectionObserver(async (entries) => {
  for (const { isIntersecting, target } of entries) {
    // One that came, went and came again in a busy moment is told of twice.
    if (!isIntersecting || target.dataset.drawn === "now") continue;
    begin(target);
    library ??= await import("./echarts.js");
    library.draw(target);
  }
});

export function drawCharts(root) {
  for (const element of root.querySelectorAll?.("[data-chart]:not([data-drawn])") ?? []) {
    element.dataset.drawn = "soon";
    // Whoever walks with the keys comes by before it is drawn.
    element.tabIndex = 0;
    seen.observe(element);
  }
}

/** Paper has no view that charts could come into: those that nobody has looked at are drawn for it. */
addEventListener("beforeprint", () => {
  if (!library) return;
  for (const element of document.querySelectorAll('[data-drawn="soon"]')) {
    begin(element);
    library.draw(element, { still: true });
  }
});

function begin(element) {
  element.dataset.drawn = "now";
  seen.unobserve(element);
}
