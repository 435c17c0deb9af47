// Strokes of the brush as they are kept: "back:120.340.131.352", the view and then x and y of each point.

/** Reads a stroke. */
export function readStroke(text) {
  const [view, numbers] = text.split(":");
  const flat = numbers.split(".").map(Number);
  return { view, points: flat.flatMap((x, at) => (at % 2 === 0 ? [[x, flat[at + 1]]] : [])) };
}

/** Writes a stroke in whole units of its view. */
export function writeStroke({ view, points }) {
  const whole = points.map((point) => point.map((value) => Math.max(0, Math.round(value))));
  return `${view}:${whole.flat().join(".")}`;
}

/** Leaves out points that lie within `tolerance` of the line through the others. */
export function thinned(points, tolerance = 1.5) {
  if (points.length < 3) return points;
  const [first, last] = [points[0], points.at(-1)];
  const length = Math.hypot(last[0] - first[0], last[1] - first[1]);
  let [farthest, at] = [tolerance, 0];
  for (let index = 1; index < points.length - 1; index += 1) {
    const [x, y] = [points[index][0] - first[0], points[index][1] - first[1]];
    const off =
      length === 0
        ? Math.hypot(x, y)
        : Math.abs(x * (last[1] - first[1]) - y * (last[0] - first[0])) / length;
    if (off > farthest) [farthest, at] = [off, index];
  }
  if (at === 0) return [first, last];
  return [
    ...thinned(points.slice(0, at + 1), tolerance).slice(0, -1),
    ...thinned(points.slice(at), tolerance),
  ];
}

/** The path of a stroke: a curve through the middles between its points; one point is a dot. */
export function strokePath(points) {
  const [first, ...rest] = points;
  const shown = (value) => Math.round(value * 10) / 10;
  const at = ([x, y]) => `${shown(x)} ${shown(y)}`;
  if (rest.length === 0) return `M${at(first)}h.1`;
  const curves = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1];
    return `Q${at(point)} ${at([(point[0] + next[0]) / 2, (point[1] + next[1]) / 2])}`;
  });
  return `M${at(first)}${curves.join("")}L${at(points.at(-1))}`;
}

/** Points on the way from one point to the next, not farther apart than `step`. */
export function between([x, y], [toX, toY], step) {
  const count = Math.max(1, Math.ceil(Math.hypot(toX - x, toY - y) / step));
  return Array.from({ length: count }, (_, at) => {
    const share = (at + 1) / count;
    return [x + share * (toX - x), y + share * (toY - y)];
  });
}

/**
 * The strokes that remain when places are no longer marked: the parts whose middle lies in a place that is.
 *
 * `placeAt(view, x, y)` names the place at a point of a view.
 */
export function keptStrokes(strokes, marked, placeAt) {
  const on = new Set(marked);
  return strokes.flatMap((text) => {
    const { view, points } = readStroke(text);
    const runs = [[]];
    for (const point of points) {
      if (on.has(placeAt(view, ...point))) runs.at(-1).push(point);
      else if (runs.at(-1).length > 0) runs.push([]);
    }
    const whole = runs[0].length === points.length;
    return whole
      ? [text]
      : runs.filter((run) => run.length > 0).map((run) => writeStroke({ view, points: run }));
  });
}
