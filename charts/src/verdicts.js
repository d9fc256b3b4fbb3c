// The four answers of a specification: each has a colour, a shape and a word, never a colour alone.

import { symbolCircle, symbolSquare, symbolTimes, symbolTriangle } from "d3-shape";

export const VERDICTS = [
  { code: "S", word: "supports", shape: symbolCircle, color: "var(--supports)" },
  { code: "C", word: "contradicts", shape: symbolTriangle, color: "var(--contradicts)" },
  { code: "U", word: "undecided", shape: symbolSquare, color: "var(--undecided)" },
  { code: "N", word: "no_data", shape: symbolTimes, color: "var(--no-data)" },
];

/** How what has no answer is drawn. */
export const PLAIN = { code: "", shape: symbolCircle, color: "var(--accent)" };

/** The answers that some of the points have. */
export function present(points) {
  return VERDICTS.filter(({ code }) => points.some(({ verdict }) => verdict === code));
}

/** Points by how they are drawn: [looks, points] of each answer, and of those without one. */
export function byLooks(points) {
  return [PLAIN, ...VERDICTS]
    .map((looks) => [looks, points.filter(({ verdict }) => verdict === looks.code)])
    .filter(([, members]) => members.length);
}
