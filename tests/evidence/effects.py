"""The panel of listed entities and others, counted again from plain works; lists: `screen`.

The small world has too few papers for any effect: what it must say is how many entities there are,
and that this is too little. Effects are tried on planted panels (`indicators/test_restriction`).
"""

from __future__ import annotations

import numpy as np

from detente.indicators.listed_panel import listed_panel
from detente.indicators.run import run
from evidence.screen import DAYS, PLACES, SCOPES
from naive.indicators import admitted
from works import code_of

INDICATORS = {"restriction"}
QUESTIONS = {"restriction": [{"placebo": "GB"}, {"placebo": "DE", "country": "GB"}]}
CHOICES = (
    {"publication_lag": "none", "controls": "never_listed", "outcome": "per_other_paper",
     "entity_scope": "affiliates"},
    {"publication_lag": "two_years", "controls": "not_yet_listed", "territory": "hk_mo_with_cn",
     "effect_estimator": "entity_mean", "entity_scope": "named"},
)  # fmt: skip


def tables(seed):
    """None of its own."""
    return {}


def entities_of(scope):
    """Smallest institution of the listed entity that each institution is."""
    smallest = {}
    for place, name in sorted(SCOPES[scope].items()):
        smallest.setdefault(name, place)
    return {place: smallest[name] for place, name in SCOPES[scope].items()}


def panel_of(works, specification, own, partner, placebo):
    """(papers, joint, placebo, domestic) by (entity, year), one work at a time."""
    names = entities_of(specification["entity_scope"])
    found = {}
    for work in works:
        if not admitted(work, specification):
            continue
        code_at = code_of(specification["territory"], work.appeared)
        homes = {(place, code and code_at(code)) for _, place, code, _ in work.rows}
        codes = {code for _, code in homes}
        add = (1, partner in codes, placebo in codes, codes == {own})
        for entity in {names.get(p, p) for p, code in homes if p is not None and code == own}:
            sums = found.setdefault((entity, work.year), [0, 0, 0, 0])
            found[entity, work.year] = [a + b for a, b in zip(sums, add, strict=True)]
    return found


def check(dataset, world, specification):
    """The panel cell by cell, and the numbers of entities."""
    own, partner, placebo = "CN", "US", "GB"
    expected = panel_of(world.works, specification, own, partner, placebo)
    found = listed_panel(dataset, specification, own=own, partner=partner, placebo=placebo)
    panel = found.panel
    scope = specification["entity_scope"]
    names = {entities_of(scope)[p]: name for p, name in SCOPES[scope].items()}
    undated = {number for number, name in names.items() if DAYS[name][0] is None}
    joint = {}
    for (entity, _), counts in expected.items():
        joint[entity] = joint.get(entity, 0) + counts[1]
    wanted = {e for e in joint if (joint[e] or e in names) and e not in undated}
    assert panel.entity.tolist() == sorted(wanted)
    for row, entity in enumerate(panel.entity.tolist()):
        on, off = DAYS[names[entity]] if entity in names else (None, None)
        assert (np.isnan(panel.listed[row]) and on is None) or panel.listed[row] == on.year
        for place, year in enumerate(panel.years.tolist()):
            cell = [
                getattr(panel, name)[row, place]
                for name in ("papers", "joint", "placebo", "domestic")
            ]
            counts = expected.get((entity, year))
            if counts is None or (off is not None and year >= off.year):
                assert np.isnan(cell).all()
            else:
                assert cell == counts
    measure = run("restriction", dataset, specification, placebo=placebo)
    values = {row["metric"]: row["value"] for row in measure.to_dicts()}
    listed = int((~np.isnan(panel.listed)).sum())
    assert values["listed_entities"] == 0
    assert values["left_out_entities"] == listed
    # three are on the list under China, one of them without a day
    assert values["unresolved_entities"] == len(DAYS) - listed
    assert values["rate_ratio"] is None
    assert {p for p, *_ in PLACES} >= set(SCOPES[scope])


CHECKS = {"restriction": check}
