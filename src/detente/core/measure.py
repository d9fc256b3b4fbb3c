"""The result of an indicator: long rows with interval, n, unknown share and provenance."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.core.errors import ExtraMissing, UnknownName

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from detente.core.indicator import Indicator


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a number comes from, down to the last choice.

    Attributes
    ----------
    release : str
        Identifier of the data release.
    sources : tuple of str
        Citations of the sources in it.
    specification : mapping of str to str
        The chosen option of every dimension that matters to the indicator.
    method, indicator : str
    version : str
        Version of detente.
    engine : str
    draws, seed : int
        Bootstrap draws and the seed that names them.
    """

    release: str
    sources: tuple[str, ...]
    specification: Mapping[str, str]
    method: str
    indicator: str
    version: str
    engine: str
    draws: int
    seed: int

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        names = (
            "release",
            "sources",
            "specification",
            "method",
            "indicator",
            "version",
            "engine",
            "draws",
            "seed",
        )
        plain = {name: getattr(self, name) for name in names}
        return {**plain, "sources": list(self.sources), "specification": dict(self.specification)}


@dataclass(frozen=True, slots=True)
class Measure:
    """Rows of (grain …, metric, value, low, high, n, unknown_share, note).

    A null ``value`` is undefined or withheld, and ``note`` says why; it is never zero.
    """

    rows: pa.Table
    indicator: Indicator
    provenance: Provenance

    def __len__(self) -> int:
        return int(self.rows.num_rows)

    def to_arrow(self) -> pa.Table:
        """The rows as an Arrow table, with the provenance in its schema metadata."""
        import json

        text = json.dumps(self.provenance.as_dict(), ensure_ascii=False)
        return self.rows.replace_schema_metadata({"detente": text})

    def to_polars(self) -> pl.DataFrame:
        """The rows as a polars frame."""
        import polars as pl

        return pl.DataFrame(pl.from_arrow(self.rows))

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a pandas frame (needs pandas).

        Raises
        ------
        ExtraMissing
            pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError as missing:
            raise ExtraMissing(
                "pandas is not installed", fix="pip install 'detente[pandas]', or use .to_polars()"
            ) from missing
        return pd.DataFrame(self.rows.to_pydict())

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as plain dictionaries."""
        rows: list[dict[str, Any]] = self.rows.to_pylist()
        return rows

    def where(self, **values: object) -> Measure:
        """The rows whose columns equal the given values; None for those that are null.

        Raises
        ------
        UnknownName
            There is no such column.
        """
        import pyarrow.compute as pc

        rows = self.rows
        for name, value in values.items():
            if name not in rows.column_names:
                raise UnknownName("column of this measure", name, rows.column_names)
            wanted = pc.equal(rows[name], value) if value is not None else pc.is_null(rows[name])
            rows = rows.filter(wanted)
        return Measure(rows, self.indicator, self.provenance)

    def cite(self) -> str:
        """A sentence that lets a reader find and rerun the number."""
        p = self.provenance
        choices = ", ".join(f"{name} {value}" for name, value in p.specification.items())
        sources = "; ".join(p.sources)
        return (
            f"{self.indicator.title}. detente {p.version}, release {p.release}, {p.method}; "
            f"{choices}. Data: {sources}."
        )

    def __repr__(self) -> str:
        frame = self.to_polars()
        return f"{self.indicator.title} · release {self.provenance.release}\n{frame}"

    def _repr_html_(self) -> str:
        heads = "".join(f"<th>{html.escape(name)}</th>" for name in self.rows.column_names)
        body = "".join(
            "<tr>"
            + "".join(f"<td>{html.escape(_shown(value))}</td>" for value in row.values())
            + "</tr>"
            for row in self.rows.slice(0, 50).to_pylist()
        )
        more = f"<p>… {len(self) - 50} more rows</p>" if len(self) > 50 else ""
        return (
            f"<table><caption>{html.escape(self.indicator.title)}</caption><thead><tr>{heads}</tr>"
            f"</thead><tbody>{body}</tbody></table>{more}<p><small>{html.escape(self.cite())}</small></p>"
        )


def _shown(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
