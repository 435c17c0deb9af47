import { literal } from "./literal.js";

/** The released notebook with answers, as gluteus.quiz.notebook.fill writes it. */
export function fill(released, answers) {
  return Object.entries(answers).reduce((text, [id, answer]) => {
    if (answer === null) return text;
    const [before, after, ...more] = text.split(JSON.stringify(`${id} = None\n`));
    if (after === undefined || more.length > 0)
      throw new Error(`The notebook has no one answer cell for ${id}.`);
    return before + JSON.stringify(`${id} = ${literal(answer)}`) + after;
  }, released);
}
