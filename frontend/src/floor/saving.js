// Talks to the hub: one thing after the other, so that an older plan never comes after a newer one.

export class Refused extends Error {}

export function openSaving(address, token) {
  let last = Promise.resolve();

  function inTurn(work) {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  }

  async function ask(path, options = {}) {
    const headers = { "HX-Request": "true", "X-CSRFToken": token, "Content-Type": "application/json" };
    let answer;
    try {
      answer = await fetch(`${address}/${path}`, { headers, cache: "no-store", ...options });
    } catch {
      throw new Refused("There is no connection. What you draw now is not saved.");
    }
    if (answer.status === 401) location.reload();
    const said = await answer.json().catch(() => ({ sentence: "This was not saved. Load the page again." }));
    if (!answer.ok) throw new Refused(said.sentence);
    return said;
  }

  return {
    read: () => inTurn(() => ask("plan.json")),
    save: (kind, change) => inTurn(() => ask(`drawing/${kind}`, { method: "POST", body: JSON.stringify(change), keepalive: true })),
  };
}
