/** What a state gives in help and load, by the side of the standing leg, as shares of body weight. */
export function helpOf({ leg, mass, lean, carried_left, carried_right, cane, push }) {
  const [far, near] = leg === "right" ? [carried_left, carried_right] : [carried_right, carried_left];
  return {
    cane: cane !== "none" && cane !== leg ? push / 100 : 0,
    lean_deg: lean,
    load_far: far / mass,
    load_near: near / mass,
  };
}

/** The same sum as gluteus.mechanics.stance.assisted; null where the abductors would have to push. */
export function assisted(numbers, help, armCm = numbers.arm_cm) {
  const { weight, lever_cm, angle_deg, upper_body_share, upper_body_height_cm, far_hand_cm, near_hand_cm } =
    numbers;
  const shiftCm = upper_body_height_cm * Math.sin(radians(help.lean_deg));
  const moment =
    weight * lever_cm -
    upper_body_share * shiftCm +
    (help.load_far - help.cane) * far_hand_cm -
    help.load_near * near_hand_cm;
  if (moment < 0) return null;
  const abductor = moment / armCm;
  const angle = radians(angle_deg);
  const load = weight - help.cane + help.load_far + help.load_near;
  const joint = Math.hypot(abductor * Math.sin(angle), load + abductor * Math.cos(angle));
  return { moment, abductor, joint };
}

/** Multiples of body weight in newtons, and body weight times centimetre in newton metres. */
export function newtons(numbers, mass, share) {
  return share * mass * numbers.gravity;
}

export function newtonMetres(numbers, mass, moment) {
  return newtons(numbers, mass, moment) / 100;
}

export function radians(degrees) {
  return (degrees / 180) * Math.PI;
}
