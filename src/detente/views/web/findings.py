"""Verdicts of claims as documents: computed once a release by a process beside, and kept.

A claim takes seconds. A page does not wait for it: it says that the verdict is being computed and
looks again.
"""

from __future__ import annotations

from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from detente.claims.claim import Claim
    from detente.core.errors import DetenteError
    from detente.lake.dataset import Dataset
    from detente.views.web.shelf import Shelf

Document = dict[str, Any]


@dataclass(eq=False)
class Findings:
    """Documents of findings by claim.

    Attributes
    ----------
    lake : Path
    release : str
    shelf : Shelf
        Where they are kept between runs.
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
    _held: dict[str, Document] = field(default_factory=dict)
    _asked: dict[str, Future[Document]] = field(default_factory=dict)

    def known(self, claim: Claim) -> Document | None:
        """The document of a claim if it has been computed; if not, it is from now on."""
        key = self._key(claim)
        if key not in self._held:
            asked = self._asked.get(key)
            kept = asked.result() if asked is not None and asked.done() else self.shelf.get(key)
            if kept is None:
                self._ask(claim)
                return None
            self._held[key] = kept
        return self._held[key]

    def of(self, claim: Claim, *, seconds: float | None = None) -> Document:
        """The document of a claim, however long it takes.

        Raises
        ------
        TimeoutError
            It takes longer than ``seconds``.
        """
        return self.known(claim) or self._ask(claim).result(seconds)

    def close(self) -> None:
        """Stop what is being computed."""
        if "_workers" in self.__dict__:
            self._workers.shutdown(wait=False, cancel_futures=True)

    def _ask(self, claim: Claim) -> Future[Document]:
        key = self._key(claim)
        if key not in self._asked:
            self._asked[key] = self._workers.submit(_computed, self, claim, key)
        return self._asked[key]

    @cached_property
    def _workers(self) -> ProcessPoolExecutor:
        import multiprocessing

        # a fork would copy threads that hold locks
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.processes, mp_context=context)

    def _key(self, claim: Claim) -> str:
        return f"finding {claim.id} {claim.hash} {self.draws} {self.seed}"

    def __getstate__(self) -> dict[str, Any]:
        plain = ("lake", "release", "shelf", "draws", "seed", "processes")
        return {**{name: getattr(self, name) for name in plain}, "_held": {}, "_asked": {}}


def _computed(findings: Findings, claim: Claim, key: str) -> Document:
    """In a process beside: the document, kept on the shelf."""
    document = finding_document(claim, _dataset(findings))
    findings.shelf.put(key, document)
    return document


_open: dict[tuple[Path, str], Dataset] = {}


def _dataset(findings: Findings) -> Dataset:
    from detente.views.python import Lake

    key = (findings.lake, findings.release)
    if key not in _open:
        _open[key] = Lake(findings.lake, release=findings.release).dataset
    dataset = _open[key]
    dataset.draws, dataset.seed = findings.draws, findings.seed
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
