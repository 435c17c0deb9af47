// Marks, as gluteus.quiz.marking gives them.

export function closeTo(value, target, tolerance) {
  return Math.abs(value - target) <= tolerance + 1e-9 * Math.max(1, Math.abs(target), tolerance);
}

export function marks(rule, answer) {
  if (answer === null || answer === undefined) return 0;
  if (rule.kind === "choice") return answer === rule.key ? rule.points : 0;
  if (rule.kind === "number") return closeTo(answer, rule.key, rule.tolerance) ? rule.points : 0;
  const right = answer.filter((tick) => rule.key.includes(tick)).length;
  return (rule.points * Math.max(0, right - (answer.length - right))) / rule.key.length;
}
