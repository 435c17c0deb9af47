import { PerspectiveCamera, Vector3 } from "three";

// Degrees about the body's long axis; the person's own sides.
export const FACES = { back: 0, left: 90, front: 180, right: 270 };
const ANGLE = 20; // of the lens, upwards: long, as for a portrait
const STEEPEST = 60;
const CLOSEST = 5;
const FARTHEST = 0.6;
const SPEED = 5; // how quickly a turn that runs by itself comes to rest

const clamped = (value, low, high) => Math.max(low, Math.min(high, value));
const round = (degrees) => ((degrees % 360) + 360) % 360;
/** The short way from one direction to another. */
const between = (from, to) => round(to - from + 180) - 180;

/** A camera that goes round the body.  `extent` gives low and high end (m) of the picture, `axis` where the body stands. */
export function turntable({ axis, bounds, extent, changed }) {
  const camera = new PerspectiveCamera(ANGLE, 1, 0.2, 12);
  camera.up.set(0, 0, 1);
  const target = new Vector3(0, axis, 0);
  const now = { turn: 0, tilt: 0, zoom: 1, height: 0 };
  let goal = null;
  let aspect = 1;

  function span() {
    const [low, high] = extent();
    const wide = 0.44;
    return Math.max(high - low, wide / aspect) / now.zoom;
  }
  function place() {
    const [low, high] = extent();
    target.z = clamped((low + high) / 2 + now.height, bounds[0], bounds[1]);
    const away = span() / 2 / Math.tan((ANGLE * Math.PI) / 360) + 0.1;
    const [turn, tilt] = [(now.turn * Math.PI) / 180, (now.tilt * Math.PI) / 180];
    camera.position.set(
      away * Math.sin(turn) * Math.cos(tilt),
      axis + away * Math.cos(turn) * Math.cos(tilt),
      target.z + away * Math.sin(tilt),
    );
    camera.lookAt(target);
    camera.updateMatrixWorld();
  }
  function set(values) {
    goal = null;
    Object.assign(now, values);
    changed();
  }

  return {
    camera,
    state: now,
    resize(width, height) {
      aspect = width / height;
      camera.aspect = aspect;
      camera.updateProjectionMatrix();
    },
    place,
    turn: (x, y) => set({ turn: round(now.turn + x), tilt: clamped(now.tilt + y, -STEEPEST, STEEPEST) }),
    zoom: (factor) => set({ zoom: clamped(now.zoom * factor, FARTHEST, CLOSEST) }),
    shift: (share) => set({ height: clamped(now.height + share * span(), -1, 1) }),
    /** Turns to a direction, at once or in a short while. */
    face(degrees, atOnce, more = {}) {
      goal = { tilt: 0, ...more, turn: now.turn + between(now.turn, degrees) };
      if (atOnce) set(goal);
      now.turn = atOnce ? round(now.turn) : now.turn;
      changed();
    },
    /** One step on the way to where it turns by itself; says whether there is a way left. */
    step(seconds) {
      if (!goal) return false;
      const share = 1 - Math.exp(-SPEED * Math.min(seconds, 0.1) * 2);
      let rest = 0;
      for (const [name, value] of Object.entries(goal)) {
        const way = value - now[name];
        now[name] += way * share;
        rest = Math.max(rest, Math.abs(way) / (name === "zoom" || name === "height" ? 0.01 : 1));
      }
      if (rest < 0.3) {
        Object.assign(now, goal, { turn: round(goal.turn) });
        goal = null;
      }
      return goal !== null;
    },
    /** The standard view that it shows, or is about to show; none in between. */
    facing() {
      const { turn, tilt } = { ...now, ...goal };
      const near = (degrees) => Math.abs(between(turn, degrees)) < 2 && Math.abs(tilt) < 2;
      return Object.keys(FACES).find((name) => near(FACES[name])) ?? "";
    },
    /** The one or two sides of the body that are seen: back, or back and left. */
    sides() {
      const { turn } = { ...now, ...goal };
      return Object.keys(FACES).filter((name) => Math.abs(between(turn, FACES[name])) < 67.5);
    },
  };
}
