// Below a specification curve: a lane for each option, marked where a specification has it.

import { TEXT } from "./plot.js";
import { cellOf } from "./read_table.js";
import { svg } from "./svg.js";
import { shortened, widest } from "./text_width.js";
import { VERDICTS } from "./verdicts.js";

const LANE = 16;
const LANE_WITH_NAME_ABOVE = 27;
const MARK = 9;
const HEAD = 24;
const NARROW = 520;

/** Groups of lanes {label, lanes: [{name, members}]}: the answers first, then each choice that varies. */
export function lanesOf(table, { specifications, columns, words }) {
  const answers = VERDICTS.map(({ code, word }) => ({
    name: words[word] ?? code,
    members: specifications.filter(({ verdict }) => verdict === code),
  })).filter(({ members }) => members.length);
  const choices = columns
    .map((column) => ({
      label: table.columns[column].label,
      lanes: optionsOf(table, { specifications, column }),
    }))
    .filter(({ lanes }) => lanes.length > 1);
  const groups = [{ label: "", lanes: answers }, ...choices];
  const texts = groups.flatMap(({ label, lanes }) => [label, ...lanes.map(({ name }) => name)]);
  return { groups, margins: (width) => margins(texts, width) };
}

function margins(texts, width) {
  const narrow = width < NARROW;
  return {
    marginLeft: narrow ? 40 : Math.min(widest(texts) * 1.06 + 14, width * 0.3),
    marginRight: 6,
  };
}

function optionsOf(table, { specifications, column }) {
  const lanes = new Map();
  for (const specification of specifications) {
    const { text } = cellOf(table.rows[specification.index], column);
    lanes.set(text, [...(lanes.get(text) ?? []), specification]);
  }
  return [...lanes]
    .map(([name, members]) => ({ name, members }))
    .sort((a, b) => first(table, a, column) - first(table, b, column));
}

// options in the order in which the table brings them
function first(table, { name }, column) {
  return table.rows.findIndex((row) => cellOf(row, column).text === name);
}

/** The picture of the lanes, on the ranks of the curve above it. */
export function dashboard({ groups }, { width, marginLeft, marginRight, ranks }) {
  const narrow = width < NARROW;
  const inner = width - marginLeft - marginRight;
  const place = (rank) => marginLeft + (inner * (rank - ranks[0])) / (ranks[1] - ranks[0]);
  const lane = narrow ? LANE_WITH_NAME_ABOVE : LANE;
  const picture = svg("svg", {
    width,
    "font-size": TEXT,
    fill: "currentColor",
    overflow: "visible",
  });
  let top = 0;
  for (const { label, lanes } of groups) {
    if (label) {
      picture.append(heading(label, { top, narrow, marginLeft }));
      top += HEAD;
    }
    for (const { name, members } of lanes) {
      const middle = top + (narrow ? lane - MARK / 2 - 2 : lane / 2);
      picture.append(
        svg("line", {
          x1: place(ranks[0]),
          x2: place(ranks[1]),
          y1: middle,
          y2: middle,
          stroke: "var(--line)",
        }),
        laneName(name, { y: narrow ? top + 11 : middle, narrow, marginLeft, inner }),
        ...marks(members, { place, middle }),
      );
      top += lane;
    }
  }
  picture.setAttribute("height", top + 6);
  return picture;
}

function heading(label, { top, narrow, marginLeft }) {
  const across = narrow ? { x: marginLeft } : { x: marginLeft - 8, "text-anchor": "end" };
  const written = narrow ? label : shortened(label, marginLeft - 10, TEXT * 1.06);
  return svg("text", { ...across, y: top + HEAD - 6, "font-weight": 600 }, written);
}

function laneName(name, { y, narrow, marginLeft, inner }) {
  const across = narrow
    ? { x: marginLeft }
    : { x: marginLeft - 8, "text-anchor": "end", dy: "0.32em" };
  return svg(
    "text",
    { ...across, y, fill: "var(--muted)" },
    shortened(name, narrow ? inner : marginLeft - 10),
  );
}

// one path for all marks of an answer: a thousand specifications are a dozen elements, not ten thousand
function marks(members, { place, middle }) {
  const wide = Math.min(3, Math.max(1, (place(1) - place(0)) * 0.7));
  return VERDICTS.map(({ code, color }) => {
    const ranks = members.filter(({ verdict }) => verdict === code).map(({ rank }) => rank);
    const path = ranks
      .map((rank) => `M${place(rank).toFixed(2)},${middle - MARK / 2}v${MARK}`)
      .join("");
    return path && svg("path", { d: path, stroke: color, "stroke-width": wide, fill: "none" });
  }).filter(Boolean);
}
