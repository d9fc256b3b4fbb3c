"""Documents as plain values, and the mark of what is simulated."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa


def plain(value: Any) -> Any:
    """Value made of what JSON knows; what is not a number becomes null."""
    if isinstance(value, str) or value is None or isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, Sequence | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, int) else str(value)


def simulated(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document that says first that what it tells of is invented."""
    from detente.simulate.release import WARNING

    return {"simulated": WARNING, **document}


def simulated_rows(rows: pa.Table) -> pa.Table:
    """Rows that each say that they are invented."""
    import pyarrow as pa

    return rows.append_column("simulated", pa.array([True] * rows.num_rows, pa.bool_()))
