// Making SVG by hand, for what stands around a plot: keys, hatching, and the picture of several parts.

const NAMESPACE = "http://www.w3.org/2000/svg";

/** An SVG element with attributes and children; a child may be text. */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

let made = 0;

/** A pattern of slanting lines: {definition, fill}, of its own name in the document. */
export function hatching(color = "var(--no-data)", thickness = 1.6) {
  made += 1;
  const id = `hatch-${made}`;
  const definition = svg(
    "pattern",
    { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("rect", { width: 6, height: 6, fill: "var(--paper)" }),
    svg("line", { y2: 6, stroke: color, "stroke-width": thickness }),
  );
  return { definition: svg("defs", {}, definition), fill: `url(#${id})` };
}

/** Parts of a picture below each other, as one picture of a width. */
export function stacked(parts, width) {
  const picture = svg("svg", { width, class: "picture" });
  let top = 0;
  for (const part of parts) {
    part.setAttribute("y", top);
    picture.append(part);
    top += Number(part.getAttribute("height"));
  }
  picture.setAttribute("height", top);
  picture.setAttribute("viewBox", `0 0 ${width} ${top}`);
  return picture;
}
