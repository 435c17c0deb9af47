/** The nearest item in a direction: straight ahead counts once, sideways counts double. */
export function nearest(from, items, [dx, dy]) {
  let best = null;
  let least = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const [x, y] = [item.centre[0] - from[0], item.centre[1] - from[1]];
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy - y * dx);
    if (ahead < 1 || aside > 2 * ahead) continue;
    if (ahead + 2 * aside < least) [best, least] = [item, ahead + 2 * aside];
  }
  return best;
}

/** The same name on the other side; a name without a side stays. */
export const otherSide = (name) =>
  name.replace(/:(left|right)$/, (_, side) => (side === "left" ? ":right" : ":left"));

/** A path of M, l and z, mirrored in a picture of a width. */
function mirrored(path, width) {
  return path.replace(/([Ml])([^Mlz]*)/g, (_, command, text) => {
    const numbers = text.match(/-?[\d.]+/g).map(Number);
    const flip = (x) => Math.round(10 * (command === "M" ? width - x : -x)) / 10;
    return command + numbers.map((number, at) => (at % 2 === 0 ? flip(number) : number)).join(" ");
  });
}

const mirror = (paths, width) => paths.map(([name, path]) => [otherSide(name), mirrored(path, width)]);
const both = (paths, width) =>
  mirror(paths, width).flatMap((pair, at) => (pair[0] === paths[at][0] ? [paths[at]] : [paths[at], pair]));

/** A view in full: the body is symmetric, and the page gets one half of it, and the left view for both sides. */
export function wholeView(half, name) {
  const { width, outline, contour } = half;
  const regions = (change) => ({ ...half, name, regions: Object.fromEntries(change(half.regions, width)) });
  if (name === "left") return regions((paths) => paths);
  if (name !== "right") return regions(both);
  const turned = { outline: mirrored(outline, width), contour: mirrored(contour, width), flipped: true };
  return { ...regions(mirror), ...turned };
}

/** The four views in full. */
export function wholeViews(body) {
  const [back, front, left] = body.views;
  const halves = { back, front, left, right: left };
  return Object.entries(halves).map(([name, half]) => ({
    ...wholeView(half, name),
    marks: body.marks[name],
  }));
}

/** Relief, bones and muscles of the four views in full, by the view's name. */
export function wholeScenery(body, scenery) {
  const [back, front, left] = body.views.map(({ width }) => width);
  const each = ({ relief, bones, muscles }, change, width) => ({
    relief,
    bones: change(bones, width),
    muscles: change(muscles, width),
  });
  return {
    back: each(scenery.back, both, back),
    front: each(scenery.front, both, front),
    left: scenery.left,
    right: each(scenery.left, mirror, left),
  };
}
