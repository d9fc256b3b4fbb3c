import assert from "node:assert/strict";
import { test } from "node:test";
import { withGaps } from "../src/kinds/trend.js";

const point = (year) => ({ year, value: year });

test("a year that the table has no row for breaks the line", () => {
  const line = withGaps(
    [point(2013), point(2010), point(2011)],
    [2010, 2011, 2012, 2013].map(point),
  );
  assert.deepEqual(
    line.map(({ year }) => year),
    [2010, 2011, 2012, 2013],
  );
  assert.deepEqual(
    line.map(({ value }) => Number.isNaN(value)),
    [false, false, true, false],
  );
});

test("what is measured every second year has no gaps for that", () => {
  const years = [2010, 2012, 2014].map(point);
  assert.deepEqual(withGaps(years, years), years);
});
