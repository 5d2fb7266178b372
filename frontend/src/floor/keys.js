// The plan by keyboard. Tab goes from table to table, Enter picks.

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function watchKeys(editor) {
  editor.svg.addEventListener("keydown", (event) => {
    const id = event.target.closest("[data-table]")?.dataset.table;
    if (!id || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = actOf(editor, event.key);
    if (!act) return;
    event.preventDefault();
    act(editor.together(id));
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea, dialog")) return;
    if (event.key === "Escape") editor.choose([]);
    if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      editor.undo();
    }
  });
}

function actOf(editor, key) {
  if (key in WAYS) return (ids) => editor.shift(ids, ...WAYS[key]);
  if (key === "[") return (ids) => editor.turn(ids, -1);
  if (key === "]") return (ids) => editor.turn(ids, 1);
  if (key === "+" || key === "=") return (ids) => editor.resize(ids, 1);
  if (key === "-" || key === "_") return (ids) => editor.resize(ids, -1);
  return null;
}
