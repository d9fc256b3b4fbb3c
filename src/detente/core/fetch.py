"""What a source that can be fetched declares: ``detente fetch NAME --to FOLDER``.

A source becomes fetchable by one declaration, in its own module ``sources/NAME.py`` (or the
package's ``__init__``) or in its sub-module ``sources/NAME/fetch.py``::

    def fetch(folder, options, progress):
        progress("reading the dump")
        ...  # write into folder, atomically (lake/disk.py: replace_bytes)
        return Fetched(facts={"organisations": count}, notes=("3 of them are withdrawn",))

    def plan(folder, options):
        return Plan(facts={"records": count}, seconds=12.0)

    FETCH = Fetch(
        title="the register of research organisations",
        description="Reads a full dump of ROR into FOLDER.",
        options=(Option("--dump", "the dump: a zip, a JSON file or a folder", "FILE"),),
        examples=(("--dump v2.zip", "From a dump that you downloaded."),),
        fetch=fetch,
        plan=plan,
    )

``detente fetch`` finds it, checks the options, shows progress, prints facts and notes, and turns
errors into exit codes: raise ``BudgetExhausted`` where a quota ran out and ``FetchInterrupted``
where a server failed, once everything worth keeping is safe, and the same command must go on from
there. Everything heavy is imported inside the two functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

Options = Mapping[str, str | bool]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Option:
    """An option of ``detente fetch NAME``.

    Attributes
    ----------
    name : str
        With its dashes: ``"--filter"``. Its key among the options is ``"filter"``.
    meaning : str
        What it does, in one line of help.
    metavar : str
        What stands for its value in help; empty for a flag, which is True when given.
    """

    name: str
    meaning: str
    metavar: str = ""

    @property
    def key(self) -> str:
        """Its name among the options handed to ``fetch`` and ``plan``; absent if not given."""
        return self.name.lstrip("-").replace("-", "_")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a finished fetch left in the folder.

    Attributes
    ----------
    facts : mapping of str to str or int
        Counts for the summary, by what they count, e.g. ``{"works": 12_345}``.
    notes : tuple of str
        What a reader of the data must know: what is missing, what changed under way.
    following : str
        The command that makes use of the folder; empty for none.
    """

    facts: Mapping[str, str | int]
    notes: tuple[str, ...] = ()
    following: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a fetch would do, as far as it can be known without doing it.

    Attributes
    ----------
    facts : mapping of str to str or int
        Counts by what they count, e.g. ``{"works": 45_000, "calls": 450}``.
    seconds : float or None
        How long it would take, without the days spent waiting for a quota; None if unknown.
    notes : tuple of str
        What could not be found out, and what it costs.
    """

    facts: Mapping[str, str | int]
    seconds: float | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetch:
    """A source that can be fetched.

    Attributes
    ----------
    title : str
        What is fetched, from whom.
    description : str
        How, for help: what must be set, what lies in the folder afterwards.
    fetch : callable
        ``fetch(folder, options, progress)``: brings everything into ``folder``, which exists. It
        goes on where an earlier call was stopped, however it was stopped.
    plan : callable
        ``plan(folder, options)`` for ``--dry-run``: writes nothing.
    options : tuple of Option
    examples : tuple of (str, str)
        Words after ``detente fetch NAME``, and what they do.
    """

    title: str
    description: str
    fetch: Callable[[Path, Options, Progress], Fetched]
    plan: Callable[[Path, Options], Plan]
    options: tuple[Option, ...] = ()
    examples: tuple[tuple[str, str], ...] = ()
