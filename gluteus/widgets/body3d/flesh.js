// Skin, bones and muscles: what of the body is drawn, and how.

import {
  BackSide,
  BufferAttribute,
  BufferGeometry,
  Color,
  DoubleSide,
  Mesh,
  ShaderMaterial,
  Vector2,
} from "three";
import { COMPARED_LOOKS } from "../explorer/lookups.js";
import {
  depthFragment,
  dotFragment,
  dotVertex,
  skinFragment,
  skinVertex,
  solidFragment,
  solidVertex,
  wallFragment,
} from "./shaders.js";
import { stippled, zoneFinder } from "./zones.js";

// Radius of the dots and the least space between them, in metres.
const DOTS = { spillover: [0.002, 0.0068], third: [0.0034, 0.0086], thirdFaint: [0.0017, 0.0086] };
// How much of the skin one sees when muscles or bones lie open under it, when one muscle does, and when nothing does.
const SOLIDITY = { open: 0.3, one: 0.56, closed: 0.94 };
const VEIL = 0.86; // how much of a muscle is lost on the far side of the body
const PAINTS = ["skin", "skinLine", "ground", "essential", "spillover", "marked", "shared"];

function geometryOf({ positions, triangles }) {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(positions, 3));
  geometry.setIndex(new BufferAttribute(triangles, 1));
  geometry.computeVertexNormals();
  return geometry;
}

/** Bones and muscles: solid bodies under the skin. */
function solids(inner, common) {
  const material = () =>
    new ShaderMaterial({
      uniforms: {
        ...common,
        colour: { value: new Color() },
        line: { value: new Color() },
        under: { value: new Color() },
        veil: { value: 0 },
      },
      vertexShader: solidVertex,
      fragmentShader: solidFragment,
    });
  const kinds = { bone: material(), muscle: material(), chosen: material() };
  const meshes = inner.map((part) => {
    const mesh = new Mesh(geometryOf(part), kinds[part.kind]);
    mesh.name = part.name;
    return { kind: part.kind, mesh };
  });
  return {
    objects: meshes.map(({ mesh }) => mesh),
    paint({ bone, boneLine, muscle, muscleLine, skin }) {
      for (const { uniforms } of Object.values(kinds)) uniforms.under.value = skin;
      kinds.bone.uniforms.colour.value = bone;
      kinds.bone.uniforms.line.value = boneLine;
      kinds.chosen.uniforms.colour.value = muscle;
      kinds.chosen.uniforms.line.value = muscleLine;
      // The others step back a little, so that the chosen muscle is found at once.
      kinds.muscle.uniforms.colour.value = muscle.clone().lerp(skin, 0.42);
      kinds.muscle.uniforms.line.value = muscleLine.clone().lerp(skin, 0.2);
    },
    show(chosen, layers) {
      const names = new Set(chosen.map(({ muscle, side }) => `${muscle}:${side}`));
      const veil = layers.includes("skin") ? VEIL : 0;
      for (const one of [kinds.muscle, kinds.chosen]) one.uniforms.veil.value = veil;
      for (const { kind, mesh } of meshes) {
        const isChosen = kind === "muscle" && names.has(mesh.name);
        mesh.visible = isChosen || layers.includes(kind === "bone" ? "bones" : "muscles");
        if (kind === "muscle") mesh.material = isChosen ? kinds.chosen : kinds.muscle;
      }
      return meshes.some(({ kind, mesh }) => kind === "muscle" && mesh.visible);
    },
    dispose() {
      for (const { mesh } of meshes) mesh.geometry.dispose();
      for (const one of Object.values(kinds)) one.dispose();
    },
  };
}

/** The skin, see-through, with the zones painted on it. */
function cover(skin, regions, common) {
  const geometry = geometryOf(skin);
  const count = skin.positions.length / 3;
  const finder = zoneFinder(skin, regions);
  const members = {
    zones: [4, new Uint8ClampedArray(4 * count)],
    wide: [3, new Uint8ClampedArray(3 * count)],
  };
  members.strong = [3, new Uint8ClampedArray(3 * count)];
  for (const [name, [size, values]] of Object.entries(members)) {
    geometry.setAttribute(name, new BufferAttribute(values, size, true));
  }
  const uniforms = {
    ...common,
    ...Object.fromEntries(PAINTS.map((name) => [name, { value: new Color() }])),
    series: { value: [new Color(), new Color(), new Color()] },
    solidity: { value: SOLIDITY.closed },
    pixel: { value: 1 },
  };
  const shaders = { uniforms, vertexShader: skinVertex, fragmentShader: skinFragment };
  // The far wall, from inside: what lies under the skin is seen before skin, and not before the page.
  const wall = new Mesh(
    geometry,
    new ShaderMaterial({
      uniforms: { ...common, colour: uniforms.skin, line: uniforms.skin },
      vertexShader: solidVertex,
      fragmentShader: wallFragment,
      side: BackSide,
    }),
  );
  wall.renderOrder = -1;
  // The nearest skin first, as depth alone: then one layer of it is blended, and no triangle shows through another.
  const depth = new Mesh(
    geometry,
    new ShaderMaterial({
      vertexShader: solidVertex,
      fragmentShader: depthFragment,
      colorWrite: false,
      side: DoubleSide,
      polygonOffset: true,
      polygonOffsetFactor: 1,
      polygonOffsetUnits: 1,
    }),
  );
  depth.renderOrder = 1;
  const surface = new Mesh(
    geometry,
    new ShaderMaterial({
      ...shaders,
      transparent: true,
      depthWrite: false,
      side: DoubleSide,
      forceSinglePass: true,
    }),
  );
  surface.renderOrder = 2;
  const dots = new Mesh(
    new BufferGeometry(),
    new ShaderMaterial({
      uniforms: { ends: common.ends },
      vertexShader: dotVertex,
      fragmentShader: dotFragment,
      transparent: true,
      depthWrite: false,
    }),
  );
  dots.renderOrder = 3;
  let painted = "";
  let strewn = [];
  let palette = {};

  function write(name, channel, field) {
    const [size, values] = members[name];
    for (let vertex = 0; vertex < count; vertex += 1) values[size * vertex + channel] = 255 * field[vertex];
    geometry.getAttribute(name).needsUpdate = true;
  }

  /** Four corners and two triangles for each dot. */
  function paintDots() {
    const all = strewn.flatMap(({ tint, size, places }) =>
      places.map((dot) => ({ ...dot, size: [size], tint: palette[tint].toArray() })),
    );
    const made = new BufferGeometry();
    const four = (name, width) => {
      const values = all.flatMap((dot) => Array.from({ length: 4 }, () => dot[name]).flat());
      made.setAttribute(name, new BufferAttribute(new Float32Array(values), width));
    };
    four("position", 3);
    four("normal", 3);
    four("tint", 3);
    four("size", 1);
    const corners = all.flatMap(() => [-1, -1, 1, -1, 1, 1, -1, 1]);
    made.setAttribute("corner", new BufferAttribute(new Float32Array(corners), 2));
    made.setIndex(all.flatMap((_, at) => [0, 1, 2, 0, 2, 3].map((corner) => 4 * at + corner)));
    dots.geometry.dispose();
    dots.geometry = made;
    dots.visible = all.length > 0;
  }

  return {
    objects: [wall, depth, surface, dots],
    mesh: surface,
    paint(colours) {
      palette = colours;
      for (const name of PAINTS) uniforms[name].value = colours[name];
      uniforms.series.value = COMPARED_LOOKS.map((name) => colours[name]);
      paintDots();
    },
    resize(pixel) {
      uniforms.pixel.value = pixel;
    },
    show(zones, layers, hasMuscle) {
      const open = layers.includes("bones") || layers.includes("muscles");
      const solidity = SOLIDITY[open ? "open" : hasMuscle ? "one" : "closed"];
      uniforms.solidity.value = layers.includes("skin") ? solidity : 0;
      wall.visible = layers.includes("skin");
      const key = JSON.stringify(zones);
      if (key === painted) return;
      painted = key;
      const nowhere = new Float32Array(count);
      const of = (look, faint = false) =>
        zones
          .filter((zone) => zone.look === look && Boolean(zone.faint) === faint)
          .flatMap(({ places }) => places);
      const field = (...lists) => (lists.flat().length > 0 ? finder.field(lists.flat()) : nowhere);
      const without = (all, core) => all.map((share, vertex) => share - core[vertex]);
      const essential = field(of("essential"));
      // No zone where there is no spillover: its edge would be drawn under that of the essential zone.
      const either = of("spillover").length > 0 ? field(of("essential"), of("spillover")) : nowhere;
      for (const [channel, one] of [essential, either, field(of("marked")), field(of("shared"))].entries()) {
        write("zones", channel, one);
      }
      const compared = COMPARED_LOOKS.map((look) => [field(of(look), of(look, true)), field(of(look))]);
      for (const [channel, [wide, strong]] of compared.entries()) {
        write("wide", channel, wide);
        write("strong", channel, strong);
      }
      const normals = geometry.getAttribute("normal").array;
      const [wide, strong] = compared[2];
      const dotted = [
        ["spillover", "spillover", without(either, essential)],
        ["third", "third", strong],
        ["thirdFaint", "third", without(wide, strong)],
      ];
      strewn = dotted.map(([name, tint, share]) => {
        const [size, space] = DOTS[name];
        return { tint, size, places: stippled(skin, normals, share, space) };
      });
      paintDots();
    },
    place: (hit) => {
      const corners = [hit.face.a, hit.face.b, hit.face.c];
      const weights = hit.barycoord.toArray();
      return finder.placeAt(corners[weights.indexOf(Math.max(...weights))], hit.point.x);
    },
    dispose() {
      geometry.dispose();
      for (const one of [wall, depth, surface, dots]) one.material.dispose();
      dots.geometry.dispose();
    },
  };
}

export function flesh({ skin, inner, regions }, axis) {
  const heights = skin.positions.filter((_, at) => at % 3 === 2);
  const bounds = [heights.reduce((a, b) => Math.min(a, b)), heights.reduce((a, b) => Math.max(a, b))];
  const common = { ends: { value: new Vector2(...bounds) }, axis: { value: axis }, gain: { value: 0 } };
  const parts = [solids(inner, common), cover(skin, regions, common)];
  return {
    bounds,
    solids: parts[0],
    cover: parts[1],
    paint(colours) {
      // A dark skin shows its form by what shines on it, a pale one by its shades.
      common.gain.value = colours.skin.getHSL({}).l < 0.5 ? 0.6 : 0;
      for (const one of parts) one.paint(colours);
    },
  };
}
