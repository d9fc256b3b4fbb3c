"""What examining works asks of a file, whatever its form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.kernels.phrases import Phrases
    from detente.sources.openalex.texts import Texts

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.int64]


class Columns(Protocol):
    """Fields of some records by their path, e.g. ``authorships.institutions.id``."""

    def __len__(self) -> int:
        """How many records there are."""
        ...

    def texts(self, path: str) -> Texts:
        """Texts."""
        ...

    def whole(self, path: str) -> Numbers:
        """Whole numbers; -1 for null, -2 for those that are negative or too large."""
        ...

    def flags(self, path: str) -> NDArray[np.int8]:
        """1 for true, 0 for false, -1 for null."""
        ...

    def scores(self, path: str, wanted: Flags) -> NDArray[np.float64]:
        """Numbers: those wanted exactly; of the others only whether they are in 0 to 1 is told."""
        ...

    def days(self, path: str) -> tuple[Numbers, Flags]:
        """Days since 1970 (``NO_DAY`` for what is none), and where there is null."""
        ...

    def moments(self, path: str) -> tuple[Numbers, Texts | None]:
        """Microseconds since 1970 (``NO_MOMENT``), and the texts they stand in, if any."""
        ...

    def parents(self, path: str) -> NDArray[np.int32]:
        """The row that each item of a list belongs to, rising."""
        ...

    def faulty(self, path: str) -> Flags:
        """Records with a null in or below a list where none may be."""
        ...

    def unsaid(self) -> Flags:
        """Records that do not say whether they are extended, though of a time that did."""
        ...

    def broken_abstracts(self) -> Flags:
        """Records whose abstract is no inverted index."""
        ...

    def phrases(self, phrases: Phrases) -> NDArray[np.int32]:
        """Phrases of abstracts: (record, phrase), each once."""
        ...
