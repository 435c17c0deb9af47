/** The person's own sides. */
export const SIDES = ["left", "right"];
