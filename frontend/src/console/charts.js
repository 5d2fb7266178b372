// The charting library is large, so it is fetched when the first chart comes into view.
const seen = new IntersectionObserver(async (entries) => {
  for (const { isIntersecting, target } of entries) {
    // One that came, went and came again in a busy moment is told of twice.
    if (!isIntersecting || target.dataset.drawn === "now") continue;
    target.dataset.drawn = "now";
    seen.unobserve(target);
    const { draw } = await import("./echarts.js");
    draw(target);
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
