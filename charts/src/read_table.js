// The table of a view is its chart's data: what the page shows is what is drawn.

/**
 * Columns and rows of a table of the page.
 *
 * A column is {label, unit}. A cell is {text, value, number, low, high, interval}: `number`, `low` and
 * `high` are NaN where the page gives none, which is never to be drawn as zero.
 */
export function readTable(table) {
  const heads = [...table.querySelectorAll("thead [data-column]")];
  const columns = Object.fromEntries(
    heads.map((head) => [
      head.dataset.column,
      { label: tidy(head.textContent), unit: head.dataset.unit ?? "" },
    ]),
  );
  const rows = [...table.querySelectorAll("tbody tr")].filter((row) => !row.hidden);
  return { columns, rows: rows.map((row) => readRow(row, heads)) };
}

function readRow(row, heads) {
  return {
    small: row.dataset.small !== undefined,
    verdict: row.dataset.class ?? "",
    series: row.dataset.series ?? "",
    cells: Object.fromEntries(
      heads.map((head) => [head.dataset.column, readCell(row.cells[head.cellIndex])]),
    ),
  };
}

function readCell(cell) {
  const bare = cell.cloneNode(true);
  // the mark of a note, 2 as in "0.31²", would be read as a digit; codes are for files and commands
  bare.querySelectorAll("sup, code").forEach((mark) => mark.remove());
  const interval = bare.querySelector(".interval");
  interval?.remove();
  return {
    text: tidy(bare.textContent),
    interval: tidy(interval?.textContent ?? ""),
    value: cell.dataset.value,
    number: asNumber(cell.dataset.value),
    low: asNumber(cell.dataset.low),
    high: asNumber(cell.dataset.high),
  };
}

/** A number, or NaN where there is none: an empty string is not zero. */
export function asNumber(text) {
  return text === undefined || text.trim() === "" ? NaN : Number(text);
}

function tidy(text) {
  return text.replace(/\s+/g, " ").trim();
}

/** The cell of a row in a column that the chart names. */
export function cellOf(row, column) {
  const cell = row.cells[column];
  if (!cell) throw new Error(`the chart names a column that its table lacks: ${column}`);
  return cell;
}

/** Whether some row has a number in one of the columns. */
export function hasNumbers({ rows }, columns) {
  return rows.some((row) => columns.some((column) => Number.isFinite(cellOf(row, column).number)));
}

/** The rows as what a chart of one number a row needs. */
export function pointsOf({ rows }, { label, number }) {
  return rows.map((row, index) => {
    const { number: value, low, high, text, interval } = cellOf(row, number);
    const name = cellOf(row, label);
    return {
      index,
      value,
      low,
      high,
      text,
      interval,
      name: name.text,
      code: name.value,
      small: row.small,
      verdict: row.verdict,
      series: row.series,
    };
  });
}
