"""Verdicts of claims as documents: computed once a release by a process beside, and kept.

A claim takes seconds. A page does not wait for it: it says that the verdict is being computed and
looks again. The book's claims are kept on the shelf; sentences that readers type only in memory, so
that no reader fills the disk, and few of them wait at a time.
"""

from __future__ import annotations

import atexit
import gc
import os
import threading
import time
from collections import OrderedDict
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from detente.core.errors import BudgetExhausted, DetenteError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from detente.claims.claim import Claim
    from detente.lake.dataset import Dataset
    from detente.views.web.shelf import Shelf

Document = dict[str, Any]
TYPED = "typed"
HELD = 64
QUEUED = 8


@dataclass(frozen=True, slots=True)
class Order:
    """What a process beside needs to know: the release, and how it is drawn from."""

    lake: Path
    release: str
    draws: int
    seed: int


@dataclass(eq=False)
class Findings:
    """Documents of findings by claim.

    Attributes
    ----------
    lake : Path
    release : str
    shelf : Shelf
        Where those of the book are kept between runs.
    draws, seed : int
        Of the bootstrap.
    processes : int
        How many claims are computed at a time.
    """

    lake: Path
    release: str
    shelf: Shelf
    draws: int
    seed: int
    processes: int = 1
    _held: OrderedDict[str, Document] = field(default_factory=OrderedDict)
    _asked: dict[str, Future[Document]] = field(default_factory=dict)
    _workers: ProcessPoolExecutor | None = None
    _turn: threading.RLock = field(default_factory=threading.RLock)

    def known(self, claim: Claim) -> Document | None:
        """The document of a claim if it has been computed; if not, it is from now on.

        Raises
        ------
        BudgetExhausted
            It is a typed claim, and too many of them are waiting.
        DetenteError
            It could not be computed.
        """
        with self._turn:
            found = self._found(claim)
            if found is None:
                self._ask(claim)
                return None
            return _worded(found, claim)

    def of(self, claim: Claim, *, seconds: float | None = None) -> Document:
        """The document of a claim, however long it takes.

        Raises
        ------
        TimeoutError
            It takes longer than ``seconds``.
        """
        with self._turn:
            found = self._found(claim)
            asked = self._ask(claim) if found is None else None
        if asked is not None:
            found = asked.result(seconds)
        return _worded(found or {}, claim)

    def close(self) -> None:
        """Stop what is being computed."""
        with self._turn:
            if self._workers is not None:
                self._workers.shutdown(wait=False, cancel_futures=True)
            self._workers = None
            self._asked.clear()

    def _found(self, claim: Claim) -> Document | None:
        key = self._key(claim)
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key]
        asked = self._asked.get(key)
        if asked is not None and not asked.done():
            return None
        found = self._taken(key) if asked is not None else self._kept(claim)
        if found is not None:
            self._hold(key, found)
        return found

    def _kept(self, claim: Claim) -> Document | None:
        return None if claim.id == TYPED else self.shelf.get(self._key(claim))

    def _taken(self, key: str) -> Document:
        """What was computed; what failed is tried anew when it is asked for again."""
        try:
            return self._asked.pop(key).result()
        except BrokenExecutor as problem:
            self.close()
            raise DetenteError(
                "the process that computes verdicts has ended",
                why="perhaps there was not enough memory",
                fix="ask again: it is started anew",
            ) from problem

    def _hold(self, key: str, document: Document) -> None:
        self._held[key] = document
        while len(self._held) > HELD:
            self._held.popitem(last=False)

    def _ask(self, claim: Claim) -> Future[Document]:
        key = self._key(claim)
        if key not in self._asked:
            if claim.id == TYPED:
                self._check_room()
            shelf = None if claim.id == TYPED else self.shelf
            order = Order(self.lake, self.release, self.draws, self.seed)
            self._asked[key] = self._pool().submit(_computed, order, claim, (shelf, key))
        return self._asked[key]

    def _check_room(self) -> None:
        """Keep what nobody came back for among the held; refuse if many are still waiting."""
        typed = {key: one for key, one in self._asked.items() if key.startswith(TYPED)}
        for key in [key for key, one in typed.items() if one.done()]:
            del self._asked[key]
            if typed[key].exception() is None:
                self._hold(key, typed[key].result())
        waiting = sum(not one.done() for one in typed.values())
        if waiting >= QUEUED:
            raise BudgetExhausted(
                f"{waiting} typed claims are waiting for their verdicts",
                why="one is computed at a time",
                fix="try again in a minute",
            )

    def _pool(self) -> ProcessPoolExecutor:
        import multiprocessing

        if self._workers is None:
            # a fork would copy threads that hold locks
            context = multiprocessing.get_context("spawn")
            self._workers = ProcessPoolExecutor(
                self.processes,
                mp_context=context,
                initializer=begin,
                initargs=(os.getpid(),),
            )
        return self._workers

    def _key(self, claim: Claim) -> str:
        return f"{claim.id} {claim.hash or claim.text} {self.draws} {self.seed}"


def begin(parent: int) -> None:
    """Start of a process beside, which ends when the one that started it does, however it does."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    # a connection that lives until the interpreter is gone makes DuckDB complain on stderr
    atexit.register(_forget)


def _forget() -> None:
    _open.clear()
    gc.collect()


def _worded(document: Document, claim: Claim) -> Document:
    """The document with the words of whoever asks: two wordings of one statement share it."""
    said = document["claim"]
    if said["text"] == claim.text:
        return document
    return {**document, "claim": {**said, "text": claim.text}}


def _computed(order: Order, claim: Claim, kept: tuple[Shelf | None, str]) -> Document:
    """In a process beside: the document, put on the shelf if there is one for it."""
    document = finding_document(claim, _dataset(order))
    shelf, key = kept
    if shelf is not None:
        shelf.put(key, document)
    return document


_open: dict[tuple[Path, str], Dataset] = {}


def _dataset(order: Order) -> Dataset:
    from detente.views.python import Lake

    key = (order.lake, order.release)
    if key not in _open:
        _open[key] = Lake(order.lake, release=order.release).dataset
    dataset = _open[key]
    dataset.draws, dataset.seed = order.draws, order.seed
    return dataset


def finding_document(
    claim: Claim, dataset: Dataset, *, progress: Callable[[str], None] = lambda _step: None
) -> Document:
    """What ``detente check NAME --json`` prints; a statement without data says what is missing."""
    from detente.claims.article import answer
    from detente.claims.finding import Finding
    from detente.views.document.finding import document_of
    from detente.views.document.plain import plain

    answers = answer(claim, dataset, progress=progress)
    known = [one for one in answers if one.finding is not None]
    part = replace(
        claim, families=tuple(one.family for one in known), atoms=tuple(one.atom for one in known)
    )
    atoms = tuple(one.finding for one in known if one.finding is not None)
    finding = Finding(part, atoms, dataset.release.id, dataset.draws, dataset.seed)
    document: Document = plain(document_of(finding))
    answered = {statement["family"]: statement for statement in document["statements"]}
    document["statements"] = [
        answered.get(one.family) or _missing(one.family, one.missing) for one in answers
    ]
    return document


def _missing(family: str, problem: DetenteError | None) -> Document:
    if problem is None:
        raise AssertionError("a statement is answered or something is missing")
    return {
        "family": family,
        "verdict": {"name": "insufficient_data", "qualifier": "missing"},
        "missing": {"what": problem.what, "why": problem.why, "fix": problem.fix},
    }
