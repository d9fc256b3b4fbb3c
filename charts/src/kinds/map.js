// The world, each country filled by its number: hatched where there is none, pale where few papers are.

import { geo } from "@observablehq/plot";
import { geoEqualEarth, geoPath } from "d3-geo";
import { belongs, classes } from "../classes.js";
import { key, swatchSample } from "../key.js";
import { axisLabel, showsPercent, writer } from "../numbers.js";
import { TEXT, drawn } from "../plot.js";
import { pointsOf } from "../read_table.js";
import { hatching, svg } from "../svg.js";
import { wrapped } from "../text_width.js";

// countries that take less than this, in square pixels, are drawn as dots
const DOT = 10;
const SMALL_DASH = "2,1.5";

/** @param options {code, x, unit}: `code` names the column whose values are ISO 3166-1 alpha-2 */
export function draw(table, options, { width, words, language }) {
  const { code, x, unit } = options;
  const points = pointsOf(table, { label: code, number: x });
  const hatch = hatching();
  const steps = classes(points.map(({ value }) => value)).map((step) => ({ ...step, ...paint(step) }));
  const projection = geoEqualEarth().rotate([-11, 0]);
  const height = Math.round(width * 0.47);
  projection.fitExtent([[1, 1], [width - 1, height - 1]], { type: "FeatureCollection", features: geography().land });
  const chart = drawn({ width, height, margin: 0, projection, marks: countries(points, { projection, steps, hatch, width }) });
  chart.prepend(hatch.definition);
  const write = writer({ percent: showsPercent(points), language });
  return [
    chart,
    paragraph(axisLabel(table.columns[x], unit), width, 600),
    key(entries({ points, steps, hatch, words, write }), width),
    paragraph(words.map_note ?? "", width, 400),
  ];
}

function geography() {
  if (!window.detenteGeography) throw new Error("a map needs map.js in its page");
  return window.detenteGeography;
}

function paint({ level, negative }) {
  return { fill: negative ? "var(--contradicts)" : "var(--accent)", opacity: 0.18 + 0.82 * level };
}

/** Marks of all land: first what has no number, then each class, then dots over all. */
function countries(points, { projection, steps, hatch, width }) {
  const { land, dots } = geography();
  const byCode = new Map(points.map((point) => [point.code, point]));
  const path = geoPath(projection);
  const shaped = land.map((shape) => ({ shape, point: byCode.get(shape.id) }));
  const tiny = shaped.filter(({ shape }) => path.area(shape) < DOT)
    .map(({ shape, point }) => ({ point, shape: { type: "Point", coordinates: projection.invert(path.centroid(shape)) } }));
  const single = dots.map((shape) => ({ shape, point: byCode.get(shape.id) }));
  const coastline = { stroke: "var(--paper)", strokeWidth: 0.6 };
  const ring = { stroke: "currentColor", strokeWidth: 0.8, r: width < 520 ? 2.6 : 3.6 };
  return [
    painted(shaped, { steps, hatch, outline: coastline }),
    painted([...tiny, ...single].filter(({ point }) => point), { steps, hatch, outline: ring }),
  ];
}

function painted(places, { steps, hatch, outline }) {
  const options = { ...outline, geometry: "shape", title: ({ point }) => (point ? told(point) : null) };
  const known = ({ point }) => point && Number.isFinite(point.value);
  return [
    geo(places.filter((place) => !known(place)), { ...options, fill: hatch.fill }),
    // what is transparent shows the paper, not a neighbour's dot
    geo(places.filter(known), { ...outline, geometry: "shape", fill: "var(--paper)" }),
    steps.flatMap((step) => {
      const members = places.filter((place) => known(place) && belongs(place.point.value, step));
      return [
        geo(members.filter(({ point }) => !point.small), { ...options, fill: step.fill, fillOpacity: step.opacity }),
        geo(members.filter(({ point }) => point.small), {
          ...options, fill: step.fill, fillOpacity: step.opacity / 2,
          stroke: "currentColor", strokeWidth: 0.8, strokeDasharray: SMALL_DASH,
        }),
      ];
    }),
  ];
}

function told({ name, text, interval }) {
  return `${name}: ${`${text} ${interval}`.trim()}`;
}

function paragraph(text, width, weight) {
  if (!text) return svg("svg", { width, height: 0 });
  const lines = wrapped(text, width);
  const written = lines.map((line, index) => svg("text", { y: 16 + index * 18, "font-weight": weight }, line));
  return svg("svg", { width, height: lines.length * 18 + 4, "font-size": TEXT, fill: "currentColor" }, ...written);
}

function entries({ points, steps, hatch, words, write }) {
  const between = ({ from, to, negative }) => {
    const [low, high] = negative ? [-to, -from] : [from, to];
    return low === high ? write(low) : `${write(low)} – ${write(high)}`;
  };
  const small = swatchSample("var(--accent)", 0.3);
  small.setAttribute("stroke", "currentColor");
  small.setAttribute("stroke-dasharray", SMALL_DASH);
  return [
    ...steps
      .filter((step) => points.some(({ value }) => belongs(value, step)))
      .map((step) => ({ sample: swatchSample(step.fill, step.opacity), text: between(step) })),
    { sample: swatchSample(hatch.fill), text: words.missing },
    ...(points.some(({ small: few }) => few) ? [{ sample: small, text: words.small }] : []),
  ];
}
