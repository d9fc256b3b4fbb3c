"""From a filter or a list of identifiers to a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from detente.core.errors import DetenteError, FetchInterrupted
from detente.core.pace import Pace
from detente.sources.openalex.api.batch import Batch
from detente.sources.openalex.api.replies import Deleted, Merged, Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from detente.core.fetch import Progress
    from detente.sources.openalex.api.client import Client
    from detente.sources.openalex.api.folder import FetchFolder
    from detente.sources.openalex.api.replies import Answer, Page

PAGES_A_FILE = 10
SINGLES_A_FILE = 500
_BARREN = 3


def fetch_pages(folder: FetchFolder, client: Client, *, filter_: str, progress: Progress) -> None:
    """Fetch every work that passes a filter, from the first page not yet there.

    Raises
    ------
    BudgetExhausted, FetchInterrupted, UsageError
        As the client; also FetchInterrupted where the server sends a cursor for the second time or
        several pages without a new work. What came before is kept.
    """
    pace, held, barren = None, len(folder.seen), 0
    with _Unsaved(folder) as unsaved:
        while (cursor := unsaved.cursor) is not None:
            page = client.page(filter_, cursor)
            fresh = unsaved.take_page(page, cursor)
            pace = pace or Pace(page.count - held, _works_text, clock=client.clock.now)
            progress(f"fetching: {pace.text(unsaved.works - held)}")
            barren = 0 if fresh else barren + 1
            if barren > _BARREN and page.following is not None:
                raise _endless(barren)
            unsaved.commit_from(PAGES_A_FILE)
    if not folder.complete:
        folder.finish(notes_on(folder))


def fetch_singles(
    folder: FetchFolder, client: Client, *, identifiers: Sequence[int], progress: Progress
) -> None:
    """Fetch works by their identifiers; each identifier is asked for once.

    An identifier that was merged is written down with the one it was merged into, which is then
    fetched as if it had been asked for; one that was deleted is written down as such. Raises as the
    client does.
    """
    # an earlier run may have been stopped between an identifier and what it was merged into
    queue = [*folder.merged.values(), *identifiers]
    queue = [identifier for identifier in queue if not folder.knows(identifier)]
    pace = Pace(len(queue), _works_text, clock=client.clock.now)
    with _Unsaved(folder) as unsaved:
        for done, identifier in enumerate(queue, start=1):
            wanted: int | None = identifier
            while wanted is not None and not unsaved.knows(wanted):
                wanted = unsaved.take_single(wanted, client.work(wanted))
            progress(f"fetching: {pace.text(done)}")
            unsaved.commit_from(SINGLES_A_FILE)
    if not folder.complete:
        folder.finish(())


def notes_on(folder: FetchFolder) -> Iterable[str]:
    """What a reader of the finished folder must know."""
    if folder.repeated:
        yield f"{folder.repeated:,} records came on two pages and were kept once"
    if len(folder.counts) > 1:
        yield (
            f"OpenAlex changed while it was read: {folder.counts[0]:,} works at first, "
            f"{folder.counts[-1]:,} at the end"
        )
    count, held = folder.counts[-1], len(folder.seen)
    if count != held:
        yield (
            f"OpenAlex counts {count:,} works and {held:,} different ones came: "
            f"{abs(count - held):,} too {'few' if held < count else 'many'}"
        )


class _Unsaved:
    """What came and is not committed yet.

    It is committed when there is enough of it, at the end, and when an error stops the work; what a
    kill destroys is asked for again.
    """

    def __init__(self, folder: FetchFolder) -> None:
        self._folder = folder
        self._batch = Batch(following=folder.cursor)
        self._known: set[int] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        if kind is None or issubclass(kind, DetenteError | KeyboardInterrupt):
            self.commit_from(1)

    @property
    def cursor(self) -> str | None:
        """Cursor of the next page."""
        return self._batch.following

    @property
    def works(self) -> int:
        """Works there are, with those in the folder."""
        return len(self._folder.seen) + len(self._batch.works)

    def knows(self, identifier: int) -> bool:
        """Whether there is an answer about it already."""
        return self._folder.knows(identifier) or identifier in self._known

    def take_page(self, page: Page, cursor: str) -> int:
        """Keep a page; how many works on it are new.

        Raises
        ------
        FetchInterrupted
            It leads back to a page that was read.
        """
        batch = self._batch
        if page.following in (*batch.cursors, cursor) or page.following in self._folder.cursors:
            raise _circle()
        fresh = len(batch.works)
        for work in page.works:
            self._take_work(work)
        fresh = len(batch.works) - fresh
        batch.repeated += len(page.works) - fresh
        batch.cursors.append(cursor)
        batch.counts.append(page.count)
        batch.following = page.following
        return fresh

    def take_single(self, identifier: int, answer: Answer) -> int | None:
        """Keep the answer about an identifier; what to ask for next, if it was merged."""
        self._known.add(identifier)
        if isinstance(answer, Deleted):
            self._batch.deleted.append(identifier)
        elif isinstance(answer, Merged):
            self._batch.merged.append((identifier, answer.target))
            return answer.target
        elif isinstance(answer, Work) and answer.id == identifier:
            self._batch.works.append(answer)
        elif isinstance(answer, Work):
            self._batch.merged.append((identifier, answer.id))
            self._take_work(answer)
        return None

    def commit_from(self, least: int) -> None:
        """Commit what there is if it is at least so many replies."""
        batch = self._batch
        if batch.answers >= least:
            # taken out first: a commit that fails half-way must not be tried again from here
            self._batch, self._known = Batch(following=batch.following), set()
            self._folder.commit(batch)

    def _take_work(self, work: Work) -> None:
        if not self.knows(work.id):
            self._known.add(work.id)
            self._batch.works.append(work)


def _works_text(count: float) -> str:
    return f"{count:,.0f} works"


def _circle() -> FetchInterrupted:
    return FetchInterrupted(
        "OpenAlex gives a page as the next one that has been read already",
        why="going on would read the same pages for ever",
        fix="what was fetched is safe: run the same command later",
    )


def _endless(pages: int) -> FetchInterrupted:
    return FetchInterrupted(
        f"OpenAlex gave {pages} pages in a row without a new work, and more to come",
        why="going on might never end",
        fix="what was fetched is safe: run the same command later",
    )
