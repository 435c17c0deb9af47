// Where the skin belongs to a zone: a number at each vertex, 1 inside and 0 outside.  The body's borders run halfway
// between its vertices, so a zone's edge is the line where the number passes a half.

const INSIDE = 0.7; // so far from the edge a dot is whole

export function zoneFinder({ positions, labels: [left, right] }, regions) {
  const count = positions.length / 3;
  const number = new Map(regions.map((name, at) => [name, at]));

  /** How far each vertex belongs to the zone of some places: 0 to 1, the edge at a half. */
  function field(places) {
    const inside = new Uint8Array(regions.length);
    for (const place of places) if (number.has(place)) inside[number.get(place)] = 1;
    const share = new Float32Array(count);
    for (let vertex = 0; vertex < count; vertex += 1) {
      const sides = [left[vertex], right[vertex]].filter((label) => label >= 0);
      for (const label of sides) share[vertex] += inside[label] / sides.length;
    }
    return share;
  }

  /** The place at a vertex, for a point of the skin on the side of the sign of x. */
  function placeAt(vertex, x) {
    const [near, far] = x >= 0 ? [left, right] : [right, left];
    return regions[near[vertex] >= 0 ? near[vertex] : far[vertex]];
  }

  return { field, placeAt };
}

/** Numbers between 0 and 1 that are the same in every run: the dots of a zone stay where they were. */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Strews dots evenly over a zone, none nearer to another than `spacing` (metres), as an illustrator stipples.
 * Gives each dot's place and the direction in which the skin faces there.
 */
export function stippled({ positions, triangles }, normals, field, spacing) {
  const random = numbers(7);
  const taken = new Map();
  const key = (point) => point.map((value) => Math.floor(value / spacing));
  const dots = [];
  const faces = [];
  const reach = [];
  let area = 0;
  const corner = (vertex) => positions.subarray(3 * vertex, 3 * vertex + 3);
  for (let at = 0; at < triangles.length; at += 3) {
    const [a, b, c] = triangles.subarray(at, at + 3);
    if (Math.max(field[a], field[b], field[c]) < 0.5) continue;
    const [p, q, r] = [corner(a), corner(b), corner(c)];
    const u = [q[0] - p[0], q[1] - p[1], q[2] - p[2]];
    const v = [r[0] - p[0], r[1] - p[1], r[2] - p[2]];
    const cross = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
    area += Math.hypot(...cross) / 2;
    faces.push([a, b, c]);
    reach.push(area);
  }
  const isFree = (point, [i, j, k]) => {
    for (let x = i - 1; x <= i + 1; x += 1) {
      for (let y = j - 1; y <= j + 1; y += 1) {
        for (let z = k - 1; z <= k + 1; z += 1) {
          const other = taken.get(`${x},${y},${z}`);
          if (
            other?.some(
              (dot) => Math.hypot(dot[0] - point[0], dot[1] - point[1], dot[2] - point[2]) < spacing,
            )
          ) {
            return false;
          }
        }
      }
    }
    return true;
  };
  const tries = Math.round((9 * area) / spacing ** 2);
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const wanted = random() * area;
    let [low, high] = [0, faces.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (reach[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    let [s, t] = [random(), random()];
    if (s + t > 1) [s, t] = [1 - s, 1 - t];
    const weights = [1 - s - t, s, t];
    const mix = (values, axis, width) =>
      faces[low].reduce((sum, vertex, at) => sum + weights[at] * values[width * vertex + axis], 0);
    if (mix(field, 0, 1) < INSIDE) continue;
    const point = [0, 1, 2].map((axis) => mix(positions, axis, 3));
    const cell = key(point);
    if (!isFree(point, cell)) continue;
    const name = cell.join();
    taken.set(name, [...(taken.get(name) ?? []), point]);
    dots.push({ position: point, normal: [0, 1, 2].map((axis) => mix(normals, axis, 3)) });
  }
  return dots;
}
