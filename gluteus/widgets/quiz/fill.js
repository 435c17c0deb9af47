import { literal } from "./literal.js";
import { arrangement, letter, variant } from "./variants.js";

// What would begin a line of its own when the notebook is written, and what no file can hold.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const LINE_ENDS = /\r\n|[\r\u000b\u000c\u001c-\u001e\u0085\u2028\u2029]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const UNWRITABLE = /[\u0000-\u0008\u000e-\u001f\u007f\ud800-\udfff]/gu;

const fit = (text) => text.replace(LINE_ENDS, "\n").replace(UNWRITABLE, "\ufffd");

/** The prompt of a question as a paper shows it, or nothing where every paper shows the same. */
function promptOn(paper, { id, cell }) {
  if (!cell) return null;
  if (cell.variants) return cell.variants[variant(paper, id, cell.variants.length)];
  const rows = arrangement(paper, id, cell.rows.length).map(
    (home, at) => `- **${letter(at)}**: ${cell.rows[home]}`,
  );
  return cell.before + rows.join("\n") + cell.after;
}

/**
 * The released notebook with answers, as gluteus.quiz.notebook.fill writes it, character for character.
 *
 * With a paper number, it holds that number and the prompts of that paper; `questions` are those of the payload.
 */
export function fill(released, answers, paper = 0, questions = []) {
  const notebook = JSON.parse(released);
  const cells = new Map(notebook.cells.map((cell) => [cell.metadata.nbgrader?.grade_id, cell]));
  function write(id, text) {
    if (!cells.has(id)) throw new Error(`The notebook has no cell ${id}.`);
    // A notebook keeps a text as its lines, each with its end.
    cells.get(id).source = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  }

  if (paper !== 0) {
    write("paper_number", `paper_number = ${paper}`);
    for (const question of questions) {
      const prompt = question.use === "graded" ? promptOn(paper, question) : null;
      if (prompt !== null) write(`${question.id}_prompt`, prompt);
    }
  }
  for (const [id, answer] of Object.entries(answers)) {
    if (answer === null || answer === "") continue;
    const inWords = cells.get(id)?.cell_type === "markdown";
    write(id, inWords ? fit(answer) : `${id} = ${literal(answer)}`);
  }
  return `${JSON.stringify(notebook, null, 1)}\n`;
}
