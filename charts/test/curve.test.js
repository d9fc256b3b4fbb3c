import assert from "node:assert/strict";
import { test } from "node:test";
import { scaleOf, sorted, spansScales } from "../src/kinds/curve.js";

test("specifications are sorted by estimate; those without an answer come last", () => {
  const ranked = sorted([
    { value: 3, verdict: "S" },
    { value: NaN, verdict: "N" },
    { value: -1, verdict: "C" },
    { value: 2, verdict: "N" },
    { value: 0, verdict: "U" },
  ]);
  assert.deepEqual(
    ranked.map(({ value, rank }) => [value, rank]),
    [
      [-1, 0],
      [0, 1],
      [3, 2],
      [NaN, 3],
      [2, 4],
    ],
  );
});

function many(longest) {
  const usual = Array.from({ length: 200 }, (_, index) => ({
    value: index / 200,
    low: -0.5,
    high: 1.5,
  }));
  return [...usual, { value: 0.5, low: 0, high: longest }];
}

test("every estimate, the margin and the target are on the scale", () => {
  const [least, greatest] = scaleOf(many(2), { margin: -3, target: [null, 7] });
  assert.ok(least <= -3 && greatest >= 7);
});

test("one interval that is far longer than the others does not flatten them", () => {
  assert.ok(scaleOf(many(1.8), {})[1] >= 1.8);
  assert.ok(scaleOf(many(900), {})[1] < 2);
});

test("a logarithmic scale holds what is above zero", () => {
  const [least, greatest] = scaleOf(
    [
      { value: 2, low: 0, high: 50 },
      { value: 5, low: 1, high: 9 },
    ],
    { log: true },
  );
  assert.ok(least > 0 && greatest >= 50);
});

test("a scale of nothing is a scale still", () => {
  const [least, greatest] = scaleOf([], {});
  assert.ok(least < greatest);
});

test("numbers above zero that lie far apart get a logarithmic scale unless the page says", () => {
  const far = [
    { value: 2, low: 1, high: 9 },
    { value: 90, low: 50, high: NaN },
  ];
  assert.ok(spansScales(far, { target: [12, null] }));
  assert.ok(!spansScales(far, { margin: 0 }));
  assert.ok(!spansScales([{ value: 2, low: -1, high: 9 }, far[1]], {}));
  assert.ok(!spansScales([far[0], { value: 9, low: 8, high: 10 }], {}));
  assert.ok(!spansScales([], {}));
});
