// The specification curve: every defensible way to ask, sorted by its answer, above what was chosen.
// After Simonsohn, Simmons and Nelson, Specification curve analysis, Nature Human Behaviour 4, 2020.

import { axisY, dot, gridY, pointerX, rect, ruleX, ruleY, tip } from "@observablehq/plot";
import { dashboard, lanesOf } from "../dashboard.js";
import { dotSample, intervalSample, key } from "../key.js";
import { axisLabel, extent, intervals, showsPercent, writer } from "../numbers.js";
import { AXIS, GRID, TIP, drawn } from "../plot.js";
import { pointsOf } from "../read_table.js";
import { hatching } from "../svg.js";
import { PLAIN, VERDICTS, byLooks, present } from "../verdicts.js";

/** @param options {y, options, margin, target, unit}: `options` names the columns of what was chosen */
export function draw(table, options, { width, words, language }) {
  const specifications = sorted(pointsOf(table, { label: options.options[0] ?? options.y, number: options.y }));
  const lanes = lanesOf(table, { specifications, columns: options.options, words });
  const frame = { width, ...lanes.margins(width), ranks: [-1, specifications.length] };
  const write = writer({ percent: showsPercent(specifications), language });
  const upper = estimates(specifications, { options, frame, write, words, column: table.columns[options.y] });
  return [upper, dashboard(lanes, frame), key(entries(specifications, words), width)];
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

function estimates(specifications, { options, frame, write, words, column }) {
  const known = specifications.filter(answers);
  const { width, marginLeft, marginRight, ranks } = frame;
  const step = (width - marginLeft - marginRight) / (ranks[1] - ranks[0]);
  const hatch = hatching();
  const [least, greatest] = heights(known, options);
  const chart = drawn({
    width, marginLeft, marginRight, marginTop: 30, marginBottom: 8,
    height: width < 520 ? 260 : 320,
    x: { type: "linear", domain: ranks, axis: null },
    y: { domain: [least, greatest], nice: true },
    marks: [
      target(options.target, { ranks, least, greatest }),
      gridY({ ...GRID, ticks: 6 }),
      axisY({ ...AXIS, ticks: 6, tickFormat: write, label: axisLabel(column, options.unit), labelAnchor: "top" }),
      nothing(specifications.length - known.length, { ranks, hatch, least, greatest }),
      byLooks(known).flatMap(([looks, members]) => drawnAs(looks, members, { step, least, greatest })),
      Number.isFinite(options.margin)
        ? ruleY([options.margin], { stroke: "currentColor", strokeWidth: 1.5, strokeDasharray: "5,3" }) : null,
      tip(known, pointerX({ x: "rank", y: "value", title: (point) => sentence(point, words), ...TIP })),
    ],
  });
  chart.prepend(hatch.definition);
  return chart;
}

function heights(known, { margin, target }) {
  const ends = known.flatMap(({ value, low, high }) => [value, low, high]);
  const [least, greatest] = extent([...ends, margin ?? NaN, ...(target ?? []).map((end) => end ?? NaN)]) ?? [0, 1];
  return least < greatest ? [least, greatest] : [least - 1, greatest + 1];
}

// thin where there are many: at a pixel each the lines become the band that they are
function drawnAs(looks, points, { step, least, greatest }) {
  const thick = Math.min(2.5, Math.max(0.4, step * 0.5));
  const place = { x: "rank", y: "value", symbol: looks.shape, r: Math.min(4, Math.max(1.3, step * 0.45)) };
  return [
    ruleX(intervals(points, [least, greatest]), { x: "rank", y1: "from", y2: "to", stroke: looks.color, strokeWidth: thick, strokeOpacity: 0.45 }),
    dot(points.filter(({ small }) => !small), { ...place, fill: looks.color }),
    dot(points.filter(({ small }) => small), { ...place, fill: "var(--paper)", stroke: looks.color, strokeWidth: 1 }),
  ];
}

function target(ends, { ranks, least, greatest }) {
  if (!ends) return null;
  const [low, high] = [ends[0] ?? least, ends[1] ?? greatest];
  return rect([0], { x1: ranks[0], x2: ranks[1], y1: low, y2: high, fill: "var(--line)", fillOpacity: 0.6 });
}

/** The ranks without an estimate: hatched over the whole height, since no height is theirs. */
function nothing(count, { ranks, hatch, least, greatest }) {
  if (!count) return null;
  return rect([0], { x1: ranks[1] - count - 0.5, x2: ranks[1], y1: least, y2: greatest, fill: hatch.fill });
}

function sentence({ text, interval, verdict }, words) {
  const { word } = VERDICTS.find((looks) => looks.code === verdict) ?? {};
  return [`${text} ${interval}`.trim(), words[word]].filter(Boolean).join("\n");
}

function entries(specifications, words) {
  const known = specifications.filter(answers);
  return [
    ...present(known).map((looks) => ({ sample: dotSample(looks), text: words[looks.word] })),
    known.some(({ low }) => Number.isFinite(low)) && { sample: intervalSample("currentColor"), text: words.interval },
    known.some(({ small }) => small) && { sample: dotSample({ ...PLAIN, color: "currentColor" }, true), text: words.small },
  ].filter(Boolean);
}
