// Words above and below a plot, in as many lines as its width needs.

import { TEXT } from "./plot.js";
import { svg } from "./svg.js";
import { wrapped } from "./text_width.js";

const LINE = 18;

/** A text as a part of a picture; no text takes no room. */
export function paragraph(text, width, { weight = 400, color = "currentColor" } = {}) {
  const lines = text ? wrapped(text, width) : [];
  const written = lines.map((line, index) =>
    svg("text", { y: 14 + index * LINE, "font-weight": weight }, line),
  );
  const height = lines.length ? lines.length * LINE + 6 : 0;
  return svg(
    "svg",
    { width, height, "font-size": TEXT, fill: color, overflow: "visible" },
    ...written,
  );
}

/** What an axis measures, above its plot. */
export function axisTitle(text, width) {
  return paragraph(text, width, { color: "var(--muted)" });
}
