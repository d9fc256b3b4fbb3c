// Rows of categories: their names left of the plot, or above each row where there is little room.

import { text } from "@observablehq/plot";
import { shortened, textWidth, widest } from "./text_width.js";

const ROW = 26;
const ROW_WITH_NAME_ABOVE = 40;
const NARROW = 520;
const TALL = 16;
const FOOT = 26;
// what is written over lines of the grid stands on paper
const HALO = { stroke: "var(--paper)", strokeWidth: 4, strokeOpacity: 0.85 };

/** Frame and texts of a plot whose rows are points of {index, name, value, text, interval}. */
export function categories(points, { width, numbers = true }) {
  const narrow = width < NARROW;
  const tall = points.length > TALL;
  const columns = numbers ? numberColumns(points) : { number: 0, interval: 0, all: 0 };
  const marginLeft = narrow
    ? 8
    : Math.min(widest(points.map(({ name }) => name)) + 12, width * 0.34);
  const marginRight = narrow ? 22 : Math.max(22, Math.min(columns.all + 14, width * 0.36));
  const marginTop = tall ? 22 : 6;
  const inner = width - marginLeft - marginRight;
  const above = narrow ? -10 : 0;
  const known = points.filter(({ value }) => Number.isFinite(value));
  const room = ({ text: written }) =>
    narrow ? width - 14 - columns.interval - textWidth(written ?? "") * 1.08 : marginLeft - 8;
  const right = { y: "index", frameAnchor: "right", textAnchor: "end", dy: above, ...HALO };
  const edge = marginRight - 2;
  return {
    narrow,
    tall,
    inner,
    ticks: Math.max(2, Math.round(inner / 130)),
    below: narrow ? 9 : 0,
    inset: narrow ? 19 : 5,
    frame: {
      width,
      marginLeft,
      marginRight,
      marginTop,
      marginBottom: FOOT,
      height: points.length * (narrow ? ROW_WITH_NAME_ABOVE : ROW) + marginTop + FOOT,
      y: { type: "band", domain: points.map(({ index }) => index), padding: 0, axis: null },
    },
    names: () =>
      text(points, {
        y: "index",
        text: (point) => shortened(point.name, room(point)),
        frameAnchor: "left",
        textAnchor: narrow ? "start" : "end",
        dx: -8,
        dy: above,
        fill: "currentColor",
        ...HALO,
      }),
    // a number never stands without its interval, where it has one
    numbers: () => [
      text(known, {
        ...right,
        text: "text",
        dx: edge - columns.interval,
        fill: "currentColor",
        fontWeight: 600,
      }),
      text(known, { ...right, text: "interval", dx: edge, fill: "var(--muted)" }),
    ],
    missing: (words) =>
      text(
        points.filter(({ value }) => !Number.isFinite(value)),
        {
          y: "index",
          text: () => `– ${words.missing ?? ""}`,
          frameAnchor: "left",
          textAnchor: "start",
          dx: 4,
          dy: narrow ? 9 : 0,
          fill: "var(--muted)",
          ...HALO,
        },
      ),
  };
}

function numberColumns(points) {
  const number = widest(points.map(({ text: written }) => written)) * 1.08;
  const interval = widest(points.map((point) => point.interval));
  const gap = interval ? 10 : 0;
  return { interval: interval + gap, all: number + interval + gap };
}
