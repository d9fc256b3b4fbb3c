import assert from "node:assert/strict";
import { test } from "node:test";
import {
  axisLabel,
  extent,
  intervals,
  quantile,
  showsPercent,
  ticksOn,
  writer,
} from "../src/numbers.js";

test("shares that the table shows as per cent are per cent on the axis", () => {
  assert.ok(
    showsPercent([
      { text: "–", value: NaN },
      { text: "12.3 %", value: 0.123 },
    ]),
  );
  assert.ok(!showsPercent([{ text: "12.3 %", value: 12.3 }]));
  assert.ok(!showsPercent([{ text: "0.123", value: 0.123 }]));
  assert.ok(showsPercent([{ text: "−4 %", value: -0.04 }]));
});

test("numbers are written in the page's language, with a true minus", () => {
  assert.equal(writer()(1234.5), "1,234.5");
  assert.equal(writer()(-0.5), "−0.5");
  assert.equal(writer({ percent: true })(0.25), "25%");
  assert.equal(writer({ percent: true })(0.125), "12.5%");
  assert.equal(writer()(0.1 + 0.2), "0.3");
  assert.equal(writer()(1_500_000), "1.5M");
});

test("a small number is never written as zero", () => {
  assert.equal(writer()(0.003), "0.003");
  assert.equal(writer()(0.000012), "0.000012");
  assert.equal(writer({ percent: true })(0.0002), "0.02%");
});

test("an axis says its unit once", () => {
  assert.equal(axisLabel({ label: "Joint papers", unit: "papers" }), "Joint papers");
  assert.equal(axisLabel({ label: "Lag", unit: "months" }), "Lag (months)");
  assert.equal(axisLabel({ label: "Lag", unit: "months" }, "years"), "Lag (years)");
  assert.equal(axisLabel({ label: "Rank", unit: "" }), "Rank");
});

test("an extent passes over what is not known", () => {
  assert.deepEqual(extent([NaN, 3, Infinity, -1]), [-1, 3]);
  assert.equal(extent([NaN]), null);
});

test("an interval with an open end, or one off the scale, goes to the scale's end and says so", () => {
  const drawn = intervals(
    [
      { low: 1, high: 2 },
      { low: 1, high: NaN },
      { low: -50, high: 2 },
      { low: NaN, high: NaN },
    ],
    [0, 10],
  );
  assert.deepEqual(
    drawn.map(({ from, to, before, beyond }) => [from, to, before, beyond]),
    [
      [1, 2, false, false],
      [1, 10, false, true],
      [0, 2, true, false],
    ],
  );
});

test("a quantile of sorted numbers", () => {
  assert.deepEqual(
    [0, 0.5, 1].map((share) => quantile([1, 2, 3, 4, 100], share)),
    [1, 3, 100],
  );
});

test("marks of a logarithmic scale are round and not too many", () => {
  assert.deepEqual(ticksOn([3, 400], 8, true), [5, 10, 20, 50, 100, 200]);
  assert.deepEqual(ticksOn([0.05, 1000], 5, true), [0.1, 1, 10, 100, 1000]);
  assert.equal(ticksOn([0, 1], 5, false), 5);
});
