"""Every error detente raises on purpose, in one tree.

    DetenteError                 exit 1
    ├── UsageError               exit 2   an option, a name or a claim that cannot be read
    │   ├── UnknownName          exit 2   … with the nearest names there are
    │   └── ClaimUnreadable      exit 2   … with the place where reading stopped
    ├── DataMissing              exit 4   what is asked for is not in the release
    ├── BudgetExhausted          exit 5   a quota ran out; the same command resumes
    ├── IntegrityError           exit 6   bytes on disk are not the bytes that were written
    ├── SourceMalformed          exit 1   a source file that is not what its publisher declares
    ├── TableInvalid             exit 1   rows that break the declaration of their table
    ├── NotPortable              exit 1   a statement outside the portable SQL subset
    ├── StatementFailed          exit 1   a portable statement that an engine could not finish
    ├── BuildInterrupted         exit 1   another build holds the lake, or one left it unfinished
    ├── FetchInterrupted         exit 1   a provider's server failed; the same command resumes
    └── ExtraMissing             exit 1   an optional dependency that is not installed

Exit code 3 (a claim that is not supported) is a result, not an error.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable


class DetenteError(Exception):
    """What went wrong, why, and what to do next.

    Parameters
    ----------
    what : str
        The thing that failed, naming its file, row, table or option.
    why : str
        The reason, in one sentence.
    fix : str
        What the reader can do next, as a command where there is one.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, why: str = "", fix: str = "") -> None:
        super().__init__(what)
        self.what, self.why, self.fix = what, why, fix

    def __str__(self) -> str:
        lines = [self.what]
        if self.why:
            lines.append(f"  why:  {self.why}")
        if self.fix:
            lines.append(f"  next: {self.fix}")
        return "\n".join(lines)

    def __reduce__(self) -> tuple[object, ...]:
        # keyword-only arguments do not survive the default pickling across worker processes
        return rebuild, (type(self), (self.what, self.why, self.fix)), vars(self)


def rebuild(kind: type[DetenteError], text: tuple[str, str, str]) -> DetenteError:
    """An error as another process raised it: its kind, and what, why and fix."""
    what, why, fix = text
    error = kind.__new__(kind)
    DetenteError.__init__(error, what, why=why, fix=fix)
    return error


class UsageError(DetenteError):
    """An option or argument that cannot be used as given."""

    exit_code = 2


class UnknownName(UsageError):
    """A name that is not among the known ones; says the nearest.

    Parameters
    ----------
    kind : str
        What the name should have named, e.g. ``"option of dimension 'link'"``.
    name : str
        The name that was given.
    known : iterable of str
        The names there are.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
        fix = f"did you mean {' or '.join(near)}?" if near else "use one of: " + ", ".join(names)
        super().__init__(f"no {kind} is called '{name}'", fix=fix)
        self.suggestions = tuple(near)


class ClaimUnreadable(UsageError):
    """A typed claim that the grammar does not accept."""


class DataMissing(DetenteError):
    """The release does not hold what the question needs."""

    exit_code = 4


class BudgetExhausted(DetenteError):
    """A provider's quota ran out; progress is kept and the same command resumes."""

    exit_code = 5


class IntegrityError(DetenteError):
    """Bytes on disk differ from the manifest."""

    exit_code = 6


class SourceMalformed(DetenteError):
    """A source file that does not have the shape its publisher declares."""


class TableInvalid(DetenteError):
    """Rows that break their table's declaration."""


class NotPortable(DetenteError):
    """A statement that two engines could answer differently."""


class StatementFailed(DetenteError):
    """A portable statement that an engine could not finish: overflow, memory, a lost worker."""


class BuildInterrupted(DetenteError):
    """A build that cannot start or go on."""


class FetchInterrupted(DetenteError):
    """A provider's server that fails or contradicts itself; progress is kept."""


class ExtraMissing(DetenteError):
    """An optional dependency that is not installed."""
