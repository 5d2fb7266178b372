// The lists under the plan are written by the hub: they are fetched again when what they show has changed.

const PARTS = ["#list", "#together", ".page-header-text"];
const SOON = 300;

let timer = 0;

/** Whether the lists of two floors look different; where a table stands is not in them. */
export function listsDiffer(one, other) {
  const shown = ({ tables, combinations }) => JSON.stringify([tables.map(({ spot, ...rest }) => rest), combinations]);
  return shown(one) !== shown(other);
}

export function refreshLists() {
  clearTimeout(timer);
  timer = setTimeout(fetchLists, SOON);
}

async function fetchLists() {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of PARTS) {
    const [here, there] = [document.querySelector(part), page.querySelector(part)];
    if (here && there) here.replaceWith(there);
  }
}
