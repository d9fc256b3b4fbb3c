// Lines that can be told apart without their colour: each has a shape and a dash of its own.

import {
  symbolCircle,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  symbolWye,
} from "d3-shape";

const LOOKS = [
  { shape: symbolCircle, color: "var(--accent)", dash: null },
  { shape: symbolSquare, color: "currentColor", dash: "7,3" },
  { shape: symbolTriangle, color: "var(--muted)", dash: null },
  { shape: symbolDiamond, color: "var(--accent)", dash: "2,2.5" },
  { shape: symbolStar, color: "currentColor", dash: null },
  { shape: symbolWye, color: "var(--muted)", dash: "7,3" },
];

/** Points by series, in the table's order: {name, points, looks} each. */
export function seriesOf(points) {
  const names = [...new Set(points.map(({ series }) => series))];
  return names.map((name, index) => ({
    name,
    looks: LOOKS[index % LOOKS.length],
    points: points.filter(({ series }) => series === name),
  }));
}

/** Heights of labels: as near to where they are wanted as they can stand without touching. */
export function spread(wanted, { step, top, bottom }) {
  const order = wanted
    .map((height, index) => ({ height, index }))
    .sort((a, b) => a.height - b.height);
  order.forEach((label, rank) => {
    label.height = Math.max(label.height, rank ? order[rank - 1].height + step : top);
  });
  for (let rank = order.length - 1, limit = bottom; rank >= 0; rank -= 1, limit -= step) {
    if (order[rank].height <= limit) break;
    order[rank].height = limit;
  }
  const heights = [];
  for (const { height, index } of order) heights[index] = height;
  return heights;
}
