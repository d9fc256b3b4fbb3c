// Every chart of the page: drawn when its section has a width, and again when that width changes.

import { kinds } from "detente:kinds";
import { offerDownloads } from "./download.js";
import { picture } from "./picture.js";
import { hasNumbers, readTable } from "./read_table.js";

function start(place) {
  const view = place.closest(".view");
  const options = JSON.parse(place.dataset.chart);
  const kind = kinds[options.kind];
  if (!kind) throw new Error(`no chart is of the kind ${options.kind}`);
  const table = readTable(
    document.getElementById(place.dataset.table) ?? view.querySelector("table.numbers"),
  );
  // a picture of no number would be of a scale that nobody measured
  if (!hasNumbers(table, kind.numbers(options))) return;
  options.title ??= view.querySelector("h2")?.textContent.trim() ?? "";
  const chart = { draw: kind.draw, table, options };
  let shown = 0;
  const show = (width) => {
    if (width === shown || width < 100) return;
    shown = width;
    place.replaceChildren(picture(chart, width));
  };
  // in the next frame: a picture drawn while sizes are told makes its section taller, to be told again
  new ResizeObserver(([{ contentRect }]) => {
    requestAnimationFrame(() => show(Math.floor(contentRect.width)));
  }).observe(view);
  offerDownloads(view, place, chart);
}

function draw(part) {
  part.querySelectorAll(".chart[data-chart]").forEach(start);
}

draw(document);
// a page that waited for verdicts has put them in: static/waiting.js
document.addEventListener("shown", ({ target }) => draw(target));
