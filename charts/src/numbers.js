// Numbers on axes: in the page's language, as shares where the table shows shares.

/** Whether a column's cells show per cent of what their values hold: 0.123 as "12.3 %". */
export function showsPercent(points) {
  const cell = points.find(({ text, value }) => value && /[%％]/.test(text));
  if (!cell) return false;
  const shown = Math.abs(Number.parseFloat(cell.text.replace(/[^\d.]/g, "")));
  const value = Math.abs(cell.value);
  return Math.abs(shown - 100 * value) < Math.abs(shown - value);
}

/** A function that writes a number of an axis. */
export function writer({ percent = false, language = "en" } = {}) {
  const style = percent ? { style: "percent" } : {};
  const plain = new Intl.NumberFormat(language, { ...style, maximumSignificantDigits: 6 });
  const short = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
  return (number) => {
    const written = !percent && Math.abs(number) >= 1e5 ? short : plain;
    return written.format(number).replace("-", "−");
  };
}

/** The name of an axis: a column's label, with its unit unless the label says it. */
export function axisLabel({ label, unit }, override) {
  const measured = override ?? unit;
  if (!measured || label.toLowerCase().includes(measured.toLowerCase())) return label;
  return `${label} (${measured})`;
}

/** Least and greatest of the finite ones among numbers, or null where there is none. */
export function extent(numbers) {
  const finite = numbers.filter(Number.isFinite);
  return finite.length ? [Math.min(...finite), Math.max(...finite)] : null;
}

/**
 * Points that have an interval, with {from, to} as drawn on a scale.
 *
 * An end that is open or off the scale is drawn at the scale's end, and said to be so: {before, beyond}.
 */
export function intervals(points, [least, greatest]) {
  return points
    .filter(({ low, high }) => Number.isFinite(low) || Number.isFinite(high))
    .map((point) => {
      const before = !(point.low >= least);
      const beyond = !(point.high <= greatest);
      return {
        ...point,
        before,
        beyond,
        from: before ? least : point.low,
        to: beyond ? greatest : point.high,
      };
    });
}

/** About so many numbers to mark on a scale: their count, or on a logarithmic one the numbers. */
export function ticksOn([least, greatest], count, log) {
  if (!log) return count;
  const powers = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.log10(greatest); power += 1)
    powers.push(power);
  const within = (steps) =>
    powers
      .flatMap((power) => steps.map((step) => Number(`${step}e${power}`)))
      .filter((tick) => tick >= least && tick <= greatest);
  return (
    [[1, 2, 5], [1, 3], [1]].map(within).find((ticks) => ticks.length <= count * 1.3) ?? within([1])
  );
}

/** The number below which a share of sorted numbers lies. */
export function quantile(sorted, share) {
  return sorted[Math.round(share * (sorted.length - 1))];
}
