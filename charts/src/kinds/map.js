// The world, each country filled by its number: hatched where there is none, pale where few papers are.

import { geo } from "@observablehq/plot";
import { geoEqualEarth, geoPath } from "d3-geo";
import { belongs, classes } from "../classes.js";
import { key, swatchSample } from "../key.js";
import { axisLabel, showsPercent, writer } from "../numbers.js";
import { paragraph } from "../paragraph.js";
import { drawn } from "../plot.js";
import { pointsOf } from "../read_table.js";
import { hatching } from "../svg.js";

// countries that take less than this, in square pixels, are drawn as dots; fewer where dots would touch
const DOT = 10;
const DOT_WHERE_NARROW = 3;
const NARROW = 520;
const SMALL_DASH = "2,1.5";

export const numbers = ({ x }) => [x];

/**
 * @param options {code, x, unit, subject, counted_with}: `code` names the column whose values are ISO
 *   3166-1 alpha-2; `subject`, {code, name}, is the country that the numbers of the others are about;
 *   `counted_with`, {code: code}, says which countries another one's number includes
 */
export function draw(table, options, { width, words, language }) {
  const { code, x, unit, subject } = options;
  const included = options.counted_with ?? {};
  const points = pointsOf(table, { label: code, number: x });
  const hatch = hatching();
  const steps = classes(points.map(({ value }) => value)).map((step) => ({
    ...step,
    ...paint(step),
  }));
  const projection = geoEqualEarth().rotate([-11, 0]);
  const height = Math.round(width * 0.47);
  projection.fitExtent(
    [
      [1, 1],
      [width - 1, height - 1],
    ],
    { type: "FeatureCollection", features: geography().land },
  );
  const chart = drawn({
    width,
    height,
    margin: 0,
    projection,
    marks: countries(points, { projection, steps, hatch, width, subject, included }),
  });
  chart.prepend(hatch.definition);
  const write = writer({ percent: showsPercent(points), language });
  return [
    chart,
    paragraph(axisLabel(table.columns[x], unit), width, { weight: 600 }),
    key(entries({ points, steps, hatch, words, write, subject }), width),
    paragraph(offMap(points, { words, subject, included }), width),
    paragraph(words.map_note, width, { color: "var(--muted)" }),
  ];
}

/** Rows that have a number and no place: said, since nobody would miss them on the map. */
function offMap(points, { words, subject, included }) {
  const { land, dots } = geography();
  const placed = new Set([...land, ...dots].map(({ id }) => id));
  const drawnAs = new Set([subject?.code, ...Object.values(included)]);
  const lost = points.filter(
    ({ code, value }) => Number.isFinite(value) && !placed.has(code) && !drawnAs.has(code),
  );
  return lost.length ? `${words.off_map}: ${lost.map(({ name }) => name).join(", ")}` : "";
}

function geography() {
  if (!window.detenteGeography) throw new Error("a map needs map.js in its page");
  return window.detenteGeography;
}

function paint({ level, negative }) {
  return { fill: negative ? "var(--contradicts)" : "var(--accent)", opacity: 0.24 + 0.76 * level };
}

/** Marks of all land: first what has no number, then each class, then dots over all. */
function countries(points, { projection, steps, hatch, width, subject, included }) {
  const { land, dots } = geography();
  const byCode = new Map(points.map((point) => [point.code, point]));
  const path = geoPath(projection);
  const pointOf = ({ id }) => byCode.get(id) ?? byCode.get(included[id]);
  const shaped = land.map((shape) => ({ shape, point: pointOf(shape) }));
  const tiny = shaped
    .filter(({ shape }) => path.area(shape) < (width < NARROW ? DOT_WHERE_NARROW : DOT))
    .map(({ shape, point }) => ({
      point,
      shape: { type: "Point", coordinates: projection.invert(path.centroid(shape)) },
    }));
  const single = dots.map((shape) => ({ shape, point: pointOf(shape) }));
  const coastline = { stroke: "var(--paper)", strokeWidth: 0.6 };
  const ring = { stroke: "currentColor", strokeWidth: 0.8, r: width < NARROW ? 2.2 : 3.6 };
  return [
    painted(shaped, { steps, hatch, outline: coastline }),
    subject &&
      geo(
        [...land, ...dots].filter(({ id }) => (included[id] ?? id) === subject.code),
        { ...coastline, fill: "currentColor", r: ring.r },
      ),
    painted(
      [...tiny, ...single].filter(({ point }) => point),
      { steps, hatch, outline: ring },
    ),
  ];
}

function painted(places, { steps, hatch, outline }) {
  const options = {
    ...outline,
    geometry: "shape",
    title: ({ point }) => (point ? told(point) : null),
  };
  const known = ({ point }) => point && Number.isFinite(point.value);
  return [
    geo(
      places.filter((place) => !known(place)),
      { ...options, fill: hatch.fill, stroke: "var(--no-data)", strokeWidth: 0.5 },
    ),
    // what is transparent shows the paper, not a neighbour's dot
    geo(places.filter(known), { ...outline, geometry: "shape", fill: "var(--paper)" }),
    steps.flatMap((step) => {
      const members = places.filter((place) => known(place) && belongs(place.point.value, step));
      return [
        geo(
          members.filter(({ point }) => !point.small),
          { ...options, fill: step.fill, fillOpacity: step.opacity },
        ),
        geo(
          members.filter(({ point }) => point.small),
          {
            ...options,
            fill: step.fill,
            fillOpacity: step.opacity / 2,
            stroke: "var(--muted)",
            strokeWidth: 0.9,
            strokeDasharray: SMALL_DASH,
          },
        ),
      ];
    }),
  ];
}

function told({ name, text, interval }) {
  return `${name}: ${`${text} ${interval}`.trim()}`;
}

function short(number) {
  return Number(number.toPrecision(3));
}

function entries({ points, steps, hatch, words, write, subject }) {
  // of whole numbers the next class's first is not this one's last
  const whole = points.every(({ value }) => !Number.isFinite(value) || Number.isInteger(value));
  const between = ({ from, to, last, negative }) => {
    const end = whole && !last ? Math.ceil(to) - 1 : to;
    const [low, high] = negative ? [-end, -from] : [from, end];
    const [first, final] = [low, high].map((number) => write(whole ? number : short(number)));
    return first === final ? first : `${first} – ${final}`;
  };
  const small = swatchSample("var(--accent)", 0.3);
  small.setAttribute("stroke-dasharray", SMALL_DASH);
  return [
    ...steps
      .filter((step) => points.some(({ value }) => belongs(value, step)))
      .map((step) => ({ sample: swatchSample(step.fill, step.opacity), text: between(step) })),
    { sample: swatchSample(hatch.fill), text: words.missing },
    ...(subject ? [{ sample: swatchSample("currentColor"), text: subject.name }] : []),
    ...(points.some(({ small: few }) => few) ? [{ sample: small, text: words.small }] : []),
  ];
}
