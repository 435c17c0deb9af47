// How the body is turned: by mouse, finger, wheel and keys.  `look` is what the camera does about it.

const TAP_REACH = 6; // pixels that a press may move and still be a tap
const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const KEY_TURN = 15; // degrees
const KEY_SHIFT = 0.06; // of the picture's height
const KEY_ZOOM = 1.2;
const DRAG_TURN = 0.5; // degrees a pixel

export function listen(canvas, { look, tap, signal }) {
  const pointers = new Map();
  let pressed = null;
  const on = (name, listener, options) => canvas.addEventListener(name, listener, { signal, ...options });
  const middle = () => {
    const all = [...pointers.values()];
    return [0, 1].map((axis) => all.reduce((sum, point) => sum + point[axis], 0) / all.length);
  };
  const spread = () => {
    const [a, b] = [...pointers.values()];
    return b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : 0;
  };

  on("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
    pressed = pointers.size === 1 && event.button === 0 ? [event.clientX, event.clientY] : null;
  });
  on("pointermove", (event) => {
    if (!pointers.has(event.pointerId)) return;
    const before = [...middle(), spread()];
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
    const [x, y] = middle();
    const [dx, dy] = [x - before[0], y - before[1]];
    if (pressed && Math.hypot(x - pressed[0], y - pressed[1]) < TAP_REACH) {
      // The way so far is kept for the turn, should it become one.
      pointers.set(event.pointerId, [before[0], before[1]]);
      return;
    }
    pressed = null;
    if (pointers.size > 1) {
      if (before[2] > 0) look.zoom(spread() / before[2]);
      look.shift(dy / canvas.clientHeight);
    } else if (event.shiftKey || (event.buttons & 6) !== 0) look.shift(dy / canvas.clientHeight);
    else look.turn(dx * DRAG_TURN, dy * DRAG_TURN);
  });
  on("pointerup", (event) => {
    if (pressed && pointers.size === 1) tap(event.clientX, event.clientY, event.pointerType === "touch");
    pressed = null;
    pointers.delete(event.pointerId);
  });
  on("pointercancel", (event) => {
    pressed = null;
    pointers.delete(event.pointerId);
  });
  on("contextmenu", (event) => event.preventDefault());
  // A page must scroll past the body: the wheel is for who has chosen it, or holds Ctrl.
  on(
    "wheel",
    (event) => {
      if (document.activeElement !== canvas && !event.ctrlKey) return;
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1;
      look.zoom(Math.exp(-Math.max(-60, Math.min(60, event.deltaY * lines)) / 240));
    },
    { passive: false },
  );
  on("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEP[event.key];
    if (step && event.shiftKey) look.shift(step[1] * KEY_SHIFT);
    else if (step) look.turn(step[0] * KEY_TURN, -step[1] * KEY_TURN);
    else if (event.key === "+" || event.key === "=") look.zoom(KEY_ZOOM);
    else if (event.key === "-") look.zoom(1 / KEY_ZOOM);
    else if (event.key === "0") look.reset();
    else return;
    event.preventDefault();
    event.stopPropagation(); // JupyterLab has keys of its own
  });
}
