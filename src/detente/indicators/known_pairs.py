"""Pairs of articles of two laws that our own coding knows to share a type of obligation.

A pair is known where every coder found a type in both articles. That two articles share a type says
less than that they state the same obligation, so recall of these pairs is that of a coarse truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.indicators.codings import identity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Named = tuple[str, Mapping[int, str]]
    # of each coder, by article of one law, the types that were found in it
    Found = Mapping[int, Sequence[frozenset[str]]]

DEPTHS = (1, 3, 5, 10, 20)
"""How many proposals an article is given where recall is told."""


@dataclass(frozen=True, slots=True)
class KnownPairs:
    """What coders found in the articles of two laws.

    Attributes
    ----------
    names : pair of str
    articles : pair of tuples of int
        Numbers of their articles.
    found : pair of mappings, or None
        Types by article, one set a coder; None where either law was not coded.
    """

    names: tuple[str, str]
    articles: tuple[tuple[int, ...], tuple[int, ...]]
    found: tuple[Found, Found] | None

    @staticmethod
    def of(first: Named, second: Named) -> KnownPairs:
        """From the coding that comes with the package.

        Parameters
        ----------
        first, second : (str, mapping of int to str)
            Name of a law, and the texts of its articles by number.

        Raises
        ------
        SourceMalformed
            The text of a coded law has other articles than were coded.
        """
        from detente.sources import rules
        from detente.sources.agora.articles import refuse_other_articles

        names, articles = (first[0], second[0]), (tuple(first[1]), tuple(second[1]))
        tables = rules.read().tables
        coded = {r["instrument"]: r["articles"] for r in tables["instrument"].to_pylist()}
        if not set(names) <= set(coded):
            return KnownPairs(names, articles, None)
        for name, numbers in zip(names, articles, strict=True):
            refuse_other_articles(name, len(numbers), coded[name])
        rows = tables["obligation"].to_pylist()
        coders = sorted({row["coder"] for row in rows})
        types: dict[tuple[str, int, str], set[str]] = {}
        for row in rows:
            if row["type"] is not None:
                place = row["instrument"], row["article"], row["coder"]
                types.setdefault(place, set()).add(row["type"])
        one, other = (
            {n: [frozenset(types.get((name, n, coder), ())) for coder in coders] for n in numbers}
            for name, numbers in zip(names, articles, strict=True)
        )
        return KnownPairs(names, articles, (one, other))

    def types(self, one: int, other: int) -> str | None:
        """Types that every coder found in both of two articles, by comma; None if not coded."""
        return None if self.found is None else ", ".join(sorted(self._sure(one, other)))

    def disputed(self, one: int, other: int) -> str | None:
        """Types that some coder found in each of two articles, but not every one in both."""
        if self.found is None:
            return None
        perhaps = frozenset.union(*self.found[0][one]) & frozenset.union(*self.found[1][other])
        return ", ".join(sorted(perhaps - self._sure(one, other)))

    def gold(self) -> NDArray[np.bool_] | None:
        """Which pairs are known, shape (articles of the first, of the second); None if uncoded."""
        import numpy as np

        if self.found is None:
            return None
        first, second = self.articles
        return np.array([[bool(self._sure(a, b)) for b in second] for a in first], bool)

    def recall(self, ranks: Mapping[str, NDArray[np.int64]], *, draws: int, seed: int) -> pa.Table:
        """Share of the known pairs that are among the first k of each article of the first law.

        Parameters
        ----------
        ranks : mapping of str to array of shape (articles of the first, of the second)
            By method.
        draws, seed : int
            Of the bootstrap, which resamples the articles of the first law.

        Returns
        -------
        pyarrow.Table
            ``method``, ``k``, ``value`` in [0, 1], ``low`` and ``high`` of its 95 % interval, ``n``
            known pairs, ``chance`` (what k articles drawn at random would find), ``note`` (why the
            value is null).
        """
        import numpy as np
        import pyarrow as pa

        from detente.kernels.intervals import interval
        from detente.kernels.retrieval import pair_recall

        size = len(self.articles[1])
        depths = [k for k in DEPTHS if k < size]
        gold = self.gold()
        known = 0 if gold is None else int(gold.sum())
        rows: list[dict[str, Any]] = []
        for method, ranked in ranks.items():
            told: list[Any] = [(None, None, None)] * len(depths)
            if gold is not None and known:
                values = pair_recall(ranked, gold, depths, weights=self._weights(draws, seed))
                ends = interval(values[1:].T)
                told = [
                    [None if np.isnan(cell) else float(cell) for cell in row]
                    for row in zip(values[0], ends.low, ends.high, strict=True)
                ]
            rows += [
                {"method": method, "k": k, "value": value, "low": low, "high": high, "n": known,
                 "chance": k / size, "note": self._note(known)}
                for k, (value, low, high) in zip(depths, told, strict=True)
            ]  # fmt: skip
        schema = pa.schema(
            {
                "method": pa.string(), "k": pa.int64(), "value": pa.float64(), "low": pa.float64(),
                "high": pa.float64(), "n": pa.int64(), "chance": pa.float64(), "note": pa.string(),
            }
        )  # fmt: skip
        return pa.Table.from_pylist(rows, schema=schema)

    def _sure(self, one: int, other: int) -> frozenset[str]:
        if self.found is None:
            return frozenset()
        return frozenset.intersection(*self.found[0][one], *self.found[1][other])

    def _weights(self, draws: int, seed: int) -> NDArray[np.int32]:
        """How often each article of the first law counts: once, then its weight in each draw."""
        import numpy as np

        from detente.kernels.bootstrap import weights

        numbers = self.articles[0]
        units = np.array([identity(self.names[0], number) for number in numbers], np.int64)
        drawn = weights(np.arange(len(units) + 1), units, draws=draws, seed=seed)
        return np.concatenate([np.ones((1, len(units)), np.int32), drawn.T])

    def _note(self, known: int) -> str:
        if known:
            return ""
        why = "no type is in both laws" if self.found else "not both laws are coded"
        return f"insufficient data: {why}"
