/** A refusal by the simulator itself, with a sentence for people. */
export class Refusal extends Error {}

/** Calls the simulator; the answer is its JSON. */
export async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => {
    throw new Refusal("The simulator does not answer. Is it still running?");
  });
  const text = await answer.text();
  if (answer.ok) return text ? JSON.parse(text) : null;
  throw new Refusal(sentenceOf(text) ?? `The simulator answered ${answer.status}.`);
}

function sentenceOf(text) {
  try {
    return JSON.parse(text).message ?? null;
  } catch {
    return null;
  }
}
