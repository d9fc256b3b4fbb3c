// One bar a category, for numbers that are counted and so have no interval.

import { axisX, barX, gridX, pointerY, text, tip } from "@observablehq/plot";
import { SMALL, key, swatchSample, wordSample } from "../key.js";
import { axisLabel, extent, showsPercent, writer } from "../numbers.js";
import { axisTitle } from "../paragraph.js";
import { AXIS, GRID, TIP, drawn } from "../plot.js";
import { pointsOf } from "../read_table.js";
import { categories } from "../rows.js";
import { hatching } from "../svg.js";

export const numbers = ({ x }) => [x];

/** @param options {y, x, unit} */
export function draw(table, options, { width, words, language }) {
  const points = pointsOf(table, { label: options.y, number: options.x });
  const rows = categories(points, { width });
  const hatch = hatching("var(--accent)", 3);
  const [least, greatest] = extent([0, ...points.map(({ value }) => value)]);
  const known = points.filter(({ value }) => Number.isFinite(value));
  const bar = { y: "index", x: "value", insetTop: rows.inset, insetBottom: 5 };
  const chart = drawn({
    ...rows.frame,
    x: { domain: [least, greatest || 1], nice: true },
    marks: [
      gridX({ ...GRID, ticks: rows.ticks }),
      axisX({
        ...AXIS,
        ticks: rows.ticks,
        anchor: "bottom",
        label: null,
        tickFormat: writer({ percent: showsPercent(points), language }),
      }),
      barX(
        known.filter(({ small }) => !small),
        { ...bar, fill: "var(--accent)" },
      ),
      barX(
        known.filter(({ small }) => small),
        { ...bar, fill: hatch.fill, fillOpacity: SMALL, stroke: "var(--accent)" },
      ),
      rows.names(),
      rows.numbers(),
      rows.missing(words),
      tip(
        known,
        pointerY({
          y: "index",
          x: "value",
          title: ({ name, text: number }) => `${name}\n${number}`,
          ...TIP,
        }),
      ),
    ],
  });
  chart.prepend(hatch.definition);
  const label = axisLabel(table.columns[options.x], options.unit);
  return [axisTitle(label, width), chart, key(entries(points, words, hatch), width)];
}

function entries(points, words, hatch) {
  return [
    points.some(({ small, value }) => small && Number.isFinite(value)) && {
      sample: swatchSample(hatch.fill, SMALL),
      text: words.small,
    },
    points.some(({ value }) => !Number.isFinite(value)) && {
      sample: wordSample("–"),
      text: words.missing,
    },
  ].filter(Boolean);
}
