// Rows of categories: their names left of the plot, or above each row where there is little room.

import { text } from "@observablehq/plot";
import { shortened, widest } from "./text_width.js";

const ROW = 26;
const ROW_WITH_NAME_ABOVE = 40;
const NARROW = 520;
const TALL = 16;
const FOOT = 42;

/** Frame and texts of a plot whose rows are points of {index, name, value}. */
export function categories(points, { width, numbers }) {
  const narrow = width < NARROW;
  const tall = points.length > TALL;
  const row = narrow ? ROW_WITH_NAME_ABOVE : ROW;
  const marginLeft = narrow ? 4 : Math.min(widest(points.map(({ name }) => name)) + 14, width * 0.34);
  const marginRight = narrow ? 8 : Math.min(widest(numbers) + 16, width * 0.3);
  const marginTop = tall ? 44 : 10;
  const above = narrow ? -10 : 0;
  const known = points.filter(({ value }) => Number.isFinite(value));
  return {
    narrow, tall,
    below: narrow ? 9 : 0,
    inset: narrow ? 19 : 5,
    frame: {
      width, marginLeft, marginRight, marginTop, marginBottom: FOOT,
      height: points.length * row + marginTop + FOOT,
      y: { type: "band", domain: points.map(({ index }) => index), padding: 0, axis: null },
    },
    names: () => text(points, {
      y: "index",
      text: ({ name }) => shortened(name, narrow ? width * 0.5 : marginLeft - 10),
      frameAnchor: "left", textAnchor: narrow ? "start" : "end", dx: narrow ? 0 : -8, dy: above,
      fill: "currentColor",
    }),
    numbers: (written) => text(known, {
      y: "index", text: written,
      frameAnchor: "right", textAnchor: "end", dx: narrow ? 0 : marginRight - 2, dy: above,
      fill: "var(--muted)",
    }),
    missing: (words) => text(points.filter(({ value }) => !Number.isFinite(value)), {
      y: "index", text: () => `– ${words.missing ?? ""}`,
      frameAnchor: "left", textAnchor: "start", dx: 4, dy: narrow ? 9 : 0, fill: "var(--muted)",
    }),
  };
}
