import { Raycaster, Scene, Vector2, Vector3, WebGLRenderer } from "three";
import { FACES, turntable } from "./camera.js";
import { flesh } from "./flesh.js";
import { frame } from "./frame.js";
import { marks } from "./marks.js";
import { colours, watchTheme } from "./palette.js";
import { listen } from "./turning.js";

const MOST_PIXELS = 2; // for each pixel of the page, each way
const ACROSS = 0.3; // metres from the body's axis to where the words for its sides stand

function contextOf(canvas) {
  const context = canvas.getContext("webgl2", { alpha: true, antialias: true, powerPreference: "low-power" });
  if (!context) throw new Error("WebGL is missing", { cause: "webgl" });
  return context;
}

/**
 * Puts a body that turns into `host`.
 * @returns the scene: `show`, `face`, `zoomTo`, `find`, `dispose`
 * @throws when the browser has no WebGL: the error's cause is "webgl"
 */
export function createScene(host, body, { strings, onPlace, onPoint }) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const around = frame({
    strings,
    face: (view) => face(view),
    zoom: (factor) => table.zoom(factor),
    reset: () => reset(),
  });
  const { canvas } = around;
  const renderer = new WebGLRenderer({ canvas, context: contextOf(canvas), alpha: true, antialias: true });
  const scene = new Scene();
  const depths = body.skin.positions.filter((_, at) => at % 3 === 1);
  const axis = (depths.reduce((a, b) => Math.min(a, b)) + depths.reduce((a, b) => Math.max(a, b))) / 2;
  const { bounds, solids, cover, paint: paintFlesh } = flesh(body, axis);
  const points = marks(body.sites);
  scene.add(...solids.objects, ...cover.objects, ...points.objects);

  const femur = body.inner
    .find(({ name }) => name === "femur:left")
    .positions.filter((_, at) => at % 3 === 2);
  const thigh = (femur.reduce((a, b) => Math.min(a, b)) + femur.reduce((a, b) => Math.max(a, b))) / 2;
  const extents = { hip: [thigh - 0.02, bounds[1] + 0.02], whole: [bounds[0] - 0.02, bounds[1] + 0.02] };
  let extent = "hip";

  let drawing = 0;
  let last = 0;
  let shown = { zones: [], chosen: [], near: [], quiet: [], layers: [], label: "" };
  let stale = true;
  const table = turntable({ axis, bounds, extent: () => extents[extent], changed: redraw });

  function redraw() {
    drawing ||= requestAnimationFrame(draw);
  }
  function draw(time) {
    drawing = 0;
    const onTheWay = table.step(last ? (time - last) / 1000 : 1 / 60);
    last = onTheWay ? time : 0;
    if (stale) apply();
    table.place();
    renderer.render(scene, table.camera);
    around.name(table.facing(), table.sides(), shown.label);
    around.turned(across);
    if (onTheWay) redraw();
  }
  function apply() {
    stale = false;
    const { zones, chosen, near, quiet, layers } = shown;
    cover.show(zones, layers, solids.show(chosen, layers));
    points.show({ chosen: chosen.map(({ id, side }) => `${id}:${side}`), near, quiet });
  }
  function across(side) {
    const away = ((FACES[side] - table.state.turn) * Math.PI) / 180;
    const edge = project(new Vector3(0, axis, 0).addScaledVector(rightward(), ACROSS).setZ(aim().z))[0];
    const reach = Math.min(1, Math.abs(edge / canvas.clientWidth - 0.5) * 2);
    return [-Math.sin(away) * reach, Math.cos(away)];
  }
  const aim = () =>
    table.camera.getWorldDirection(new Vector3()).multiplyScalar(2).add(table.camera.position);
  const rightward = () => new Vector3().setFromMatrixColumn(table.camera.matrixWorld, 0);

  /** Where a point of space is on the canvas, in pixels of the page. */
  function project(point) {
    const { x, y } = point.project(table.camera);
    return [((x + 1) / 2) * canvas.clientWidth, ((1 - y) / 2) * canvas.clientHeight];
  }
  function tap(clientX, clientY, finger) {
    const box = canvas.getBoundingClientRect();
    const [x, y] = [clientX - box.left, clientY - box.top];
    const mark = points.at(x, y, { project, camera: table.camera }, finger);
    if (mark) return onPoint?.(mark);
    const ray = new Raycaster();
    ray.setFromCamera(new Vector2((2 * x) / box.width - 1, 1 - (2 * y) / box.height), table.camera);
    const [hit] = ray.intersectObject(cover.mesh);
    return hit && onPlace?.(cover.place(hit));
  }
  function face(view) {
    table.face(FACES[view], still.matches);
  }
  function reset() {
    table.face(FACES.back, still.matches, { zoom: 1, height: 0 });
  }
  function free() {
    for (const one of [solids, cover, points]) one.dispose();
  }
  function paint() {
    const now = colours(host);
    paintFlesh(now);
    points.paint(now);
    redraw();
  }
  function resize() {
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (width === 0 || height === 0) return;
    const pixel = Math.min(devicePixelRatio, MOST_PIXELS);
    renderer.setPixelRatio(pixel);
    renderer.setSize(width, height, false);
    table.resize(width, height);
    points.resize(renderer.getDrawingBufferSize(new Vector2()), pixel);
    cover.resize(pixel);
    redraw();
  }

  const ending = new AbortController();
  const { signal } = ending;
  listen(canvas, { look: { turn: table.turn, zoom: table.zoom, shift: table.shift, reset }, tap, signal });
  canvas.addEventListener(
    "webglcontextlost",
    () => {
      around.loss(true);
      free(); // what the lost context had: the next one gets everything anew
    },
    { signal },
  );
  canvas.addEventListener(
    "webglcontextrestored",
    () => {
      around.loss(false);
      redraw();
    },
    { signal },
  );
  const sizes = new ResizeObserver(resize);
  sizes.observe(canvas);
  const unwatch = watchTheme(paint);
  host.append(around.node);
  paint();
  resize();

  return {
    /**
     * Shows zones (places, and the look of each), the chosen trigger points with their muscles, the signs of others
     * (`near` and `quiet`, names such as "piriformis.1:left") and layers; `label` says in words what is shown.
     */
    show(next) {
      shown = { ...shown, ...next };
      stale = true;
      redraw();
    },
    face,
    /** From the ribs to the thigh ("hip") or the whole legs. */
    zoomTo(name) {
      extent = name in extents ? name : "hip";
      table.zoom(1 / table.state.zoom);
    },
    /** Where a trigger point's sign is in the window, in pixels. */
    find(name) {
      const box = canvas.getBoundingClientRect();
      const [x, y] = project(new Vector3().fromArray(body.sites[name][0]));
      return [box.left + x, box.top + y];
    },
    dispose() {
      ending.abort();
      sizes.disconnect();
      unwatch();
      cancelAnimationFrame(drawing);
      free();
      renderer.dispose();
      renderer.forceContextLoss();
      around.node.remove();
    },
  };
}
