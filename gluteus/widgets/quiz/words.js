export const points = (number) => `${amount(number)} ${number === 1 ? "point" : "points"}`;
export const amount = (number) => Number(number.toFixed(2));
export const questionCount = (number) => `${number} ${number === 1 ? "question" : "questions"}`;
export const isAnswered = (answer) => answer !== undefined && answer !== null;
export const onTry = (tries) => {
  if (tries === 1) return "";
  return tries === 2 ? " on the second try" : ` on try ${tries}`;
};
