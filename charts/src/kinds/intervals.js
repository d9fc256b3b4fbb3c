// One row a category: a dot for the estimate and a line for its interval.

import { axisX, dot, gridX, pointerY, ruleX, ruleY, tip } from "@observablehq/plot";
import { symbolTriangle } from "d3-shape";
import { SMALL, dotSample, key, usualEntries, wordSample } from "../key.js";
import { axisLabel, extent, intervals, showsPercent, ticksOn, writer } from "../numbers.js";
import { axisTitle } from "../paragraph.js";
import { AXIS, GRID, TIP, drawn } from "../plot.js";
import { pointsOf } from "../read_table.js";
import { categories } from "../rows.js";
import { PLAIN, byLooks, present } from "../verdicts.js";

export const numbers = ({ x }) => [x];

/** @param options {y, x, unit, zero, margin, log} */
export function draw(table, options, { width, words, language }) {
  const points = pointsOf(table, { label: options.y, number: options.x });
  const rows = categories(points, { width });
  const domain = domainOf(points, options);
  const chart = drawn({
    ...rows.frame,
    x: { type: options.log ? "log" : "linear", domain, nice: !options.log },
    marks: [
      axes({ points, language, rows, ticks: ticksOn(domain, rows.ticks, options.log) }),
      Number.isFinite(options.margin)
        ? ruleX([options.margin], { stroke: "currentColor", strokeDasharray: "4,3" })
        : null,
      rows.names(),
      rows.numbers(),
      rows.missing(words),
      byLooks(points).flatMap(([looks, members]) =>
        estimates(members, { looks, domain, below: rows.below }),
      ),
      tip(
        points.filter(({ value }) => Number.isFinite(value)),
        pointerY({
          x: "value",
          y: "index",
          title: (point) => `${point.name}\n${numberOf(point)}`,
          ...TIP,
        }),
      ),
    ],
  });
  const label = axisLabel(table.columns[options.x], options.unit);
  return [axisTitle(label, width), chart, key(entries(points, { words, domain }), width)];
}

function numberOf({ text, interval }) {
  return `${text} ${interval}`.trim();
}

function domainOf(points, { zero, margin, log }) {
  const ends = points.flatMap(({ value, low, high }) => [value, low, high]);
  const wanted = log
    ? ends.filter((end) => end > 0)
    : [...ends, ...(zero ? [0] : []), margin ?? NaN];
  const [least, greatest] = extent(wanted) ?? [0, 1];
  if (least < greatest) return [least, greatest];
  return log ? [least / 2, greatest * 2] : [least - 1, greatest + 1];
}

function axes({ points, language, rows, ticks }) {
  const tickFormat = writer({ percent: showsPercent(points), language });
  const axis = { ...AXIS, ticks, tickFormat, label: null };
  return [
    gridX({ ...GRID, ticks }),
    axisX({ ...axis, anchor: "bottom" }),
    rows.tall ? axisX({ ...axis, anchor: "top" }) : null,
  ];
}

// what lies off a logarithmic scale, as a zero does, is drawn at its end and told by its number
function estimates(points, { looks, domain: [least, greatest], below }) {
  const within = (number) => Math.min(greatest, Math.max(least, number));
  const known = points.filter(({ value }) => Number.isFinite(value));
  const measured = intervals(known, [least, greatest]);
  const place = { y: "index", dy: below, stroke: looks.color };
  const shape = {
    ...place,
    x: ({ value }) => within(value),
    symbol: looks.shape,
    strokeWidth: 1.5,
  };
  const arrow = { ...place, symbol: symbolTriangle, r: 3.5, fill: looks.color };
  return [
    ruleY(measured, {
      ...place,
      x1: "from",
      x2: "to",
      strokeWidth: 2,
      strokeOpacity: ({ small }) => (small ? SMALL : 1),
    }),
    dot(
      measured.filter(({ beyond }) => beyond),
      { ...arrow, x: "to", rotate: 90 },
    ),
    dot(
      measured.filter(({ before }) => before),
      { ...arrow, x: "from", rotate: -90 },
    ),
    dot(
      known.filter(({ small }) => !small),
      { ...shape, r: 4.5, fill: looks.color },
    ),
    dot(
      known.filter(({ small }) => small),
      { ...shape, r: 4, fill: "var(--paper)", strokeOpacity: SMALL },
    ),
  ];
}

function entries(points, { words, domain }) {
  const answers = present(points).filter(({ code }) => code !== "N");
  return [
    ...answers.map((looks) => ({ sample: dotSample(looks), text: words[looks.word] })),
    ...usualEntries(points, words, answers.length ? { ...PLAIN, color: "currentColor" } : PLAIN),
    ...(intervals(points, domain).some(({ before, beyond }) => before || beyond)
      ? [{ sample: wordSample("▶"), text: words.beyond }]
      : []),
  ];
}
