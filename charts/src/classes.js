// Few classes for the numbers of a map: about equally many countries in each, cut at round numbers.

const MOST = 5;

/** A number with two digits that count: 1,234 becomes 1,200. */
export function rounded(number) {
  return number === 0 ? 0 : Number(number.toPrecision(2));
}

/**
 * Classes {from, to, level, negative} that hold every finite number among numbers.
 *
 * A class holds what is at least `from` and less than `to`, the last of all `to` too, in size: what is
 * below zero has classes of its own. `level` goes from 0 to 1, faint to full.
 */
export function classes(numbers) {
  const finite = numbers.filter(Number.isFinite);
  const sizes = finite.map(Math.abs).sort((a, b) => a - b);
  const cuts = cutsOf(sizes);
  const sized = cuts.slice(0, -1).map((from, index) => ({
    from,
    to: cuts[index + 1],
    last: index === cuts.length - 2,
    level: cuts.length === 2 ? 1 : index / (cuts.length - 2),
  }));
  const below = finite.some((number) => number < 0);
  return [
    ...(below ? sized.map((step) => ({ ...step, negative: true })).reverse() : []),
    ...sized.map((step) => ({ ...step, negative: false })),
  ];
}

function cutsOf(sizes) {
  if (!sizes.length) return [0, 1];
  const [least, greatest] = [sizes[0], sizes.at(-1)];
  const between = Array.from({ length: MOST - 1 }, (_, index) =>
    rounded(sizes[Math.floor(((index + 1) * sizes.length) / MOST)]),
  );
  const inner = [...new Set(between)].filter((cut) => cut > least && cut < greatest);
  return [least, ...inner, greatest];
}

/** Whether a number belongs to a class. */
export function belongs(number, { from, to, last, negative }) {
  const size = Math.abs(number);
  return number < 0 === negative && size >= from && (last ? size <= to : size < to);
}
