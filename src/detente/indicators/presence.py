"""Which meetings count under a specification, and who is known to have been with them.

What a list leaves out is unknown unless the list is complete: 1 is yes, 0 is no, NaN is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.errors import DataMissing, UsageError
from detente.indicators.resampled import event_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.dataset import Dataset

    Floats = NDArray[np.float64]

MEETING_CHOICES = ("meeting_level", "meeting_membership", "presence", "evidence", "period")
_CAME = {"host": 1.0, "participant": 1.0, "absent": 0.0, "unknown": np.nan}
_SIGNED = {True: 1.0, False: 0.0, None: np.nan}


@dataclass(frozen=True, eq=False)
class Meetings:
    """Meetings that count, with their parties and weights.

    Attributes
    ----------
    rows : tuple of dict
        Rows of the ``meeting`` table, in order of their names.
    parties : dict
        Rows of ``meeting_party`` by (meeting, party).
    presence : str
        Option of the dimension of that name.
    weights : float64 array, shape (meetings, 1 + draws)
    """

    rows: tuple[dict[str, Any], ...]
    parties: dict[tuple[str, str], dict[str, Any]]
    presence: str
    weights: Floats

    @property
    def years(self) -> tuple[int, ...]:
        """Year in which each meeting began."""
        return tuple(row["start"].year for row in self.rows)

    @property
    def codes(self) -> tuple[str, ...]:
        """Every party that is known to have been with some meeting that counts."""
        names = {row["meeting"] for row in self.rows}
        found = {party for meeting, party in self.parties if meeting in names}
        return tuple(sorted(code for code in found if (self.status(code) == 1).any()))

    def status(self, party: str) -> Floats:
        """Whether a party was with each meeting: (meetings,)."""
        return self.signed(party) if self.presence == "signed" else self.came(party)

    def both(self, one: str, other: str) -> Floats:
        """Whether both were: no as soon as one was not, unknown only where it could be yes."""
        return both(self.status(one), self.status(other))

    def came(self, party: str) -> Floats:
        """Whether a party took part in each meeting."""
        return self._known(party, "parties_complete", lambda row: _CAME[row["role"]])

    def signed(self, party: str) -> Floats:
        """Whether a party signed the text of each meeting; unknown where there was none."""
        found = self._known(party, "signatories_complete", lambda row: _SIGNED[row["signed"]])
        return np.where(self.has_text, found, np.nan)

    @property
    def has_text(self) -> NDArray[np.bool_]:
        """Whether there was a text to sign."""
        return np.array([row["document"] is not None for row in self.rows], bool)

    def _known(self, party: str, complete: str, read: Any) -> Floats:
        found = []
        for row in self.rows:
            listed = self.parties.get((row["meeting"], party))
            known = np.nan if listed is None else read(listed)
            found.append(0.0 if np.isnan(known) and row[complete] else known)
        return np.array(found, float)


def both(one: Floats, other: Floats) -> Floats:
    """1 where both are 1, 0 where one is 0, else NaN."""
    return np.where((one == 0) | (other == 0), 0.0, one * other)


def meetings_of(dataset: Dataset, specification: Specification) -> Meetings:
    """Meetings that a specification counts.

    With ``presence = signed`` these are the meetings that had a text to sign.

    Raises
    ------
    DataMissing
        The release has no meetings.
    """
    from detente.tables import meeting, meeting_party

    dataset.need("meeting", "meeting_party")
    # two sources may bring the same meeting: the package's own table and the starter's copy of it
    given = {row["meeting"]: row for row in dataset.release.table(meeting.TABLE).to_pylist()}
    period = specification.period
    rows = [
        row
        for _, row in sorted(given.items())
        if row["start"].year in period
        and (specification["meeting_level"] == "all" or row["level"] == "intergovernmental")
        and (specification["meeting_membership"] == "all" or row["membership"] == "open")
        and (specification["evidence"] == "any" or row["confidence"] == "high")
        and (specification["presence"] == "attended" or row["document"] is not None)
    ]
    listed = dataset.release.table(meeting_party.TABLE).to_pylist()
    return Meetings(
        tuple(rows),
        {(row["meeting"], row["party"]): row for row in listed},
        specification["presence"],
        event_weights([row["meeting"] for row in rows], dataset),
    )


def need_party(dataset: Dataset, *codes: str) -> None:
    """Raise unless something is known of each party.

    Raises
    ------
    DataMissing
        No meeting of the release says anything of a party.
    UsageError
        The same party is named twice.
    """
    from detente.tables import meeting_party

    if len(set(codes)) < len(codes):
        raise UsageError(f"'{codes[0]}' does not meet itself", fix="name another country")
    dataset.need("meeting_party")
    known = set(dataset.release.table(meeting_party.TABLE)["party"].to_pylist())
    for code in codes:
        if code not in known:
            raise DataMissing(
                f"nothing is known of '{code}' at any meeting of this release",
                fix="name one of: " + ", ".join(sorted(known)),
            )
