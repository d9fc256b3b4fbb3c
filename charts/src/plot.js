// Observable Plot as the pages need it: fonts and colours of the page, and no style element.

import { plot } from "@observablehq/plot";
import { svg } from "./svg.js";

export const TEXT = 12;

/** A plot that inherits the page's font; its scales are at `plot.scale`. */
export function drawn(options) {
  const chart = plot({ className: "plot", ...options });
  // the page's policy allows no style but its own files': the rules stand in charts.css
  chart.querySelectorAll("style").forEach((style) => style.remove());
  // names of marks, as "rule", are for no reader, and groups without a role may have none
  chart.querySelectorAll("[aria-label]").forEach((mark) => mark.removeAttribute("aria-label"));
  chart.setAttribute("font-size", TEXT);
  chart.removeAttribute("font-family");
  chart.setAttribute("overflow", "visible");
  // within another picture only what is painted feels the pointer
  chart.prepend(
    svg("rect", { width: "100%", height: "100%", fill: "none", "pointer-events": "all" }),
  );
  return chart;
}

/** How a tip looks. */
export const TIP = {
  ariaHidden: true,
  fill: "var(--paper)",
  stroke: "var(--muted)",
  fontSize: TEXT,
  lineHeight: 1.25,
  textPadding: 8,
};

export const GRID = { stroke: "var(--line)", strokeOpacity: 1 };

export const AXIS = { color: "var(--muted)", labelArrow: "none", tickSize: 0 };
