import { between } from "./strokes.js";

const STEP = 3; // millimetres of body between two looks at where the middle of a stroke lies

/**
 * Strokes drawn over a picture by mouse, pen or finger.
 *
 * `toUnits()` gives the matrix from the window to the picture's units, `active` says whether the brush is in the hand,
 * `placeAt(x, y)` what lies there; `on.start()` is told when a stroke begins, `on.draw(points, places)` while it is
 * drawn, `on.end(points, places)` when it is done and `on.cancel()` when it is called off.
 */
export function brush({ picture, toUnits, active, placeAt, on }) {
  let stroke = null;

  const point = ({ clientX, clientY }) => {
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(stroke.matrix);
    return [x, y];
  };

  function add(next) {
    const last = stroke.points.at(-1);
    for (const [x, y] of last ? between(last, next, STEP) : [next]) {
      const place = placeAt(x, y);
      if (place) stroke.places.add(place);
    }
    if (!last || Math.hypot(next[0] - last[0], next[1] - last[1]) >= 1) stroke.points.push(next);
  }

  function stop() {
    const done = stroke;
    stroke = null;
    if (picture.hasPointerCapture(done.pointer)) picture.releasePointerCapture(done.pointer);
    return done;
  }

  function cancel() {
    if (!stroke) return false;
    stop();
    on.cancel();
    return true;
  }

  picture.addEventListener("pointerdown", (event) => {
    if (!active() || stroke || event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    picture.setPointerCapture(event.pointerId);
    // Read once: asking for it makes the browser lay the page out.
    const matrix = toUnits();
    stroke = { pointer: event.pointerId, matrix, points: [], places: new Set() };
    on.start();
    add(point(event));
    on.draw(stroke.points, stroke.places);
  });
  picture.addEventListener("pointermove", (event) => {
    if (event.pointerId !== stroke?.pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const one of events.length > 0 ? events : [event]) add(point(one));
    on.draw(stroke.points, stroke.places);
  });
  picture.addEventListener("pointerup", (event) => {
    if (event.pointerId !== stroke?.pointer) return;
    const { points, places } = stop();
    on.end(points, places);
  });
  picture.addEventListener("pointercancel", (event) => {
    if (event.pointerId === stroke?.pointer) cancel();
  });
  return { cancel, drawing: () => stroke !== null };
}
