"""The declaration of a canonical table and the one check at the border."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.core.errors import TableInvalid

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
    type : str
        Arrow type by its alias: ``int16``, ``int64``, ``float64``, ``string``, ``bool``,
        ``date32``.
    meaning : str
        One sentence a reader of the data can use.
    unit : str
        Unit of a number; empty for identifiers and categories.
    nullable : bool
        Whether null (unknown) is allowed. A null is never written as 0 or as an empty string.
    minimum, maximum : float or None
        Closed range of a number.
    pattern : str
        Regular expression that a whole string value matches; empty for none.
    options : tuple of str
        The closed set of values of a category; empty for an open one.
    """

    name: str
    type: str
    meaning: str
    unit: str = ""
    nullable: bool = False
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A canonical table: its columns, key and sort order, and the version of that declaration."""

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    sort: tuple[str, ...] = ()
    version: int = 1

    @property
    def schema(self) -> pa.Schema:
        """Arrow schema of the table."""
        import pyarrow as pa

        return pa.schema(
            [pa.field(c.name, pa.type_for_alias(c.type), c.nullable) for c in self.columns]
        )

    def check(self, data: pa.Table, *, origin: str) -> pa.Table:
        """Return ``data`` in declared column order and types, or say which row is wrong.

        Parameters
        ----------
        data : pyarrow.Table
            Rows of one part of the table.
        origin : str
            The file or source the rows came from, for the error message.

        Returns
        -------
        pyarrow.Table
            The same rows with exactly the declared schema.

        Raises
        ------
        TableInvalid
            A column is missing or undeclared, a value has the wrong type, is null where null is not
            allowed, lies outside its range, pattern or options, or a key occurs twice.
        """
        from detente.core.validation import validate

        return validate(self, data, origin=origin)

    def empty(self) -> pa.Table:
        """A table of this schema with no rows."""
        return self.schema.empty_table()


def reject(table: Table, why: str, *, origin: str, row: int | None = None) -> TableInvalid:
    """The error for one bad row (0-based within ``origin``)."""
    place = f"{origin}, row {row}" if row is not None else origin
    return TableInvalid(
        f"table '{table.name}': {place}",
        why=why,
        fix="correct the row in the source, or report the source as changed",
    )
