"""Why our numbers and published ones may differ: what each publisher counts otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COMPARED = ("papers_full", "domestic_papers", "international_papers", "joint_papers")


@dataclass(frozen=True, slots=True)
class Reason:
    """One difference of definition between a publisher and this release.

    Attributes
    ----------
    theirs, ours : str
        What each counts.
    effect : str
        Which way it moves the ratio.
    figures : tuple of str
        The figures it bears on; empty for all.
    """

    theirs: str
    ours: str
    effect: str
    figures: tuple[str, ...] = ()


# What the publishers' own notes say (docs/sources.md), beside what the starter's source declares.
REASONS: Mapping[str, tuple[Reason, ...]] = MappingProxyType(
    {
        "ncses": (
            Reason(
                "Scopus journals and proceedings that All Science Journal Classification calls AI",
                "works that meet ai_definition; in the starter, some 30 conference series",
                "lowers the ratio; differently by country, as fewer publish at these conferences",
            ),
            Reason(
                "every year 2003-22 of each journal",
                "venue-years that were collected, see known gaps",
                "the ratio jumps between years with the venues present",
            ),
            Reason(
                "incomplete addresses count as neither domestic nor international",
                "a known country beside an unknown affiliation is indeterminate, in neither",
                "lowers both where affiliations are missing",
                ("domestic_papers", "international_papers"),
            ),
            Reason(
                "Hong Kong and Macao are not listed, so they may be in China",
                "separate unless --territory hk_mo_with_cn",
                "lowers the ratio of China",
            ),
            Reason(
                "pairs of 60 economies only",
                "pairs of every country",
                "none for the pairs listed",
                ("joint_papers",),
            ),
        ),
        "cat": (
            Reason(
                "articles that a classifier trained on arXiv labels calls AI, whatever their venue",
                "works that meet ai_definition; in the starter, some 30 conference series",
                "lowers the ratio",
            ),
            Reason(
                "few Chinese-language publications",
                "English-language conferences",
                "neither shows the work published in Chinese",
            ),
            Reason(
                "the last years are flagged incomplete",
                "2025 is partial",
                "raises the ratio of the last years",
            ),
            Reason(
                "China is the mainland, without Hong Kong; Macao is not listed",
                "Hong Kong and Macao separate",
                "none under --territory separate",
            ),
        ),
    }
)


def reasons(source: str, shown: Sequence[str] = COMPARED) -> tuple[Reason, ...]:
    """The declared differences of definition that bear on the given figures of a source."""
    return tuple(
        reason
        for reason in REASONS.get(source, ())
        if not reason.figures or set(reason.figures) & set(shown)
    )
