// What the page tells the website in whose frame it is shown: how high it is, and when to close.

/** Begin to answer, where the page is shown in a frame of a website that may; how to tell it more. */
export function answerToSite() {
  const { site } = document.documentElement.dataset;
  if (!site || parent === window) return () => {};
  const tell = (said) => parent.postMessage(said, site);
  const body = document.body;
  new ResizeObserver(() => tell({ height: body.scrollHeight })).observe(body);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) tell({ close: true });
  });
  tell({ height: body.scrollHeight });
  return tell;
}
