// Draws the plan of a section: its tables with their seats, as the floor editor and the diary show them.
//
// A section is {name, columns, rows}; a table {id, name, least, most, shape, spot: {x, y, width, height, turned}}.
// The looks are in drawing.css, which the page's own style sheet imports.

const NAMESPACE = "http://www.w3.org/2000/svg";
export const SQUARE = 20; // units of the drawing to a square of the plan
const ROOM = 0.3 * SQUARE; // what a body leaves of its squares to the seats
const SEAT = { wide: 0.52 * SQUARE, deep: 0.24 * SQUARE, gap: 0.05 * SQUARE };
const LARGEST = 0.85 * SQUARE;
const SMALLEST = 0.3 * SQUARE;

const drawings = new WeakMap();

/**
 * Draw `tables` into `svg`, or bring what is drawn up to date; focus stays where it is.
 *
 * `stateOf(table)` may answer {state, line, label}: `state` becomes the class `is-…` (several with blanks between
 * them), `line` stands under the name in place of the covers, and `label` is read out after the name.
 * `onPick(table, event)` is called by a click, a tap, Enter or Space.
 * Answers the elements by the table's id.
 */
export function drawSection(svg, section, tables, { stateOf = () => null, onPick = null } = {}) {
  const drawing = drawings.get(svg) ?? begin(svg);
  drawing.onPick = onPick;
  drawing.tables = new Map(tables.map((table) => [table.id, table]));
  svg.setAttribute("viewBox", `0 0 ${section.columns * SQUARE} ${section.rows * SQUARE}`);
  svg.setAttribute("aria-label", section.name);
  for (const [id, { node }] of drawing.drawn) {
    if (!drawing.tables.has(id)) node.remove();
  }
  drawing.drawn = new Map(tables.map((table) => [table.id, drawOne(svg, drawing, table, stateOf(table) ?? {})]));
  return new Map([...drawing.drawn].map(([id, { node }]) => [id, node]));
}

/** The width and height that a table has before it is turned: `spot` says what it takes up on the plan. */
function unturned({ width, height, turned }) {
  return Math.floor(turned / 90) % 2 ? { width: height, height: width } : { width, height };
}

function begin(svg) {
  const drawing = { drawn: new Map(), tables: new Map(), onPick: null };
  drawings.set(svg, drawing);
  svg.classList.add("floor-drawing");
  svg.setAttribute("role", "group");
  const picked = (event) => drawing.tables.get(event.target.closest("[data-table]")?.dataset.table);
  const pick = (event) => {
    const table = drawing.onPick && picked(event);
    if (table) drawing.onPick(table, event);
  };
  svg.addEventListener("click", pick);
  svg.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    pick(event);
  });
  return drawing;
}

function drawOne(svg, drawing, table, state) {
  const known = drawing.drawn.get(table.id);
  const looks = JSON.stringify([table, state, Boolean(drawing.onPick)]);
  if (known?.looks === looks) return known;
  const node = known?.node ?? svg.appendChild(newNode(table.id));
  node.setAttribute("class", ["floor-table", `is-${table.shape}`, ...states(state.state)].join(" "));
  place(node, table.spot);
  const [hit, ...rest] = node.children;
  change(hit, {
    ...areaOf(table.spot),
    role: drawing.onPick ? "button" : "img",
    "aria-label": labelOf(table, state.label),
    ...(drawing.onPick && { tabindex: "0" }),
  });
  rest.forEach((part) => part.remove());
  node.append(...parts(table, state));
  return { node, looks };
}

// What has the focus stays while a table is drawn anew.
function newNode(id) {
  const node = element("g", { "data-table": id });
  node.append(element("rect", { class: "floor-hit", rx: 4 }));
  return node;
}

/** Put a drawn table somewhere, without drawing it again. */
export function place(node, { x, y, width, height }) {
  node.setAttribute("transform", `translate(${(x + width / 2) * SQUARE} ${(y + height / 2) * SQUARE})`);
}

function states(text = "") {
  return text.split(" ").filter(Boolean).map((one) => `is-${one}`);
}

/** `2–4`, or `4` where they are the same. */
function covers({ least, most }) {
  return least === most ? `${most}` : `${least}–${most}`;
}

function labelOf(table, label) {
  const takes = table.least === table.most ? `${table.most}` : `${table.least} to ${table.most}`;
  return [`Table ${table.name}, ${takes} ${table.most === 1 ? "cover" : "covers"}`, label].filter(Boolean).join(". ");
}

function parts(table, { line = covers(table) }) {
  const { width, height } = unturned(table.spot);
  const body = { width: width * SQUARE - 2 * roomIn(width), height: height * SQUARE - 2 * roomIn(height) };
  const turned = element("g", { transform: `rotate(${table.spot.turned})` });
  turned.append(...seatsOf(table, body).map(drawSeat), drawBody(table.shape, body));
  const upright = table.spot.turned % 180 === 90 ? { width: body.height, height: body.width } : body;
  return [turned, ...writing(table.name, line, upright)];
}

function roomIn(squares) {
  return Math.min(ROOM, squares * SQUARE * 0.2);
}

// The whole of its squares can be touched, the gaps between the seats as well.
function areaOf({ width, height }) {
  const [wide, high] = [width * SQUARE, height * SQUARE];
  return { x: -wide / 2, y: -high / 2, width: wide, height: high };
}

function drawBody(shape, { width, height }) {
  if (shape === "round") return element("ellipse", { class: "floor-body", rx: width / 2, ry: height / 2 });
  const rx = shape === "bar" ? 2 : 4;
  return element("rect", { class: "floor-body", x: -width / 2, y: -height / 2, width, height, rx });
}

function drawSeat({ x, y, turned, wide }) {
  return element("rect", {
    class: "floor-seat",
    transform: `translate(${x.toFixed(2)} ${y.toFixed(2)}) rotate(${turned.toFixed(1)})`,
    x: -wide / 2,
    y: -SEAT.deep,
    width: wide,
    height: SEAT.deep,
    rx: 2,
  });
}

/** Where the seats are, from the middle of the table; `turned` is away from it. */
function seatsOf({ shape, most }, body) {
  if (shape === "round") return around(most, body);
  return sidesOf(shape, most, body).flatMap((seats, side) => alongside(seats, side, body));
}

function around(most, { width, height }) {
  const wide = Math.min(SEAT.wide, (0.7 * Math.PI * (width + height)) / 2 / most);
  return Array.from({ length: most }, (_, seat) => {
    const angle = (2 * Math.PI * seat) / most - Math.PI / 2;
    const [x, y] = [Math.cos(angle), Math.sin(angle)];
    const turned = (Math.atan2(y / height, x / width) * 180) / Math.PI + 90;
    return { x: x * (width / 2 + SEAT.gap), y: y * (height / 2 + SEAT.gap), turned, wide };
  });
}

/** How many sit above, on the right, below and on the left. */
function sidesOf(shape, most, { width, height }) {
  if (shape === "bar") return [0, 0, most, 0];
  if (shape === "square") return [3, 1, 2, 0].map((before) => Math.floor((most + before) / 4));
  const fits = 2 * Math.max(2, Math.round(Math.max(width, height) / SQUARE));
  const atEnds = most % 2 || (most > fits ? 2 : 0);
  const [side, first, second] = [(most - atEnds) / 2, Math.min(atEnds, 1), Math.floor(atEnds / 2)];
  return width >= height ? [side, first, side, second] : [first, side, second, side];
}

// A place on each side, by how far it is along the side and away from the middle.
const SIDES = [
  (along, away) => [along, -away],
  (along, away) => [away, along],
  (along, away) => [along, away],
  (along, away) => [-away, along],
];

function alongside(seats, side, { width, height }) {
  const [length, depth] = side % 2 ? [height, width] : [width, height];
  const wide = Math.min(SEAT.wide, (0.75 * length) / seats);
  return Array.from({ length: seats }, (_, seat) => {
    const [x, y] = SIDES[side](((seat + 0.5) / seats - 0.5) * length, depth / 2 + SEAT.gap);
    return { x, y, turned: side * 90, wide };
  });
}

function writing(name, line, { width, height }) {
  const size = fitted(name, Math.min(LARGEST, 0.5 * Math.min(width, height)), width);
  if (!line || height < SQUARE) return [text("floor-name", name, size, width, size * 0.35)];
  const small = fitted(line, 0.6 * size, width);
  return [text("floor-name", name, size, width, 0), text("floor-line", line, small, width, small * 1.15)];
}

// A letter is about two thirds as wide as it is high.
function fitted(content, largest, width) {
  return Math.max(SMALLEST, Math.min(largest, (1.38 * width) / content.length));
}

function text(name, content, size, width, y) {
  const node = element("text", { class: name, "font-size": size.toFixed(2), "text-anchor": "middle", "aria-hidden": "true", y: y.toFixed(2) });
  const most = Math.max(2, Math.floor((1.6 * width) / size));
  node.textContent = content.length > most ? `${content.slice(0, most - 1)}…` : content;
  return node;
}

export function element(name, attributes) {
  const node = document.createElementNS(NAMESPACE, name);
  change(node, attributes);
  return node;
}

function change(node, attributes) {
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
}
