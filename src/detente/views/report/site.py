"""The static copy of the site: the same pages as plain files, which need no server."""

from __future__ import annotations

import posixpath
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.core.errors import UsageError
from detente.lake.disk import guarded
from detente.views.report.links import Copied, copied_forms, data_file, page_file
from detente.views.report.plan import CHANGED, Plan, plan
from detente.views.web.formats import Taken
from detente.views.web.guard.headers import meta_policy
from detente.views.web.links import static_files
from detente.views.web.page import Asked, page_at
from detente.views.web.render import render
from detente.views.web.state import State
from detente.views.web.words import LANGUAGES, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from types import ModuleType

    from detente.views.report.plan import Choices
    from detente.views.web.desk import Desk
    from detente.views.web.view import Content

MARK = ".detente-site"


@dataclass(frozen=True, slots=True)
class Copy:
    """What was written.

    Attributes
    ----------
    path : Path
    pages, files, bytes : int
    """

    path: Path
    pages: int
    files: int
    bytes: int


def export_site(
    desk: Desk,
    folder: Path,
    *,
    languages: Sequence[str] = tuple(LANGUAGES),
    changed: Sequence[str] = CHANGED,
    origin: str = "",
    progress: Callable[[str], None] = lambda _step: None,
) -> Copy:
    """Write every page and what its views give away.

    The folder appears whole or not at all; an older copy there is replaced, anything else is left
    alone. The same release and code give the same bytes.

    Parameters
    ----------
    desk : Desk
        Of the release.
    folder : Path
    languages : sequence of str
    changed : sequence of str
        Choices of which every option is copied, by itself.
    origin : str
        Where the copy will stand, for citations.
    progress : callable

    Raises
    ------
    UsageError
        The folder holds something else.
    BuildInterrupted
        It cannot be written.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise UsageError(
            f"{folder} holds something that is no copy of the site", fix="name an empty folder"
        )
    _compute_claims(desk, progress)
    nowhere = Copied(Plan(desk.release, (), {}, {}), "")
    found = plan(
        desk, nowhere, languages=tuple(languages), changed=tuple(changed), progress=progress
    )
    fresh, old = (folder.with_name(f".{folder.name}.{name}") for name in ("new", "old"))
    for left in (fresh, old):
        shutil.rmtree(left, ignore_errors=True)
    files = size = 0
    for name, data in Printer(desk, found, origin).files(progress):
        target = fresh / name
        with guarded(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        files, size = files + 1, size + len(data)
    with guarded(folder):
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    return Copy(folder, len(found), files, size)


def _compute_claims(desk: Desk, progress: Callable[[str], None]) -> None:
    """Every verdict, several at a time, before the pages that show them."""
    claims = list(desk.claims.values())
    missing = [claim for claim in claims if desk.findings.known(claim) is None]
    for done, claim in enumerate(missing):
        progress(f"checking claims: {done} of {len(missing)}")
        desk.findings.of(claim)
    desk.findings.close()


@dataclass(frozen=True, slots=True)
class Printer:
    """Pages of a plan as bytes by the names of their files.

    Attributes
    ----------
    desk : Desk
    plan : Plan
    origin : str
        Where the copy will stand.
    """

    desk: Desk
    plan: Plan
    origin: str

    def files(self, progress: Callable[[str], None]) -> Iterator[tuple[str, bytes]]:
        """Everything that the copy holds."""
        yield MARK, f"{self.plan.release}\n".encode()
        yield "index.html", _root(self.plan).encode()
        for name, data in static_files().items():
            yield f"static/{name}", data
        done = 0
        for path, variants in self.plan.variants.items():
            for choices in variants:
                done += len(self.plan.languages)
                progress(f"writing pages: {done:,} of {len(self.plan):,}")
                yield from self._copies(path, choices)

    def _copies(self, path: str, choices: Choices) -> Iterator[tuple[str, bytes]]:
        """A page in every language, and once what its views give away."""
        for language in reversed(self.plan.languages):  # files speak the first one
            asked, module = self._asked(path, choices, language)
            content: Content = module.build(asked)
            text = render(asked, module.PAGE, content)
            yield page_file(language, path, choices), text.encode()
        for view in content.views:
            if view.given is not None:
                taken = Taken.of(asked, view)
                for form in copied_forms(choices):
                    name = data_file(path, choices, f"{view.id}.{form.ending}")
                    yield name, form.write(taken)

    def _asked(self, path: str, choices: Choices, language: str) -> tuple[Asked, ModuleType]:
        here = posixpath.dirname(page_file(language, path, choices))
        module, parameters = page_at(path)
        state = State(language, self.plan.release, choices)
        links = Copied(self.plan, here, self.origin, meta_policy())
        return Asked(self.desk, state, Words(language), links, path, parameters), module


def _root(found: Plan) -> str:
    """A page that leads on, in every language of the copy."""
    first = found.languages[0]
    links = "".join(
        f'<li><a href="{code}/index.html" lang="{Words(code).tag}">{LANGUAGES[code]}</a></li>'
        for code in found.languages
    )
    return (
        f'<!doctype html>\n<html lang="{Words(first).tag}">\n<head><meta charset="utf-8">'
        f'<meta http-equiv="refresh" content="0; url={first}/index.html">'
        f"<title>détente</title></head>\n<body><ul>{links}</ul></body>\n</html>\n"
    )
