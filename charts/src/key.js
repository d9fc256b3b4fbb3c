// The key of a chart: what its marks mean, in words, below the picture.

import { symbol } from "d3-shape";
import { TEXT } from "./plot.js";
import { svg } from "./svg.js";
import { textWidth, wrapped } from "./text_width.js";

const LINE = 20;
const SAMPLE = 28;
const GAP = 20;

/** A dot as charts draw it; hollow and pale where few papers stand behind it. */
export function dotSample({ shape, color }, hollow = false) {
  return svg("path", {
    d: symbol(shape, 56)(),
    transform: `translate(${SAMPLE / 2 - 4},-4)`,
    fill: hollow ? "var(--paper)" : color,
    stroke: color,
    "stroke-width": 1.5,
    ...(hollow && { opacity: SMALL }),
  });
}

/** How opaque what rests on few papers is. */
export const SMALL = 0.6;

export function intervalSample(color) {
  return svg(
    "g",
    {},
    svg("line", { x1: 0, x2: SAMPLE - 6, y1: -4, y2: -4, stroke: color, "stroke-width": 2 }),
    svg("circle", { cx: SAMPLE / 2 - 3, cy: -4, r: 3.5, fill: color }),
  );
}

export function swatchSample(fill, opacity = 1) {
  return svg("rect", {
    y: -11,
    width: SAMPLE - 8,
    height: 13,
    fill,
    "fill-opacity": opacity,
    stroke: "var(--muted)",
    "stroke-width": 0.75,
  });
}

export function wordSample(word) {
  return svg("text", { x: SAMPLE / 2 - 4, "text-anchor": "middle", fill: "currentColor" }, word);
}

/** Entries {sample, text} side by side, in as many lines as a width needs. */
export function key(entries, width) {
  const shown = entries.filter(({ text }) => text);
  const picture = svg("svg", {
    width,
    height: 0,
    "font-size": TEXT,
    fill: "currentColor",
    overflow: "visible",
  });
  let left = 0;
  let line = 0;
  for (const { sample, text } of shown) {
    const lines = wrapped(text, width - SAMPLE);
    const taken = SAMPLE + Math.max(...lines.map((part) => textWidth(part)));
    if (left && left + taken > width) [left, line] = [0, line + 1];
    picture.append(entry({ sample, lines }, left, line));
    left += taken + GAP;
    line += lines.length - 1;
  }
  if (shown.length) picture.setAttribute("height", (line + 1) * LINE + 8);
  return picture;
}

function entry({ sample, lines }, left, line) {
  const words = lines.map((part, index) => svg("text", { x: SAMPLE, y: index * LINE }, part));
  return svg("g", { transform: `translate(${left},${line * LINE + 18})` }, sample, ...words);
}

/** What every chart with intervals explains, where it has such marks. */
export function usualEntries(points, words, looks) {
  const has = (test) => points.some(test);
  return [
    has(({ low, high }) => Number.isFinite(low) || Number.isFinite(high)) && {
      sample: intervalSample(looks.color),
      text: words.interval,
    },
    has(({ small, value }) => small && Number.isFinite(value)) && {
      sample: dotSample(looks, true),
      text: words.small,
    },
    has(({ value }) => !Number.isFinite(value)) && { sample: wordSample("–"), text: words.missing },
  ].filter(Boolean);
}
