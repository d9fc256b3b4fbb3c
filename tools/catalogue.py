"""Compile the translations of the pages: ``python tools/catalogue.py compile``."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "src" / "detente" / "views" / "web" / "locale"


def compile_catalogues(folder: Path) -> list[Path]:
    """Write the ``.mo`` beside every ``LANGUAGE/LC_MESSAGES/*.po`` of a folder that has changed.

    Returns
    -------
    list of Path
        The files written. Entries that are marked fuzzy are left out: they are guesses.
    """
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        compiled = compiled_form(source)
        if not target.is_file() or target.read_bytes() != compiled:
            target.write_bytes(compiled)
            written.append(target)
    return written


def compiled_form(source: Path) -> bytes:
    """A catalogue as ``gettext`` reads it."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parent.parent.name, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def main(arguments: list[str]) -> int:
    """Compile, and say what was written."""
    if arguments != ["compile"]:
        print("next: python tools/catalogue.py compile", file=sys.stderr)
        return 2
    for path in compile_catalogues(LOCALE):
        print(f"compiled {path.relative_to(LOCALE)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
