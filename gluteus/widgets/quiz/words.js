export const points = (number) => `${Number(number.toFixed(2))} ${number === 1 ? "point" : "points"}`;
export const questionCount = (number) => `${number} ${number === 1 ? "question" : "questions"}`;
export const isAnswered = (answer) => answer !== undefined && answer !== null;
export const VERDICTS = {
  right: "Right",
  partly: "Partly right",
  wrong: "Not right",
  unanswered: "Not answered",
};
