import { radians } from "./forces.js";

const HEAD = 17; // length of an arrow's head

/**
 * What lies over the bones: forces, lever arms, what the hands hold, and their names, in millimetres of the view.
 *
 * The same, in the same order, as gluteus.widgets.stance_scene.scene: shapes with a path, labels with rows of text.
 */
export function scene(numbers, figure, state, help, held, say) {
  const sheet = newSheet(figure, state.leg, say);
  const { at, shape, text, inner, outer, centimetres } = sheet;
  drawHands(sheet, numbers, state, help);
  const shift = numbers.upper_body_height_cm * Math.sin(radians(help.lean_deg));
  const lever = 10 * (numbers.lever_cm - (numbers.upper_body_share * shift) / numbers.weight);
  const weightEnd = numbers.weight_top_mm + numbers.force_mm * numbers.weight;
  const [across, down] = slant(numbers);
  const foot = [-10 * numbers.arm_cm * down, -10 * numbers.arm_cm * across];
  shape("arm", line(at(lever, weightEnd), at(lever, 0)));
  shape("arm", line(at(0, 0), at(lever, 0)));
  shape("arm", line(at(0, 0), at(...foot)));
  const forces = [["weight", [222, -222], [lever, numbers.weight_top_mm], [lever, weightEnd]]];
  if (held) forces.push(...heldForces(numbers, foot, help, held));
  drawForces(sheet, forces);
  shape("hip", disc(at(0, 0), 8));
  text("length", at(10, 33), inner, `a ${centimetres(lever / 10)}`);
  text("length", at(-92, -34), outer, `d ${centimetres(numbers.arm_cm)}`);
  drawNames(sheet, numbers, state.leg);
  return sheet.marks;
}

/** What was drawn, and how to draw it: lengths in millimetres from the standing hip, towards the other side. */
function newSheet(figure, leg, say) {
  const right = leg === "right";
  const sign = right ? 1 : -1;
  const [left, top, , height] = figure.window;
  const [hipX, hipY] = [right ? figure.hip[0] : 2 * figure.middle - figure.hip[0], figure.hip[1]];
  // Text beyond the standing leg runs away from the body.
  const [inner, outer] = right ? ["start", "end"] : ["end", "start"];
  const marks = [];
  return {
    say,
    sign,
    left,
    top,
    bottom: top + height,
    hipY,
    inner,
    outer,
    other: right ? "left" : "right",
    marks,
    at: (across, down) => [hipX + sign * across, hipY + down],
    shape: (name, d) => marks.push({ name, d }),
    text: (name, place, anchor, ...rows) => marks.push({ name, place, anchor, rows }),
    rows: (path) => say(path).split("\n"),
    centimetres: (value) => say("picture.centimetres", { value: round(value) }),
  };
}

function drawHands({ at, shape, text, rows, say, sign, bottom, other, ...sheet }, numbers, state, help) {
  for (const [side, reach] of [
    [other, numbers.far_hand_cm],
    [state.leg, -numbers.near_hand_cm],
  ]) {
    const far = side === other;
    const carried = state[`carried_${side}`];
    const cane = state.cane === side;
    const [x, y] = at(10 * reach, 40);
    const inwards = far ? -sign : sign;
    const anchor = far ? sheet.outer : sheet.inner;
    if (cane) {
      const grip = `${line([x - 16, y - 16], [x + 16, y - 16])}${line([x, y - 16], [x, bottom])}`;
      shape(far ? "cane" : "cane idle", grip);
      const pushed = 10 * Math.floor((help.cane * state.mass * numbers.gravity) / 10 + 0.5);
      const words = far ? [`↑ ${pushed} N`] : rows("picture.notCounted");
      text("label", [x + inwards * 14, y + (far ? 222 : 130)], anchor, ...words);
    }
    if (carried > 0) {
      const half = 12 + 6 * Math.sqrt(carried);
      shape("bag", bag(x, y, half));
      const beside = [x + inwards * (1.2 * half + 12), y + 43 + half];
      text("label", beside, anchor, say("units.carried", { value: carried }));
    }
    if (carried > 0 || (cane && far)) {
      shape("arm", `${line(at(0, 48), at(10 * reach, 48))}${line(at(0, 0), at(0, 48))}`);
      text("length", at(far ? 286 : -124, 36), "middle", sheet.centimetres(Math.abs(reach)));
    }
  }
}

/** The abductors' pull as parts across and down. */
function slant(numbers) {
  return [Math.sin(radians(numbers.angle_deg)), Math.cos(radians(numbers.angle_deg))];
}

function heldForces(numbers, foot, help, held) {
  const [across, down] = slant(numbers);
  const pull = numbers.force_mm * held.abductor;
  const load = numbers.force_mm * (numbers.weight - help.cane + help.load_far + help.load_near);
  return [
    ["pull", [-106, -130], [foot[0] + pull * across, foot[1] - pull * down], foot],
    ["joint", [-106, 236], [-pull * across, load + pull * down], [0, 0]],
  ];
}

/** Draws forces, each with its name and the place of that, its tail and its head. */
function drawForces({ at, shape, text, rows, inner, outer }, forces) {
  for (const [name, [across, down], tail, head] of forces) {
    const third = tail.map((one, axis) => one + 0.3 * (head[axis] - one));
    shape("lead", line(at(across, down), at(...third)));
    shape(name, arrow(at(...tail), at(...head)));
    const [beside, anchor] = across > 0 ? [6, inner] : [-6, outer];
    text(name, at(across + beside, down + 8), anchor, ...rows(`picture.${name}`));
  }
}

function drawNames(
  { at, shape, text, rows, say, left, top, bottom, hipY, other, inner, outer },
  numbers,
  leg,
) {
  shape("unit", line([left + 16, top + 14], [left + 16, top + 14 + numbers.force_mm]));
  text("label", [left + 28, top + 10 + numbers.force_mm / 2], "start", ...rows("picture.unit"));
  const down = bottom - 40 - hipY;
  text("label", at(-28, down), outer, say(`picture.legs.${leg}`), say("picture.standing"));
  text("label", at(236, down), inner, say(`picture.legs.${other}`), say("picture.lifted"));
}

const round = (value) => Number(value.toFixed(1));
const pair = ([x, y]) => `${round(x)} ${round(y)}`;
const line = (from, to) => `M${pair(from)}L${pair(to)}`;

/** A shaft that ends in a head; of a small force only a head remains. */
function arrow([x1, y1], [x2, y2]) {
  const long = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [ux, uy] = [(x2 - x1) / long, (y2 - y1) / long];
  const head = Math.min(HEAD, long);
  const base = [x2 - head * ux, y2 - head * uy];
  const half = head / 2;
  const wings = [-half, half].map((out) => [base[0] + out * uy, base[1] - out * ux]);
  return `${line([x1, y1], base)}M${pair(wings[0])}L${pair([x2, y2])}L${pair(wings[1])}z`;
}

/** A weight on a strap; its size follows what it weighs. */
function bag(x, y, half) {
  const [from, to] = [y + 34, y + 34 + 2 * half];
  const strap = `M${pair([x, y])}L${pair([x - 0.6 * half, from])}L${pair([x + 0.6 * half, from])}z`;
  const corners = [
    [x - half, from],
    [x + half, from],
    [x + 1.2 * half, to],
    [x - 1.2 * half, to],
  ];
  return `${strap}M${corners.map(pair).join("L")}z`;
}

function disc([x, y], radius) {
  const turn = `a${radius} ${radius} 0 0 1`;
  return `M${pair([x - radius, y])}${turn} ${2 * radius} 0${turn} ${-2 * radius} 0z`;
}
