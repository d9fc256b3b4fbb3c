// A picture that stands alone: its colours and fonts written into it, with title and source.

import { svg } from "./svg.js";
import { wrapped } from "./text_width.js";

const MARGIN = 20;
const FONT =
  'system-ui, "Noto Sans", "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif';

// colours that an element may have from the page's properties, which no other program knows
const COLORS = ["fill", "stroke", "color"];

/** A copy of a picture that is in the page, with the colours that it has there written into it. */
export function withStyles(picture) {
  const copy = picture.cloneNode(true);
  const copies = [copy, ...copy.querySelectorAll("*")];
  [picture, ...picture.querySelectorAll("*")].forEach((element, index) => {
    const style = getComputedStyle(element);
    for (const name of COLORS) {
      if (element === picture || copies[index].hasAttribute(name)) {
        copies[index].setAttribute(name, style.getPropertyValue(name));
      }
    }
    copies[index].removeAttribute("class");
  });
  return copy;
}

/** The picture on a sheet of its own, between its title and the line that says where it is from. */
export function sheet(picture, { title, source, ink, paper }) {
  const width = Number(picture.getAttribute("width"));
  const head = wrapped(title, width, 17);
  const foot = source ? wrapped(source, width, 11) : [];
  const top = MARGIN + head.length * 23 + 6;
  const height = top + Number(picture.getAttribute("height")) + 12 + foot.length * 16 + MARGIN / 2;
  picture.setAttribute("x", MARGIN);
  picture.setAttribute("y", top);
  picture.removeAttribute("role");
  return svg(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width: width + 2 * MARGIN,
      height,
      role: "img",
      viewBox: `0 0 ${width + 2 * MARGIN} ${height}`,
      "font-family": FONT,
      fill: ink,
      color: ink,
    },
    svg("title", {}, title),
    svg("rect", { width: "100%", height: "100%", fill: paper }),
    ...lines(head, { top: MARGIN + 16, size: 17, weight: 600, step: 23 }),
    picture,
    ...lines(foot, {
      top: height - MARGIN / 2 - foot.length * 16 + 8,
      size: 11,
      weight: 400,
      step: 16,
    }),
  );
}

function lines(texts, { top, size, weight, step }) {
  return texts.map((text, index) =>
    svg(
      "text",
      { x: MARGIN, y: top + index * step, "font-size": size, "font-weight": weight },
      text,
    ),
  );
}
