import assert from "node:assert/strict";
import { test } from "node:test";
import { seriesOf, spread } from "../src/series.js";

test("series keep the table's order, and no two of the first six look alike", () => {
  const names = ["CN", "US", "GB", "DE", "FR", "JP"];
  const series = seriesOf([...names, ...names].map((name) => ({ series: name })));
  assert.deepEqual(
    series.map(({ name }) => name),
    names,
  );
  assert.ok(series.every(({ points }) => points.length === 2));
  assert.equal(new Set(series.map(({ looks }) => looks.shape)).size, 6);
});

test("labels that would touch are moved apart, keep their order, and stay inside", () => {
  const heights = spread([100, 101, 99, 20, 199], { step: 15, top: 10, bottom: 200 });
  const sorted = [...heights].sort((a, b) => a - b);
  sorted.slice(1).forEach((height, index) => assert.ok(height - sorted[index] >= 15));
  assert.ok(heights[2] < heights[0] && heights[0] < heights[1]);
  assert.ok(sorted[0] >= 10 && sorted.at(-1) <= 200);
});

test("labels at the foot are pushed up", () => {
  assert.deepEqual(spread([198, 199], { step: 15, top: 10, bottom: 200 }), [185, 200]);
});
