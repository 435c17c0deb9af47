/**
 * Reads a number as people type it: with a decimal comma, a minus sign from a text, or the unit.
 *
 * Gives null for nothing and NaN for what is no number, or may be two: 1,300 is a thousand and more to some, 1.3 to
 * others.
 */
export function readNumber(typed, unit) {
  let text = typed.normalize("NFKC").replaceAll("\u2212", "-").trim();
  if (text === "") return null;
  const suffix = unit.normalize("NFKC").toLowerCase();
  if (suffix && text.toLowerCase().endsWith(suffix)) text = text.slice(0, -suffix.length);
  text = text.replaceAll(/\s/g, "");
  if (!/^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i.test(text)) return Number.NaN;
  if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(text)) return Number.NaN;
  const number = Number(text.replace(",", "."));
  return Number.isFinite(number) ? number + 0 : Number.NaN;
}
