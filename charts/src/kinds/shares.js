// One bar a category, cut by the share of each answer.

import { axisX, barX, text } from "@observablehq/plot";
import { key, swatchSample, wordSample } from "../key.js";
import { writer } from "../numbers.js";
import { AXIS, drawn } from "../plot.js";
import { cellOf } from "../read_table.js";
import { categories } from "../rows.js";
import { hatching } from "../svg.js";
import { textWidth } from "../text_width.js";
import { VERDICTS } from "../verdicts.js";

const LETTER = 12;

export const numbers = ({ parts }) => parts;

/** @param options {y, parts}: the columns of the shares, in the order of the answers S, C, U, N */
export function draw(table, options, { width, words, language }) {
  const points = table.rows.map((row, index) => pointOf(row, index, options));
  const rows = categories(points, { width, numbers: false });
  const hatch = hatching();
  const looks = VERDICTS.map((verdict) => ({
    ...verdict,
    fill: verdict.code === "N" ? hatch.fill : verdict.color,
  }));
  const write = writer({ percent: true, language });
  const room = rows.inner;
  const ticks = width < 520 ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1];
  const chart = drawn({
    ...rows.frame,
    x: { domain: [0, 1] },
    marks: [
      axisX({ ...AXIS, ticks, tickFormat: write, label: null, anchor: "bottom" }),
      looks.map((verdict, part) => bars({ points, part, verdict, rows, room, write })),
      rows.names(),
      rows.missing(words),
    ],
  });
  chart.prepend(hatch.definition);
  return [chart, key(entries({ points, looks, words }), width)];
}

/** A row's shares of what it has: from counts as from shares; NaN where it has none at all. */
function pointOf(row, index, { y, parts }) {
  const numbers = parts.map((part) => cellOf(row, part).number);
  const total = numbers.reduce((sum, number) => sum + (Number.isFinite(number) ? number : 0), 0);
  const shares = numbers.map((number) => (total && Number.isFinite(number) ? number / total : 0));
  return { index, name: cellOf(row, y).text, shares, value: total || NaN };
}

function bars({ points, part, verdict, rows, room, write }) {
  const cuts = points
    .filter(({ value }) => Number.isFinite(value))
    .map(({ index, shares }) => {
      const start = shares.slice(0, part).reduce((sum, share) => sum + share, 0);
      return { index, share: shares[part], start, end: start + shares[part] };
    })
    .filter(({ share }) => share > 0);
  const told = cuts.filter(({ share }) => share * room > textWidth(write(share), LETTER) + 8);
  return [
    barX(cuts, {
      y: "index",
      x1: "start",
      x2: "end",
      fill: verdict.fill,
      stroke: "var(--paper)",
      strokeWidth: 1,
      insetTop: rows.inset,
      insetBottom: 4,
    }),
    text(told, {
      y: "index",
      x: ({ start, end }) => (start + end) / 2,
      text: ({ share }) => write(Math.round(share * 100) / 100),
      dy: rows.narrow ? 8 : 0,
      fontSize: LETTER,
      fontWeight: 600,
      ...(verdict.code === "N"
        ? { fill: "currentColor", stroke: "var(--paper)", strokeWidth: 4 }
        : { fill: "var(--paper)" }),
    }),
  ];
}

function entries({ points, looks, words }) {
  const shown = looks.filter((_, part) => points.some(({ shares }) => shares[part] > 0));
  return [
    ...shown.map(({ fill, word }) => ({ sample: swatchSample(fill), text: words[word] })),
    ...(points.some(({ value }) => !Number.isFinite(value))
      ? [{ sample: wordSample("–"), text: words.missing }]
      : []),
  ];
}
