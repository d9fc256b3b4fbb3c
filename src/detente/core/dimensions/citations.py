"""Choices about what works reach: which citations count, and what is compared with what."""

from __future__ import annotations

from detente.core.dimension import Dimension, Option

REFERENCE_SET = Dimension(
    "reference_set",
    "Compared within",
    "What the citations of a work are compared within",
    (
        Option(
            "by_field",
            "field, year and type",
            "works of the same field, year and type; small sets merge upward",
        ),
        Option("by_year", "year and type", "works of the same year and type, whatever their field"),
    ),
    "by_field",
)
WINDOW = Dimension(
    "window",
    "Citation window",
    "Which citations of a work count",
    (
        Option(
            "open",
            "all citations so far",
            "all so far: comparable within a year of publication alone",
        ),
        Option(
            "three_years", "three years", "those to the end of the third year after publication"
        ),
        Option("five_years", "five years", "those to the end of the fifth year after publication"),
    ),
    "open",
)
DOMESTIC_CITATIONS = Dimension(
    "domestic_citations",
    "Domestic citations",
    "Whether citations from a work's own countries count",
    (
        Option("counted", "counted", "yes"),
        Option(
            "dropped",
            "left out",
            "no: citing works that share a country with the work are left out",
        ),
    ),
    "counted",
)
TOP_SHARE = Dimension(
    "top_share",
    "Most cited share",
    "Which share of works counts as the most cited",
    tuple(
        Option(f"{x}%", f"top {x} %", f"the most cited {x} % of each reference set")
        for x in ("50", "10", "5", "1", "0.1")
    ),
    "10%",
)
DISRUPTION = Dimension(
    "disruption",
    "Works with an index",
    "Which works have a disruption index, and what it is ranked within",
    (
        Option(
            "five_references",
            "5 references or more",
            "5 recorded references or more, 80 % of the stated ones, 5 citations; lists of "
            "references cut to be equally complete; ranked among works of the field and year with "
            "about as many references",
        ),
        Option(
            "ten_references",
            "10 references or more",
            "the same with 10 recorded references or more",
        ),
        Option(
            "naive",
            "every work",
            "every work with an index as recorded, also without references; ranked among all",
        ),
    ),
    "five_references",
)
DISRUPTION_INDEX = Dimension(
    "disruption_index",
    "Disruption index",
    "Which index of disruption",
    (
        Option("cd", "CD", "(n_i - n_j) / (n_i + n_j + n_k) of Funk and Owen-Smith"),
        Option(
            "without_n_k",
            "simplified CD",
            "(n_i - n_j) / (n_i + n_j): works that cite the references alone do not count",
        ),
        Option("di5", "DI5", "CD, where n_j counts works that share five references or more"),
    ),
    "cd",
)
DISRUPTION_WINDOW = Dimension(
    "disruption_window",
    "Disruption window",
    "How long after publication citing works count for the disruption index",
    (
        Option("five_years", "five years", "five years; younger works have no index yet"),
        Option("ten_years", "ten years", "ten years; younger works have no index yet"),
    ),
    "five_years",
)
TOP_DISRUPTIVE = Dimension(
    "top_disruptive",
    "Most disruptive share",
    "Which share of the most cited works counts as the most disruptive",
    tuple(Option(f"{x}%", f"top {x} %", f"the most disruptive {x} %") for x in ("5", "10", "20")),
    "10%",
)
MATCHING = Dimension(
    "matching",
    "Compared with",
    "What joint papers are compared with",
    (
        Option(
            "team_size",
            "papers of similar teams",
            "papers of the field, year and type, and about as many authors",
        ),
        Option("none", "papers of any team", "papers of the field, year and type alone"),
    ),
    "team_size",
)

DIMENSIONS = (
    REFERENCE_SET,
    WINDOW,
    DOMESTIC_CITATIONS,
    TOP_SHARE,
    DISRUPTION,
    DISRUPTION_INDEX,
    DISRUPTION_WINDOW,
    TOP_DISRUPTIVE,
    MATCHING,
)
