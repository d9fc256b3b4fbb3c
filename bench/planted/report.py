"""The tables a campaign prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bench.planted.crowned import Crowned
from bench.planted.gaps import Gaps
from bench.planted.signs import Signs
from bench.planted.verdicts import Verdicts
from detente.kernels.coverage import wilson
from detente.simulate.coverage import Coverage


def percent(share: float) -> str:
    """A share as per cent with one decimal."""
    return f"{100 * share:5.1f} %"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lines of a Markdown table, numbers to the right."""
    cells = [list(heads), *(list(row) for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(heads))]
    for number, row in enumerate(cells):
        first = row[0].ljust(widths[0])
        others = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield "| " + " | ".join([first, *others]) + " |"
        if number == 0:
            rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
            yield "| " + " | ".join(rule) + " |"


def coverage(rows: Iterable[Coverage]) -> Iterator[str]:
    """How often each statistic's interval holds the truth."""
    heads = ("statistic", "worlds", "held", "95 % of that", "below", "above", "mean width")
    return table(
        heads,
        (
            (
                row.statistic,
                str(row.worlds),
                percent(row.share),
                "{} to {}".format(*(percent(end).strip() for end in row.uncertainty)),
                str(row.below),
                str(row.above),
                f"{row.width:.4f}",
            )
            for row in rows
        ),
    )


def signs(rows: Iterable[Signs]) -> Iterator[str]:
    """How often the planted sign is found, and how often an interval excludes the truth's side."""
    heads = ("planted", "statistic", "worlds", "above 0", "surely above", "surely below", "mean")
    return table(
        heads,
        (
            (
                row.case.name,
                row.statistic,
                str(row.worlds),
                *(percent(n / row.worlds) for n in (row.above, row.sure_above, row.sure_below)),
                f"{row.mean:+.4f}",
            )
            for row in rows
        ),
    )


def crowned(rows: Iterable[Crowned]) -> Iterator[str]:
    """How often the country with missing references comes first, and by how much it leads."""
    heads = ("references lost", "method", "worlds", "first", "95 % of that", "last", "mean lead")
    return table(
        heads,
        (
            (
                f"{row.loss:.0%}",
                row.method,
                str(row.worlds),
                percent(row.crowned / row.worlds),
                "{} to {}".format(
                    *(percent(float(end)).strip() for end in wilson(row.crowned, row.worlds))
                ),
                percent(row.last / row.worlds),
                f"{row.lead:+.4f} ± {row.error:.4f}",
            )
            for row in rows
        ),
    )


def shares(rows: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    """How often something was said, of how many worlds."""
    heads = ("what was said", "worlds", "share", "95 % of that")
    return table(
        heads,
        (
            (
                what,
                str(worlds),
                percent(said / worlds),
                "{} to {}".format(*(percent(float(e)).strip() for e in wilson(said, worlds))),
            )
            for what, (said, worlds) in rows.items()
        ),
    )


def verdicts(rows: Iterable[Verdicts]) -> Iterator[str]:
    """How often each verdict is right, and how often a wrong side is called robust."""
    heads = ("case", "right verdict", "worlds", "right", "any side", "wrong and robust")
    return table(
        heads,
        (
            (
                row.case.name,
                row.case.right,
                str(row.worlds),
                percent(row.share(row.case.right)),
                percent(row.one_sided()),
                percent(row.wrong()),
            )
            for row in rows
        ),
    )


def demotions(rows: Iterable[Verdicts]) -> Iterator[str]:
    """Wrong robust verdicts on records with gaps, before and after the bounds are looked at."""
    heads = ("case", "the truth", "worlds", "wrong and robust, naive", "with bounds")
    return table(
        heads,
        (
            (
                row.case.name,
                row.case.right,
                str(row.worlds),
                percent(row.wrong(naive=True)),
                percent(row.wrong()),
            )
            for row in rows
        ),
    )


def gaps(rows: Iterable[Gaps]) -> Iterator[str]:
    """Intervals and bounds where affiliations are missing."""
    heads = (
        "statistic",
        "worlds",
        "interval holds truth",
        "bounds hold truth",
        "bounds hold full record",
        "interval width",
        "bounds width",
    )
    return table(
        heads,
        (
            (
                row.interval.statistic,
                str(row.interval.worlds),
                percent(row.interval.share),
                percent(row.bounds.share),
                percent(row.logical.share),
                f"{row.interval.width:.3f}",
                f"{row.bounds.width:.3f}",
            )
            for row in rows
        ),
    )
