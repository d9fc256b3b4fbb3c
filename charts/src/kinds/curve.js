// The specification curve: every defensible way to ask, sorted by its answer, above what was chosen.
// After Simonsohn, Simmons and Nelson, Specification curve analysis, Nature Human Behaviour 4, 2020.

import { axisY, dot, gridY, pointerX, rect, ruleX, ruleY, tip } from "@observablehq/plot";
import { symbolTriangle } from "d3-shape";
import { dashboard, lanesOf } from "../dashboard.js";
import { dotSample, intervalSample, key, swatchSample, wordSample } from "../key.js";
import {
  axisLabel,
  extent,
  intervals,
  quantile,
  showsPercent,
  ticksOn,
  writer,
} from "../numbers.js";
import { axisTitle } from "../paragraph.js";
import { AXIS, GRID, TIP, drawn } from "../plot.js";
import { pointsOf } from "../read_table.js";
import { hatching } from "../svg.js";
import { PLAIN, VERDICTS, byLooks, present } from "../verdicts.js";

// the share of interval ends, at either side, that may lie off the picture, and how many times taller
// it would have to be with them
const LONGEST = 0.02;
const WORTH = 1.6;
const FAR_APART = 20;

export const numbers = ({ y }) => [y];

/** @param options {y, options, margin, target, unit, log}: `options` names the columns of what was chosen */
export function draw(table, given, { width, words, language }) {
  const specifications = sorted(
    pointsOf(table, { label: given.options[0] ?? given.y, number: given.y }),
  );
  const options = {
    ...given,
    log: given.log ?? spansScales(specifications.filter(answers), given),
  };
  const lanes = lanesOf(table, { specifications, columns: options.options, words });
  const frame = { width, ...lanes.margins(width), ranks: [-1, specifications.length] };
  const write = writer({ percent: showsPercent(specifications), language });
  const hatch = hatching();
  const domain = scaleOf(specifications.filter(answers), options);
  const upper = estimates(specifications, { options, frame, write, words, hatch, domain });
  upper.prepend(hatch.definition);
  return [
    axisTitle(axisLabel(table.columns[options.y], options.unit), width),
    upper,
    dashboard(lanes, frame),
    key(entries(specifications, { options, words, hatch, domain }), width),
  ];
}

/** By estimate, each with its rank; those that give no answer last, whatever they estimate. */
export function sorted(points) {
  const answering = points.filter(answers).sort((a, b) => a.value - b.value);
  const silent = points.filter((point) => !answers(point));
  return [...answering, ...silent].map((point, rank) => ({ ...point, rank }));
}

function answers({ value, verdict }) {
  return Number.isFinite(value) && verdict !== "N";
}

function estimates(specifications, { options, frame, write, words, hatch, domain }) {
  const known = specifications.filter(answers);
  const { width, marginLeft, marginRight, ranks } = frame;
  const step = (width - marginLeft - marginRight) / (ranks[1] - ranks[0]);
  const ticks = ticksOn(domain, 6, options.log);
  const line = { stroke: "currentColor", strokeWidth: 1.5, strokeDasharray: "5,3" };
  return drawn({
    width,
    marginLeft,
    marginRight,
    marginTop: 10,
    marginBottom: 10,
    height: width < 520 ? 250 : 320,
    x: { type: "linear", domain: ranks, axis: null },
    y: { type: options.log ? "log" : "linear", domain },
    marks: [
      target(options.target, { ranks, domain }),
      gridY({ ...GRID, ticks }),
      axisY({ ...AXIS, ticks, tickFormat: write, label: null }),
      silence(specifications.length - known.length, { ranks, hatch, domain }),
      byLooks(known).flatMap(([looks, members]) => drawnAs(looks, members, { step, domain })),
      Number.isFinite(options.margin) ? ruleY([options.margin], line) : null,
      tip(
        known,
        pointerX({ x: "rank", y: "value", title: (point) => sentence(point, words), ...TIP }),
      ),
    ],
  });
}

/** Whether numbers are all above zero and so far apart that the small ones need a logarithmic scale. */
export function spansScales(known, { margin, target: ends }) {
  const values = extent(known.map(({ value }) => value));
  if (!values) return false;
  const all = known.flatMap(({ value, low, high }) => [value, low, high]);
  const [least] = extent([...all, margin ?? NaN, ...(ends ?? []).map((end) => end ?? NaN)]);
  return least > 0 && values[1] / values[0] >= FAR_APART;
}

/**
 * The least and greatest number drawn: every estimate, the margin and the target, and all but the
 * longest of the intervals, for the sake of the others; what is cut off has an arrow.
 */
export function scaleOf(known, { margin, target: ends, log }) {
  const drawable = (number) => Number.isFinite(number) && (!log || number > 0);
  const reach = known
    .flatMap(({ low, high }) => [low, high])
    .filter(drawable)
    .sort((a, b) => a - b);
  const must = [
    ...known.map(({ value }) => value),
    margin ?? NaN,
    ...(ends ?? []).map((end) => end ?? NaN),
  ];
  const most = [...must.filter(drawable), quantile(reach, LONGEST), quantile(reach, 1 - LONGEST)];
  const [all, cut] = [[...must.filter(drawable), ...reach], most].map((ends) =>
    roomy(extent(ends) ?? [0, 1], log),
  );
  return span(all, log) < WORTH * span(cut, log) ? all : cut;
}

function span([least, greatest], log) {
  return log ? Math.log(greatest / least) : greatest - least;
}

function roomy([least, greatest], log) {
  if (log) return [least / 1.1, greatest * 1.1];
  const room = (greatest - least || 1) * 0.04;
  return [least - room, greatest + room];
}

// thin where there are many: at a pixel each the lines become the band that they are
function drawnAs(looks, points, { step, domain }) {
  const thick = Math.min(2.5, Math.max(0.4, step * 0.5));
  const size = Math.min(4, Math.max(1.3, step * 0.45));
  const place = { x: "rank", y: "value", symbol: looks.shape, r: size };
  const measured = intervals(points, domain);
  const arrow = {
    x: "rank",
    symbol: symbolTriangle,
    r: Math.max(2, size * 0.7),
    fill: looks.color,
  };
  return [
    ruleX(measured, {
      x: "rank",
      y1: "from",
      y2: "to",
      stroke: looks.color,
      strokeWidth: thick,
      strokeOpacity: 0.5,
    }),
    dot(
      measured.filter(({ beyond }) => beyond),
      { ...arrow, y: "to" },
    ),
    dot(
      measured.filter(({ before }) => before),
      { ...arrow, y: "from", rotate: 180 },
    ),
    dot(
      points.filter(({ small }) => !small),
      { ...place, fill: looks.color },
    ),
    dot(
      points.filter(({ small }) => small),
      { ...place, fill: "var(--paper)", stroke: looks.color, strokeWidth: 1 },
    ),
  ];
}

/** What the statement claims, as a band. */
function target(ends, { ranks, domain }) {
  if (!ends) return null;
  const [low, high] = [ends[0] ?? domain[0], ends[1] ?? domain[1]];
  return rect([0], {
    x1: ranks[0],
    x2: ranks[1],
    y1: low,
    y2: high,
    fill: "var(--muted)",
    fillOpacity: 0.2,
  });
}

/** The ranks without an answer: hatched over the whole height, since no height is theirs. */
function silence(count, { ranks, hatch, domain }) {
  if (!count) return null;
  return rect([0], {
    x1: ranks[1] - count - 0.5,
    x2: ranks[1],
    y1: domain[0],
    y2: domain[1],
    fill: hatch.fill,
  });
}

function sentence({ text, interval, verdict }, words) {
  const { word } = VERDICTS.find((looks) => looks.code === verdict) ?? {};
  return [`${text} ${interval}`.trim(), words[word]].filter(Boolean).join("\n");
}

function entries(specifications, { options, words, hatch, domain }) {
  const known = specifications.filter(answers);
  const measured = intervals(known, domain);
  return [
    ...present(known).map((looks) => ({ sample: dotSample(looks), text: words[looks.word] })),
    known.length < specifications.length && {
      sample: swatchSample(hatch.fill),
      text: words.no_data,
    },
    measured.length && { sample: intervalSample("currentColor"), text: words.interval },
    measured.some(({ before, beyond }) => before || beyond) && {
      sample: wordSample("▲"),
      text: words.beyond,
    },
    known.some(({ small }) => small) && {
      sample: dotSample({ ...PLAIN, color: "currentColor" }, true),
      text: words.small,
    },
    options.target && { sample: swatchSample("var(--muted)", 0.2), text: words.target },
  ].filter(Boolean);
}
