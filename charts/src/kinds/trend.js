// Estimates over years: a line in the band of its interval for each series.

import {
  areaY,
  axisX,
  axisY,
  dot,
  gridY,
  lineY,
  pointer,
  ruleX,
  ruleY,
  text,
  tip,
} from "@observablehq/plot";
import { SMALL, dotSample, key, usualEntries } from "../key.js";
import { axisLabel, extent, intervals, showsPercent, writer } from "../numbers.js";
import { axisTitle } from "../paragraph.js";
import { AXIS, GRID, TIP, drawn } from "../plot.js";
import { cellOf, pointsOf } from "../read_table.js";
import { seriesOf, spread } from "../series.js";
import { svg } from "../svg.js";
import { shortened, widest } from "../text_width.js";

const NAME = 15;

export const numbers = ({ y }) => [y];

/** @param options {x, y, series, unit, zero} */
export function draw(table, options, { width, words, language }) {
  const points = pointsOf(table, { label: options.x, number: options.y }).map((point, index) => ({
    ...point,
    year: yearOf(point),
    series: options.series ? cellOf(table.rows[index], options.series).text : point.series,
  }));
  const series = seriesOf(points).map((line) => ({
    ...line,
    points: withGaps(line.points, points),
  }));
  const size = dotSize(points, width);
  const direct = series.length > 1 && width >= 520;
  const write = writer({ percent: showsPercent(points), language });
  const ends = extent(points.flatMap(({ value, low, high }) => [value, low, high])) ?? [0, 1];
  const right = direct
    ? Math.min(widest(series.map(({ name }) => name)) * 1.2 + 14, width * 0.3)
    : 20;
  const chart = drawn({
    width,
    height: Math.round(Math.min(380, Math.max(230, width * 0.48))),
    marginTop: 12,
    marginRight: right,
    marginBottom: 30,
    marginLeft: Math.max(34, widest(ends.map(write)) + 14),
    x: { type: "linear", domain: extent(points.map(({ year }) => year)) },
    y: { domain: options.zero ? extent([0, ...ends]) : ends, nice: true },
    marks: [
      gridY({ ...GRID, ticks: 5 }),
      axisX({
        ...AXIS,
        label: null,
        ticks: years(points, width),
        tickFormat: String,
        tickPadding: 8,
      }),
      axisY({ ...AXIS, ticks: 5, tickFormat: write, label: null }),
      ends[0] < 0 && ends[1] > 0 ? ruleY([0], { stroke: "var(--muted)" }) : null,
      series.map((line) => lines(line, ends, size)),
      absent(series),
      tip(
        points.filter(({ value }) => Number.isFinite(value)),
        pointer({ x: "year", y: "value", title: (point) => sentence(point), ...TIP }),
      ),
    ],
  });
  if (direct) chart.append(...namesAtEnds(chart, series, right));
  const label = axisLabel(table.columns[options.y], options.unit);
  return [axisTitle(label, width), chart, key(entries({ series, words, direct }), width)];
}

function years(points, width) {
  const all = [...new Set(points.map(({ year }) => year))].sort((a, b) => a - b);
  const step = Math.ceil(all.length / Math.max(2, Math.floor(width / 64)));
  return all.filter((_, index) => (all.length - 1 - index) % step === 0);
}

function lines({ points, looks: { shape, color, dash } }, ends, size) {
  const marker = { x: "year", y: "value", symbol: shape, stroke: color, strokeWidth: 1.5 };
  return [
    areaY(banded(points, ends), {
      x: "year",
      y1: "from",
      y2: "to",
      fill: color,
      fillOpacity: 0.16,
    }),
    lineY(points, { x: "year", y: "value", stroke: color, strokeWidth: 2, strokeDasharray: dash }),
    // a year between two without numbers has no area: its interval is a line
    ruleX(intervals(alone(points), ends), {
      x: "year",
      y1: "from",
      y2: "to",
      stroke: color,
      strokeWidth: 2,
      strokeOpacity: 0.5,
    }),
    dot(
      points.filter(({ small }) => !small),
      { ...marker, r: size, fill: color },
    ),
    dot(
      points.filter(({ small }) => small),
      { ...marker, r: size + 0.4, fill: "var(--paper)", strokeOpacity: SMALL },
    ),
  ];
}

function yearOf({ code, name }) {
  const year = Number(code ?? NaN);
  if (!Number.isFinite(year)) throw new Error(`a trend is over years, and "${name}" is none`);
  return year;
}

/** A line's points by year, with those that the table has no row for as not known. */
export function withGaps(line, all) {
  const years = [...new Set(all.map(({ year }) => year))].sort((a, b) => a - b);
  const step = Math.min(...years.slice(1).map((year, index) => year - years[index]));
  const points = [...line].sort((a, b) => a.year - b.year);
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    const gap = before && point.year - before.year > step;
    return gap ? [{ ...unknown, series: point.series, year: before.year + step }, point] : [point];
  });
}

const unknown = { value: NaN, low: NaN, high: NaN, small: false };

// smaller where years are close
function dotSize(points, width) {
  const years = new Set(points.map(({ year }) => year)).size;
  return Math.max(1.6, Math.min(3, (width / years) * 0.2));
}

function alone(points) {
  const known = (point) => point !== undefined && Number.isFinite(point.value);
  return points.filter(
    (point, index) => known(point) && !known(points[index - 1]) && !known(points[index + 1]),
  );
}

// the gaps stay, so that a band is not drawn over years that have no number
function banded(points, ends) {
  return points.map((point) => intervals([point], ends)[0] ?? { ...point, from: NaN, to: NaN });
}

/** A dash at the foot of the plot for each year of a series that has no number. */
function absent(series) {
  return series.map(({ points, looks }, index) =>
    text(
      points.filter(({ value }) => !Number.isFinite(value)),
      {
        x: "year",
        text: () => "–",
        frameAnchor: "bottom",
        dy: -4 - index * 9,
        fill: looks.color,
        fontWeight: 600,
      },
    ),
  );
}

function namesAtEnds(chart, series, room) {
  const [x, y] = [chart.scale("x"), chart.scale("y")];
  const [bottom, top] = y.range;
  const last = series.map(({ points }) => points.findLast(({ value }) => Number.isFinite(value)));
  const heights = spread(
    last.map((point) => (point ? y.apply(point.value) : bottom)),
    { step: NAME, top, bottom },
  );
  return series.map(({ name, looks }, index) =>
    svg(
      "text",
      {
        x: x.range[1] + 10,
        y: heights[index],
        dy: "0.32em",
        "text-anchor": "start",
        fill: looks.color,
        "font-weight": 600,
      },
      shortened(name, room - 12),
    ),
  );
}

function sentence({ series, name, text: number, interval, small }) {
  return [series, `${name}: ${`${number} ${interval}`.trim()}${small ? " ○" : ""}`]
    .filter(Boolean)
    .join("\n");
}

function entries({ series, words, direct }) {
  const points = series.flatMap((line) => line.points);
  const [{ looks }] = series;
  const plain = series.length > 1 ? { ...looks, color: "currentColor" } : looks;
  const named = series.length > 1 && !direct;
  return [
    ...(named ? series.map((line) => ({ sample: dotSample(line.looks), text: line.name })) : []),
    ...usualEntries(points, words, plain),
  ];
}
