import assert from "node:assert/strict";
import { test } from "node:test";
import { belongs, classes, rounded } from "../src/classes.js";

const NUMBERS = [1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987, 1597, NaN];

test("every number has one class, and what is not known has none", () => {
  for (const numbers of [NUMBERS, [5], [0, 0, 0], [-3, -1, 0, 2, 40], [0.013, 0.4, 0.41]]) {
    const made = classes(numbers);
    for (const number of numbers) {
      const count = made.filter((step) => belongs(number, step)).length;
      assert.equal(count, Number.isNaN(number) ? 0 : 1, `${number} of ${numbers}`);
    }
  }
});

test("classes grow in depth, are cut at round numbers, and hold about as many each", () => {
  const made = classes(NUMBERS);
  assert.deepEqual(
    made.map(({ level }) => level),
    [0, 0.25, 0.5, 0.75, 1],
  );
  made.slice(1).forEach(({ from }) => assert.equal(from, rounded(from)));
  const held = made.map((step) => NUMBERS.filter((number) => belongs(number, step)).length);
  assert.ok(Math.max(...held) - Math.min(...held) <= 2, String(held));
});

test("rounding keeps two digits", () => {
  assert.deepEqual([1234, 0.04567, 7, 0].map(rounded), [1200, 0.046, 7, 0]);
});
