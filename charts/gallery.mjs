// Every kind of chart on one page, from invented numbers, to be looked at: node gallery.mjs FOLDER.
// FOLDER/index.html needs what it links to beside it: `make charts`, then copy static/ there as it is.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
  "require-trusted-types-for 'script'; trusted-types 'none'";
const WORDS = {
  small: "few papers",
  missing: "not known",
  interval: "95 % interval",
  supports: "supports",
  contradicts: "contradicts",
  undecided: "undecided",
  no_data: "no data",
  svg: "SVG",
  png: "PNG",
  map_note: "Borders as in Natural Earth; a map is no statement on any of them.",
  beyond: "the interval goes on beyond the picture",
  target: "what the statement says",
  off_map: "not on the map",
};

// the same page every time: a generator of its own (Park and Miller, 1988)
let seed = 20;
function random() {
  seed = (seed * 48271) % 2147483647;
  return seed / 2147483647;
}

function escaped(text) {
  return String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function known(value, half = value / 8) {
  return { value, low: value - half, high: value + half };
}

function td({ value, low, high, text }) {
  const data = Object.entries({ value, low, high }).filter(([, given]) => given !== undefined);
  const attributes = data.map(([name, given]) => ` data-${name}="${escaped(given)}"`).join("");
  const ends = [low, high].map((end) => (end === undefined ? "" : end.toFixed(1)));
  const interval = (low ?? high) ? ` <span class="interval">${ends.join("–")}</span>` : "";
  const shown = text ?? (typeof value === "number" ? value.toFixed(1) : value) ?? "–";
  return `<td${attributes}>${escaped(shown)}${interval}</td>`;
}

function tr({ cells, small, verdict }) {
  return `<tr${small ? " data-small" : ""}${verdict ? ` data-class="${verdict}"` : ""}>${cells.map(td).join("")}</tr>`;
}

let made = 0;
function view(title, chart, columns, rows) {
  made += 1;
  const heads = columns
    .map((name) => `<th scope="col" data-column="${name}">${name}</th>`)
    .join("");
  return `<section class="view" id="view-${made}" data-source="Invented numbers"><h2>${title}</h2>
<div class="chart" data-chart="${escaped(JSON.stringify({ ...chart, title, words: WORDS }))}"></div>
<div class="scroll"><table class="numbers"><thead><tr>${heads}</tr></thead><tbody>
${rows.map(tr).join("\n")}</tbody></table></div><ul class="downloads"></ul></section>`;
}

const COUNTRIES = "US CN GB DE FR JP IN BR AU CA SG HK MO MT LU BH ZA KE TW KR".split(" ");

function rowsOf(names, valueOf) {
  return names.map((name, index) => ({
    cells: [{ value: name }, valueOf(index)],
    small: index % 5 === 3,
  }));
}

function specifications(count) {
  const options = () =>
    ["counting", "field", "years"].map((name) => ({
      value: `${name} ${Math.floor(random() * 3)}`,
    }));
  return Array.from({ length: count }, (_, index) => {
    const middle = random() * 2 - 0.7;
    const half = 0.1 + random() * 0.4;
    const verdict = middle - half > 0 ? "S" : middle + half < 0 ? "C" : "U";
    const silent = index % 17 === 0;
    const open = index % 23 === 1 ? { low: middle - half, value: middle } : known(middle, half);
    return { cells: [...options(), silent ? {} : open], verdict: silent ? "N" : verdict };
  });
}

function years(gap) {
  return ["US–CN", "US–GB", "CN–SG"].flatMap((pair, line) =>
    Array.from({ length: 15 }, (_, year) => ({
      cells: [
        { value: 2010 + year, text: String(2010 + year) },
        { value: pair },
        year === gap + line ? {} : known(20 * (line + 1) + year * (4 - line) + random() * 9),
      ],
      small: year < 2,
    })),
  );
}

const shares = COUNTRIES.slice(0, 5).map((name, index) => ({
  cells: [
    { value: name },
    ...[5 - index, index, 2, index].map((value) => (index === 4 ? {} : { value })),
  ],
}));
const parts = ["supports", "contradicts", "undecided", "no_data"];
const curve = { kind: "curve", y: "estimate", options: ["counting", "field", "years"], margin: 0 };
const views = [
  view(
    "Intervals",
    { kind: "intervals", y: "country", x: "papers", zero: true },
    ["country", "papers"],
    rowsOf(COUNTRIES, (index) => (index === 4 ? {} : known(900 / (index + 1)))),
  ),
  view(
    "Intervals on a logarithmic scale",
    { kind: "intervals", y: "country", x: "papers", log: true, margin: 100 },
    ["country", "papers"],
    rowsOf(COUNTRIES.slice(0, 8), (index) => ({ value: 900 / 4 ** index, low: 700 / 4 ** index })),
  ),
  view(
    "Trend of three pairs",
    { kind: "trend", x: "year", y: "papers", series: "pair", zero: true },
    ["year", "pair", "papers"],
    years(6),
  ),
  view(
    "Ninety specifications",
    { ...curve, target: [0.2, null] },
    ["counting", "field", "years", "estimate"],
    specifications(90),
  ),
  view(
    "A thousand specifications",
    curve,
    ["counting", "field", "years", "estimate"],
    specifications(1080),
  ),
  view("Shares", { kind: "shares", y: "country", parts }, ["country", ...parts], shares),
  view(
    "Bars",
    { kind: "bars", y: "country", x: "papers" },
    ["country", "papers"],
    rowsOf(COUNTRIES.slice(0, 7), (index) => (index === 2 ? {} : { value: 70 - 9 * index })),
  ),
  view(
    "Map",
    { kind: "map", code: "country", x: "papers", subject: { code: "US", name: "United States" } },
    ["country", "papers"],
    rowsOf([...COUNTRIES.slice(1), "EU"], (index) => known(Math.round(2000 / (index + 1)))),
  ),
  ...["intervals", "bars"].map((kind) =>
    view(
      `Nothing known: ${kind}`,
      { kind, y: "country", x: "papers" },
      ["country", "papers"],
      rowsOf(["US", "CN"], () => ({})),
    ),
  ),
  view(
    "Nothing known: trend",
    { kind: "trend", x: "year", y: "papers" },
    ["year", "papers"],
    rowsOf([2020, 2021], () => ({})),
  ),
  view(
    "Nothing known: map",
    { kind: "map", code: "country", x: "papers" },
    ["country", "papers"],
    rowsOf(["US"], () => ({})),
  ),
  view(
    "Nothing known: curve",
    { ...curve, options: ["counting"] },
    ["counting", "estimate"],
    ["a", "b"].map((value) => ({ cells: [{ value }, {}], verdict: "N" })),
  ),
  view("No rows", { kind: "trend", x: "year", y: "papers" }, ["year", "papers"], []),
];

const folder = process.argv[2] ?? ".";
await mkdir(folder, { recursive: true });
await writeFile(
  join(folder, "index.html"),
  `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Charts</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="style.css"><link rel="stylesheet" href="charts.css">
<script defer src="bundle/map.js"></script><script defer src="bundle/charts.js"></script>
</head><body><main><h1>Charts</h1>${views.join("\n")}</main></body></html>\n`,
);
