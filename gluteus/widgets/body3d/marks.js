// The trigger points' signs and the lines from them to the skin.

import {
  BufferAttribute,
  BufferGeometry,
  DoubleSide,
  Mesh,
  Points,
  ShaderMaterial,
  Vector2,
  Vector3,
} from "three";
import { leaderFragment, leaderVertex, markFragment, markVertex } from "./shaders.js";

const SIZES = { chosen: 11, near: 7, quiet: 3.6 }; // pixels, half the sign's width
const REACH = { mouse: 14, touch: 24 };
const LEADER = 5;
const CORNERS = [0, -1, 0, 1, 1, -1, 1, -1, 0, 1, 1, 1];

export function marks(sites) {
  const shared = { ground: { value: null }, sign: { value: null }, pixel: { value: 1 } };
  const over = { transparent: true, depthTest: false, depthWrite: false };
  const signs = new Points(
    new BufferGeometry(),
    new ShaderMaterial({ ...over, uniforms: shared, vertexShader: markVertex, fragmentShader: markFragment }),
  );
  const screen = { value: new Vector2(1, 1) };
  const width = { value: LEADER };
  const leaders = new Mesh(
    new BufferGeometry(),
    new ShaderMaterial({
      ...over,
      uniforms: { ...shared, screen, width },
      side: DoubleSide, // which side a ribbon shows depends on its direction on the screen
      vertexShader: leaderVertex,
      fragmentShader: leaderFragment,
    }),
  );
  leaders.renderOrder = 5;
  signs.renderOrder = 6;
  for (const one of [signs, leaders]) one.frustumCulled = false;
  let shown = [];

  function fill(object, attributes) {
    object.geometry.dispose();
    object.geometry = new BufferGeometry();
    for (const [name, [values, size]] of Object.entries(attributes)) {
      object.geometry.setAttribute(name, new BufferAttribute(new Float32Array(values), size));
    }
    object.visible = attributes.position[0].length > 0;
  }

  return {
    objects: [leaders, signs],
    paint({ ground, sign }) {
      shared.ground.value = ground;
      shared.sign.value = sign;
    },
    resize(size, pixel) {
      screen.value.copy(size);
      shared.pixel.value = pixel;
      width.value = LEADER * pixel;
    },
    /** Shows signs: the chosen ones, those near them, and all that are to be seen; the chosen lie on top. */
    show(lists) {
      const sizes = new Map();
      for (const size of ["quiet", "near", "chosen"]) {
        for (const name of lists[size].filter((one) => one in sites)) {
          sizes.delete(name);
          sizes.set(name, size);
        }
      }
      shown = [...sizes].map(([name, size]) => {
        const [site, skin] = sites[name];
        return { name, site, skin, size };
      });
      const outward = ({ site, skin }) => skin.map((value, axis) => value - site[axis]);
      fill(signs, {
        position: [shown.flatMap(({ site }) => site), 3],
        outward: [shown.flatMap(outward), 3],
        size: [shown.map(({ size }) => SIZES[size]), 1],
      });
      const led = shown.filter(({ size }) => size === "chosen");
      const six = (values) => Array.from({ length: 6 }, () => values).flat();
      fill(leaders, {
        position: [led.flatMap(({ skin }) => six(skin)), 3],
        target: [led.flatMap(({ site }) => six(site)), 3],
        corner: [led.flatMap(() => CORNERS), 2],
      });
    },
    /** The sign at a point of the picture, in pixels; the one on top where two lie over each other. */
    at(x, y, { project, camera }, finger) {
      const point = new Vector3();
      const out = new Vector3();
      let best = "";
      let least = finger ? REACH.touch : REACH.mouse;
      for (const { name, site, skin, size } of [...shown].reverse()) {
        out.fromArray(skin).sub(point.fromArray(site));
        const hidden = size !== "chosen" && out.dot(point.clone().sub(camera.position)) > 0;
        if (hidden) continue;
        const [left, top] = project(point);
        const away = Math.hypot(left - x, top - y);
        if (away < least) [best, least] = [name, away];
      }
      return best;
    },
    dispose() {
      for (const { geometry, material } of [signs, leaders]) {
        geometry.dispose();
        material.dispose();
      }
    },
  };
}
