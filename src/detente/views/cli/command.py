"""What a command declares: plain data that help, parsing and documentation share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Argument:
    """One word or option that a command takes.

    Attributes
    ----------
    name : str
        ``"indicator"`` for a word by its place, ``"--country"`` for an option.
    meaning : str
        What it does, in one line of help.
    metavar : str
        What stands for its value in help; empty for a flag that takes none.
    default : str or None
        What it is if not given.
    options : tuple of str
        The closed set of values; empty for any.
    many : bool
        Whether a word may be given any number of times.
    required : bool
        Whether a word must be given.
    """

    name: str
    meaning: str
    metavar: str = ""
    default: str | None = None
    options: tuple[str, ...] = ()
    many: bool = False
    required: bool = False

    @property
    def key(self) -> str:
        """Name of the parsed value."""
        return self.name.lstrip("-").replace("-", "_")

    @property
    def is_option(self) -> bool:
        """Whether it is given by name."""
        return self.name.startswith("-")

    @property
    def spelled(self) -> str:
        """How help spells it: ``--country CODE``."""
        if not self.is_option:
            return self.metavar or self.name.upper()
        return f"{self.name} {self.metavar}".rstrip()


@dataclass(frozen=True, slots=True)
class Example:
    """A line that runs, and what it answers."""

    line: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Section:
    """Arguments that help lists together."""

    title: str
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Command:
    """One verb.

    Attributes
    ----------
    group : str
        Under which title ``detente --help`` lists it.
    summary : str
        One line.
    description : str
        What it does and what its exit code means.
    arguments : tuple of Argument
    examples : tuple of Example
    open_options : bool
        Whether options that are not declared are handed on (as filters of an indicator).
    dimensions : bool
        Whether it takes the analytic choices (``--counting`` …).
    rows : bool
        Whether its answer can be written as rows (``--csv``, ``--parquet``).
    stays : bool
        Whether it runs until it is interrupted.
    """

    group: str
    summary: str
    description: str
    arguments: tuple[Argument, ...] = ()
    examples: tuple[Example, ...] = ()
    open_options: bool = False
    dimensions: bool = False
    rows: bool = True
    stays: bool = False

    @property
    def sections(self) -> tuple[Section, ...]:
        """Every argument the command takes, the shared ones last."""
        own = (
            Section("Arguments", tuple(a for a in self.arguments if not a.is_option)),
            Section("Options", tuple(a for a in self.arguments if a.is_option)),
        )
        choices = (Section("Analytic choices", dimension_arguments()),) if self.dimensions else ()
        written = tuple(a for a in WRITTEN if self.rows or a.name == "--json")
        shared = (Section("Output", (*written, *SHARED)),)
        return tuple(section for section in (*own, *choices, *shared) if section.arguments)


WRITTEN = (
    Argument("--json", "print JSON: the same numbers, with their provenance"),
    Argument("--csv", "print CSV (RFC 4180, first line the column names)"),
    Argument("--parquet", "write Parquet, provenance in its metadata", "FILE"),
)
SHARED = (
    Argument("--lake", "the lake's folder (default: $DETENTE_LAKE, or ./lake)", "FOLDER"),
    Argument(
        "--color",
        "auto (default), always or never; NO_COLOR is respected",
        "WHEN",
        "auto",
        ("auto", "always", "never"),
    ),
    Argument("--debug", "show the whole traceback of an error"),
    Argument("--help", "show this help"),
)


def dimension_arguments() -> tuple[Argument, ...]:
    """An option for every dimension there is."""
    from detente.core.dimensions import DIMENSIONS

    return tuple(
        Argument(
            "--" + d.name.replace("_", "-"),
            f"{d.title[0].lower()}{d.title[1:]} (default: {d.default})",
            "YEARS" if d.name == "period" else "OPTION",
        )
        for d in DIMENSIONS
    )
