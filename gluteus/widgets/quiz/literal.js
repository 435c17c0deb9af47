// What Python or a notebook's line splitter could read as something else, lone surrogates included.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const ESCAPED = /[\\"\u0000-\u001f\u007f-\u00a0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]/gu;
const SHORT_ESCAPES = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeCharacter(character) {
  const code = character.charCodeAt(0);
  const hex = code.toString(16);
  return (
    SHORT_ESCAPES[character] ?? (code < 0x100 ? `\\x${hex.padStart(2, "0")}` : `\\u${hex.padStart(4, "0")}`)
  );
}

// As Python's repr of a float, without ".0".
function numberLiteral(number) {
  const [digits, power] = number.toExponential().split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 16) return String(number);
  const size = String(Math.abs(exponent)).padStart(2, "0");
  return `${digits}e${exponent < 0 ? "-" : "+"}${size}`;
}

/** An answer as Python reads it. */
export function literal(answer) {
  if (answer === null || answer === undefined) return "None";
  if (Array.isArray(answer)) return `[${answer.map(literal).join(", ")}]`;
  if (typeof answer === "number") return numberLiteral(answer);
  return `"${answer.replace(ESCAPED, escapeCharacter)}"`;
}
