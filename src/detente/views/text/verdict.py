"""A finding on a page: the verdict first, then how sure it is, what decides, and the curve."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from detente.views.text.bars import Bar, draw_bar
from detente.views.text.curve import Curve, draw_curve
from detente.views.text.numbers import MISSING, percent, probability
from detente.views.text.page import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from detente.claims.claim import Claim
    from detente.claims.finding import AtomFinding, Finding
    from detente.claims.verdict import Verdict
    from detente.views.text.page import Page

LABEL = 11
_BAR = 30
LOG = "log ratio of "
STYLES = {
    "supported": "bold green",
    "contradicted": "bold red",
    "depends_on_definition": "bold yellow",
    "insufficient_data": "bold magenta",
}
_MEANING = {
    "robust": "nearly every definition says so and none says the opposite",
    "leaning": "most say so, but not enough to call it robust",
    "sign_conflict": "some definitions support it, others contradict it",
    "too_few_evaluable": "most definitions lack the data to say",
    "undecided": "at least half the definitions cannot tell",
}


def draw_claim(page: Page, claim: Claim, *, brief: bool = False) -> None:
    """What was said, by whom, and unless ``brief`` in which publication."""
    fact(page, "Claim", f"“{claim.text}”", style="bold")
    said = ", ".join(part for part in (claim.said_by, claim.said_on) if part)
    fact(page, "Said by", said)
    if claim.said_in and not brief:
        fact(page, "In", claim.said_in)
    if claim.said_at and not brief:
        fact(page, "At", claim.said_at)


def draw_finding(page: Page, finding: Finding) -> None:
    """Everything about a claim: each atom with its curve, options and effects."""
    draw_claim(page, finding.claim)
    for family, atom in zip(finding.claim.families, finding.atoms, strict=True):
        page.say()
        if len(finding.atoms) > 1:
            fact(page, "Statement", family, style="bold cyan")
        draw_verdict(page, atom, draws=finding.draws)
        page.heading("Specification curve")
        draw_atom_curve(page, atom, shown=turning(atom))
        draw_dimensions(page, atom)
        draw_options(page, atom)
    draw_pins(page, finding)


def draw_verdict(page: Page, atom: AtomFinding, *, draws: int) -> None:
    """The verdict, its shares, how sure they are jointly, and what decides."""
    from detente.claims.verdict import decide_shares

    verdict = atom.verdict
    name = verdict.name.replace("_", " ").upper()
    qualifier = verdict.qualifier.replace("_", " ")
    fact(page, "Verdict", f"{name} ({qualifier})", style=STYLES[verdict.name])
    why = _MEANING[verdict.qualifier]
    if verdict.qualifier == "leaning" and decide_shares(verdict.shares).qualifier == "robust":
        why = "robust but for missing affiliations, which could change a definition's answer"
    fact(page, "", why)
    fact(page, "Shares", f"{_shares(verdict)} (of {len(atom.specifications):,} definitions)")
    fact(page, "Jointly", _jointly(atom, draws))
    fact(page, "Estimate", _estimate(atom))
    fact(page, "Decisive", _decisive(atom))
    fact(page, "Unknown", unknown_share_text(atom))
    fact(page, "n", _n(atom))
    for note in atom.notes:
        fact(page, "Note", note)
    for source in atom.sources:
        fact(page, "Source", source, style="dim")


def draw_atom_curve(
    page: Page, atom: AtomFinding, *, height: int = 12, shown: Sequence[str] = ()
) -> None:
    """The specification curve of an atom."""
    ratio = atom.title.startswith(LOG)
    title = atom.title.removeprefix(LOG)
    page.paragraph(
        f"{title[0].upper()}{title[1:]}{' (×: how many times)' if ratio else ''}", style="dim"
    )
    if atom.zero and not atom.margin:
        page.say(
            f"{'×1' if ratio else '0'} is {atom.zero}: a definition whose shade is all above "
            "it supports",
            style="dim",
        )
    names = list(atom.specifications[0]) if atom.specifications else []
    curve = Curve(
        estimates=atom.estimates.tolist(),
        low=atom.low.tolist(),
        high=atom.high.tolist(),
        classes=[str(c) for c in atom.classes],
        choices={name: [s[name] for s in atom.specifications] for name in names},
        lines=(atom.margin,) if atom.target is None else tuple(dict.fromkeys(atom.target)),
        ratio=ratio,
    )
    draw_curve(page, curve, height=height, shown=shown)


def turning(atom: AtomFinding) -> list[str]:
    """Dimensions that turn a class, the strongest first."""
    rates = {name: flip.rate or 0.0 for name, flip in atom.attribution.flips.items()}
    return sorted((name for name in rates if rates[name]), key=lambda name: -rates[name])


def draw_dimensions(page: Page, atom: AtomFinding) -> None:
    """Flip rates as bars, with Shapley effects beside them."""
    flips = {name: f for name, f in atom.attribution.flips.items() if f.pairs_total}
    if not flips:
        return
    page.heading("Which choice decides")
    page.paragraph(
        "How often changing one choice alone changes the class; Shapley: its share of the "
        "variance of “supports” and of the estimate",
        style="dim",
    )
    effects = (atom.attribution.of_support.effects, atom.attribution.of_estimate.effects)
    scale = max((f.rate or 0.0 for f in flips.values()), default=0.0)
    rows: list[list[str | Text]] = []
    for name, flip in sorted(flips.items(), key=lambda item: -(item[1].rate or 0.0)):
        shapley = [percent(e[name].shapley) if e else MISSING for e in effects]
        bar = draw_bar(Bar(flip.rate or 0.0), scale=scale, width=_BAR, glyphs=page.glyphs)
        rows.append([name, percent(flip.rate), *shapley, bar])
    page.grid(
        [
            Column("Choice"),
            Column("Flips", True),
            Column("Support", True),
            Column("Estimate", True),
            Column(""),
        ],
        rows,
    )
    for what, found in (
        ("support", atom.attribution.of_support),
        ("estimate", atom.attribution.of_estimate),
    ):
        if found.effects is None:
            page.paragraph(f"No Shapley effects on {what}: {found.reason}", style="dim")


def draw_options(page: Page, atom: AtomFinding) -> None:
    """The verdict among the definitions that share an option, where options differ."""
    differing = {
        name: verdicts
        for name, verdicts in atom.by_option.items()
        if len({(v.name, v.qualifier) for v in verdicts.values()}) > 1
    }
    same = [n for n, verdicts in atom.by_option.items() if n not in differing and len(verdicts) > 1]
    page.heading("Verdict by option")
    rows = [
        [name if first else "", option, str(verdict).replace("_", " "), *_percents(verdict)]
        for name, verdicts in differing.items()
        for first, (option, verdict) in zip(
            [True] + [False] * len(verdicts), verdicts.items(), strict=False
        )
    ]
    if rows:
        page.grid(
            [
                Column("Choice"),
                Column("Option", cut=True),
                Column("Verdict", cut=True),
                Column("S", True),
                Column("C", True),
                Column("U", True),
                Column("N", True),
            ],
            rows,
        )
    if same:
        page.paragraph(f"The same under every option of: {', '.join(same)}", style="dim")


def draw_pins(page: Page, finding: Finding) -> None:
    """What pins the verdict: the claim's hash, the release, draws and seed."""
    page.say()
    pins = f"{finding.release}; {finding.draws:,} joint draws, seed {finding.seed}"
    fact(page, "Release", pins, style="dim")
    fact(page, "Claim", f"{finding.claim.id}, sha256 {finding.claim.hash[:12]}…", style="dim")
    fact(
        page,
        "Method",
        "methods §10: classes from 95 % stability intervals against the margin",
        style="dim",
    )


def fact(page: Page, name: str, text: str, *, style: str = "") -> None:
    """A named fact, wrapped beside its name."""
    if " " in text:
        page.paragraph(f"{name:<{LABEL}}{text}", hanging=" " * LABEL, style=style)
    else:  # an address is of no use when it is cut or broken
        page.say(f"{name:<{LABEL}}{text}", style=style, whole=True)


def _shares(verdict: Verdict) -> str:
    supports, contradicts, undecided, no_data = (percent(share, 1) for share in verdict.shares)
    return f"{supports} support, {contradicts} contradict, {undecided} undecided, {no_data} no data"


def _percents(verdict: Verdict) -> list[str]:
    return [percent(share).removesuffix(" %") for share in verdict.shares]


def _estimate(atom: AtomFinding) -> str:
    curve, ratio = atom.curve, atom.title.startswith(LOG)
    if curve.median is None or curve.lowest is None or curve.highest is None:
        return "no definition has one"
    median, lowest, highest = (
        f"×{math.exp(v):.2f}" if ratio else f"{v:.2f}"
        for v in (curve.median, curve.lowest, curve.highest)
    )
    return f"median {median}, from {lowest} to {highest} over {_which(atom)}"


def _which(atom: AtomFinding) -> str:
    size = len(atom.specifications)
    if atom.curve.defined == size:
        return "all definitions"
    return f"the {atom.curve.defined:,} definitions that have data"


def _jointly(atom: AtomFinding, draws: int) -> str:
    if not atom.curve.defined:
        return "no definition has data"
    low, high = atom.joint.interval()
    which = "definitions" if atom.curve.defined == len(atom.specifications) else "those with data"
    together = probability(atom.joint.probability_of_all, draws)
    return (
        f"{percent(atom.joint.mean_share, 1)} of {which} support, 95 % of draws "
        f"[{percent(low, 1)}, {percent(high, 1)}]; all at once: P {together}"
    )


def _decisive(atom: AtomFinding) -> str:
    if atom.decisive is None:
        return "no single choice changes the class"
    rate = atom.attribution.flips[atom.decisive].rate
    return f"{atom.decisive}: changing it alone changes the class in {percent(rate)} of pairs"


def unknown_share_text(atom: AtomFinding) -> str:
    """How much is unknown, and whether that could turn a definition."""
    known = [share for share in atom.unknown_share.tolist() if not math.isnan(share)]
    if not known:
        return f"the share of {atom.counted} with an unknown affiliation is not known"
    ends = " to ".join(dict.fromkeys(percent(share) for share in (min(known), max(known))))
    change = (
        "could change a definition's" if atom.flips_within_bounds else "changes no definition's"
    )
    lacking = "lack the country of an affiliation" if atom.counted == "papers" else "are unknown"
    return f"{ends} of {atom.counted} {lacking}; this {change} answer"


def _n(atom: AtomFinding) -> str:
    least, most = int(atom.n.min()), int(atom.n.max())
    return f"{least:,} {atom.counted}" if least == most else f"{least:,} to {most:,} {atom.counted}"
