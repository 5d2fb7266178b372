// The connection rests while the tab is hidden; "reconnected" lets parts fetch what they missed.
let connectedBefore = false;

document.addEventListener("htmx:sse:after:connection", () => {
  if (connectedBefore) document.body.dispatchEvent(new Event("reconnected"));
  connectedBefore = true;
});
