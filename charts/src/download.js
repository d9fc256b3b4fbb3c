// Two more downloads of a view: its chart as SVG and as PNG, the same whatever screen it is seen on.

import { picture } from "./picture.js";
import { sheet, withStyles } from "./stand_alone.js";

const WIDTH = 900;
const SCALE = 2;

/** Add buttons for SVG and PNG to the downloads of a view. */
export function offerDownloads(view, place, chart) {
  const list = view.querySelector(".downloads");
  if (!list) return;
  const { words = {}, title, kind } = chart.options;
  const several = view.querySelectorAll(".chart[data-chart]").length > 1;
  const told = (form) => (several ? `${form}: ${title}` : form);
  const svgOf = () => new XMLSerializer().serializeToString(standing(view, place, chart));
  const named = (suffix) =>
    `${[view.id || "chart", ...(several ? [kind] : [])].join("-")}.${suffix}`;
  list.append(
    button(told(words.svg ?? "SVG"), () =>
      save(new Blob([svgOf()], { type: "image/svg+xml" }), named("svg")),
    ),
    button(told(words.png ?? "PNG"), async () => save(await pngOf(svgOf()), named("png"))),
  );
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", act);
  const item = document.createElement("li");
  item.append(made);
  return item;
}

/** The chart on a light sheet: drawn out of sight in the page, whose styles it then carries away. */
function standing(view, place, chart) {
  const root = document.documentElement;
  const { theme } = root.dataset;
  const corner = document.createElement("div");
  corner.className = "chart-unseen";
  root.dataset.theme = "light";
  place.append(corner);
  corner.append(picture(chart, WIDTH));
  const { color, backgroundColor } = getComputedStyle(corner);
  const styled = withStyles(corner.firstChild);
  corner.remove();
  if (theme === undefined) delete root.dataset.theme;
  else root.dataset.theme = theme;
  const { source } = view.dataset;
  return sheet(styled, { title: chart.options.title, source, ink: color, paper: backgroundColor });
}

async function pngOf(text) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * SCALE;
  canvas.height = image.naturalHeight * SCALE;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => {
    canvas.toBlob(resolve, "image/png");
  });
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
