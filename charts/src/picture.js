// A chart as one picture with a name.

import { stacked } from "./svg.js";

/** The picture of a chart {draw, table, options} at a width. */
export function picture({ draw, table, options }, width) {
  const setting = {
    width,
    words: options.words ?? {},
    language: document.documentElement.lang || "en",
  };
  const whole = stacked(draw(table, options, setting), width);
  whole.setAttribute("role", "img");
  whole.setAttribute("aria-label", options.title);
  return whole;
}
