// Where tables stand, in squares: moved, turned and made larger, always within the plan of their section.

const LARGEST = 40;
const STEP = 45; // degrees

/** The spots moved together by so many squares, as far as all of them stay on the plan. */
export function moved(spots, across, down, { columns, rows }) {
  const dx = within(across, -least(spots, "x"), columns - furthest(spots, "x", "width"));
  const dy = within(down, -least(spots, "y"), rows - furthest(spots, "y", "height"));
  return spots.map((spot) => ({ ...spot, x: spot.x + dx, y: spot.y + dy }));
}

/** Turned by half a right angle, `way` 1 or -1. With each right angle, width and height change places. */
export function turned(spot, way, section) {
  const degrees = (spot.turned + way * STEP + 360) % 360;
  const swaps = Math.floor(degrees / 90) % 2 !== Math.floor(spot.turned / 90) % 2;
  const [width, height] = swaps ? [spot.height, spot.width] : [spot.width, spot.height];
  return centred(spot, { width, height, turned: degrees }, section);
}

/** A square larger or smaller: a long table and a bar in their length, the others all around. */
export function resized({ shape, spot }, by, section) {
  const lying = spot.width >= spot.height;
  const long = shape === "long" || shape === "bar";
  const size = (side, grows) => (grows ? within(side + by, 1, LARGEST) : side);
  const width = Math.min(size(spot.width, !long || lying), section.columns);
  const height = Math.min(size(spot.height, !long || !lying), section.rows);
  const x = within(spot.x, 0, section.columns - width);
  return { ...spot, x, y: within(spot.y, 0, section.rows - height), width, height };
}

export function sameSpot(one, other) {
  return ["x", "y", "width", "height", "turned"].every((side) => one[side] === other[side]);
}

function centred(spot, changes, section) {
  const width = Math.min(changes.width, section.columns);
  const height = Math.min(changes.height, section.rows);
  const x = within(spot.x + Math.round((spot.width - width) / 2), 0, section.columns - width);
  const y = within(spot.y + Math.round((spot.height - height) / 2), 0, section.rows - height);
  return { x, y, width, height, turned: changes.turned };
}

function within(value, lowest, highest) {
  return Math.max(lowest, Math.min(value, highest));
}

function least(spots, side) {
  return Math.min(...spots.map((spot) => spot[side]));
}

function furthest(spots, side, size) {
  return Math.max(...spots.map((spot) => spot[side] + spot[size]));
}
