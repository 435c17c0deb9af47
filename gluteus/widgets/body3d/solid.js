// Reads the body that gluteus.body.solid packed: little endian, planes of differences, in steps of a fraction of a metre.

import { otherSide } from "../explorer/geometry.js";

/** Undoes the coding of a plane: each number was kept as its difference from the one before. */
function sums(differences) {
  const whole = new differences.constructor(differences.length);
  let last = 0;
  for (let at = 0; at < whole.length; at += 1) {
    last += differences[at];
    whole[at] = last;
    last = whole[at];
  }
  return whole;
}

function readPart(bytes, start, part, unit) {
  const { vertices, faces, index } = part;
  let at = start + part.at;
  const plane = (Kind, length) => {
    const values = sums(new Kind(bytes.slice(at, at + length * Kind.BYTES_PER_ELEMENT)));
    at += length * Kind.BYTES_PER_ELEMENT;
    return values;
  };
  const axes = [0, 1, 2].map(() => plane(Int16Array, vertices));
  const labels = part.kind === "skin" ? plane(Int16Array, vertices) : null;
  const positions = new Float32Array(3 * vertices);
  for (let vertex = 0; vertex < vertices; vertex += 1) {
    for (let axis = 0; axis < 3; axis += 1) positions[3 * vertex + axis] = axes[axis][vertex] * unit;
  }
  const corners = [0, 1, 2].map(() => plane(index === 32 ? Uint32Array : Uint16Array, faces));
  const triangles = new Uint32Array(3 * faces);
  for (let face = 0; face < faces; face += 1) {
    for (let corner = 0; corner < 3; corner += 1) triangles[3 * face + corner] = corners[corner][face];
  }
  return { name: part.name, kind: part.kind, mirror: part.mirror, positions, triangles, labels };
}

/** The part on the other side: x changes its sign, and the corners their order, so that the outside stays outside. */
function reflected({ name, kind, positions, triangles }) {
  return {
    name: otherSide(name),
    kind,
    positions: positions.map((value, at) => (at % 3 === 0 ? -value : value)),
    triangles: triangles.map((_, at) => triangles[at % 3 === 0 ? at : at % 3 === 1 ? at + 1 : at - 1]),
  };
}

/**
 * Joins the left half of the skin to its mirror image; both share the vertices of the cut, x = 0.
 * Each vertex knows its region on the left half and on the right half: one of them, but both on the cut.
 */
function joined({ positions, triangles, labels }, regions) {
  const count = positions.length / 3;
  const twin = new Uint32Array(count);
  let all = count;
  for (let vertex = 0; vertex < count; vertex += 1)
    twin[vertex] = positions[3 * vertex] === 0 ? vertex : all++;
  const whole = new Float32Array(3 * all);
  const left = new Int16Array(all).fill(-1);
  const right = new Int16Array(all).fill(-1);
  whole.set(positions);
  left.set(labels);
  const mirrored = regions.map((name) => regions.indexOf(otherSide(name)));
  for (let vertex = 0; vertex < count; vertex += 1) {
    whole.set(positions.subarray(3 * vertex, 3 * vertex + 3), 3 * twin[vertex]);
    whole[3 * twin[vertex]] = -positions[3 * vertex] || 0;
    right[twin[vertex]] = mirrored[labels[vertex]];
  }
  const other = triangles.map((_, at) => triangles[at % 3 === 0 ? at : at % 3 === 1 ? at + 1 : at - 1]);
  const both = new Uint32Array(2 * triangles.length);
  both.set(triangles);
  both.set(
    other.map((vertex) => twin[vertex]),
    triangles.length,
  );
  return { positions: whole, triangles: both, labels: [left, right] };
}

/** The body: the skin with its regions, bones and muscles on both sides, and the places of the trigger points. */
export function readSolid(bytes) {
  const length = new DataView(bytes).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
  const start = 4 * Math.ceil((4 + length) / 4);
  const parts = header.parts.map((part) => readPart(bytes, start, part, header.unit));
  const half = parts.find(({ kind }) => kind === "skin");
  const skin = half.mirror
    ? joined(half, header.regions)
    : { ...half, labels: [half.labels, new Int16Array(half.labels.length).fill(-1)] };
  const inner = parts.filter(({ kind }) => kind !== "skin");
  return {
    skin,
    inner: inner.flatMap((part) => (part.mirror ? [part, reflected(part)] : [part])),
    regions: header.regions,
    sites: header.sites,
  };
}
