import assert from "node:assert/strict";
import { test } from "node:test";
import { asNumber, cellOf, hasNumbers, pointsOf, readTable } from "../src/read_table.js";
import { cell, row, table } from "./fake_table.js";

const COLUMNS = { partner: [" Partner "], papers: ["Joint\n papers", "papers"] };
const READ = readTable(
  table(COLUMNS, [
    row([
      cell("China", { value: "CN" }),
      cell("2,730 ", { value: "2730", low: "2622", high: "2829" }, { interval: "2,622–2,829" }),
    ]),
    row([cell("Malta", { value: "MT" }), cell("0", { value: "0" }, { mark: "2" })], {
      small: "",
      class: "U",
    }),
    row([cell("Chad ", { value: "TD" }, { code: "TD" }), cell("–", {})]),
    row([cell("World", {}), cell("9", { value: "9" })], {}, true),
  ]),
);

test("heads name the columns, their labels and units", () => {
  assert.deepEqual(READ.columns, {
    partner: { label: "Partner", unit: "" },
    papers: { label: "Joint papers", unit: "papers" },
  });
});

test("a cell has its number, its interval, and what it shows", () => {
  assert.deepEqual(cellOf(READ.rows[0], "papers"), {
    text: "2,730",
    interval: "2,622–2,829",
    value: "2730",
    number: 2730,
    low: 2622,
    high: 2829,
  });
});

test("what is missing is not zero, and zero is not missing", () => {
  const [, malta, chad] = pointsOf(READ, { label: "partner", number: "papers" });
  assert.equal(malta.value, 0);
  assert.ok(Number.isNaN(chad.value));
  assert.ok(Number.isNaN(malta.low));
  assert.equal(asNumber(""), NaN);
  assert.equal(asNumber(undefined), NaN);
  assert.equal(asNumber("1e-3"), 0.001);
});

test("the mark of a note is no digit of the number", () => {
  assert.equal(cellOf(READ.rows[1], "papers").text, "0");
});

test("the code beside a name is no part of it", () => {
  assert.equal(cellOf(READ.rows[2], "partner").text, "Chad");
});

test("rows say that few papers stand behind them, and their answer; hidden rows are not drawn", () => {
  const points = pointsOf(READ, { label: "partner", number: "papers" });
  assert.deepEqual(
    points.map(({ code, small, verdict }) => [code, small, verdict]),
    [
      ["CN", false, ""],
      ["MT", true, "U"],
      ["TD", false, ""],
    ],
  );
});

test("a column that the table lacks is named", () => {
  assert.throws(() => pointsOf(READ, { label: "partner", number: "patents" }), /patents/);
});

test("a table without a number has nothing to draw", () => {
  assert.ok(hasNumbers(READ, ["papers"]));
  assert.ok(!hasNumbers({ ...READ, rows: READ.rows.slice(2) }, ["papers"]));
  assert.ok(!hasNumbers({ ...READ, rows: [] }, ["papers"]));
});
