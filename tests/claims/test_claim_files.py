import hashlib
import re
from pathlib import Path

import pytest

from detente.claims.claim import book, find, load
from detente.claims.grammar import parse, render
from detente.claims.multiverse import Multiverse
from detente.claims.typed import typed_claim
from detente.core.dimensions import DIMENSIONS, Specification
from detente.core.errors import ClaimUnreadable, UnknownName
from detente.core.period import Period
from detente.core.source import Definition

PAGE = (Path(__file__).parents[2] / "docs" / "claims.md").read_text(encoding="utf-8")
GOOD = """
id = "good"
title = "A title"
text = "What was said"
minimum = 25

[said]
by = "somebody"
in = "somewhere"
on = "2022-03-16"

[statements]
count = "US and CN are each other's no. 1 partners in AI"
vision = "US and CN are each other's no. 1 partners in vision, 2018-2022"

[dimensions.link]
options = ["whole", "per_country", "per_paper"]
why = "not said"
duplicates = { per_paper = "per_country" }

[dimensions.ai_definition]
options = ["all", "vision"]
why = "not said"

[dimensions.period]
options = ["2018-2022", "2016-2020"]
why = "not said"
"""


def written(folder, text=GOOD, name="good"):
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(path):
    with pytest.raises(ClaimUnreadable) as caught:
        load(path)
    assert str(path) in caught.value.what
    return caught.value


def test_a_claim_is_read_whole(tmp_path):
    path = written(tmp_path)
    claim = load(path)
    assert (claim.id, claim.title, claim.text) == ("good", "A title", "What was said")
    assert (claim.said_by, claim.said_in, claim.said_at, claim.said_on) == (
        "somebody",
        "somewhere",
        "",
        "2022-03-16",
    )
    assert claim.families == ("count", "vision")
    assert [atom.relation for atom in claim.atoms] == ["mutual_rank", "mutual_rank"]
    assert claim.minimum == 25
    assert claim.rival_of == ()
    assert claim.why_equivalent == dict.fromkeys(("link", "ai_definition", "period"), "not said")
    assert claim.hash == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_hash_tells_a_changed_file(tmp_path):
    before = load(written(tmp_path)).hash
    after = load(written(tmp_path, GOOD.replace("25", "26"))).hash
    assert before != after


def test_what_an_atom_says_is_no_choice_any_more(tmp_path):
    claim = load(written(tmp_path))
    count, vision = (claim.multiverse(atom) for atom in claim.atoms)
    copies = {"link": {"per_paper": "per_country"}}
    links = ("whole", "per_country", "per_paper")
    assert count == Multiverse(
        {"link": links, "ai_definition": ("all", "vision"), "period": ("2018-2022", "2016-2020")},
        copies,
    )
    assert vision == Multiverse(
        {"link": links, "ai_definition": ("vision",), "period": ("2018-2022",)}, copies
    )


@pytest.mark.parametrize(
    "old, new, said",
    [
        ('title = "A title"', "", "'title' why: is missing"),
        ('title = "A title"', 'title = " "', "'title' why: is empty"),
        ('title = "A title"', "title = 3", "'title' why: is not a text"),
        ("minimum = 25", "minimum = -1", "'minimum' why: is not a whole number"),
        ("minimum = 25", "minimum = true", "'minimum' why: is not a whole number"),
        ("minimum = 25", "minimum = 25.0", "'minimum' why: is not a whole number"),
        ("minimum = 25", "minimum = 25\nmargin = 1", "'margin' why: is no key here"),
        ('by = "somebody"', 'by = "somebody"\nwho = "x"', "'said.who' why: is no key here"),
        ('on = "2022-03-16"', 'on = "March"', "'said.on' why: March is neither"),
        ("[said]", "[spoken]", "'said' why: is missing"),
        ("each other's no. 1", "best", "'statements.count' why: this claim cannot be read"),
        (
            'in AI"',
            'in AI; US papers rose after 2019"',
            "'statements.count' why: one family is one statement",
        ),
        ('"whole", ', "1, ", "'dimensions.link.options' why: is not a list of texts"),
        ('"whole"', '"half"', "'dimensions.link' why: no option of 'link' is called 'half'"),
        ('"whole"', '"per_paper"', "'dimensions.link' why: dimension 'link': 3 options"),
        ('= "per_country" }', '= "quarter" }', "'dimensions.link' why: no option of dimension"),
        ("[dimensions.link]", "[dimensions.links]", "no dimension is called 'links'"),
        ('why = "not said"', "", "'dimensions.link.why' why: is missing"),
        ('why = "not said"', 'why = "not said"\nweight = 2', "'dimensions.link.weight' why:"),
        ('id = "good"', 'id = "other"', "'id' why: 'other' is not the name of the file"),
        ('id = "good"', "id = ", "why: Invalid value"),
    ],
)
def test_a_faulty_file_names_the_key(tmp_path, old, new, said):
    assert old in GOOD
    found = refusal(written(tmp_path, GOOD.replace(old, new, 1)))
    assert said in f"{found.what} why: {found.why}"


def test_a_claim_needs_a_statement(tmp_path):
    text = GOOD[: GOOD.index("count =")] + GOOD[GOOD.index("[dimensions.link]") :]
    assert refusal(written(tmp_path, text)).why == "a claim needs a statement"


def test_a_missing_file_is_named(tmp_path):
    assert "No such file" in refusal(tmp_path / "absent.toml").why


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "good.toml"
    path.write_bytes(b"\xff\xfe")
    assert "utf-8" in refusal(path).why


def test_the_year_alone_or_no_date_will_do(tmp_path):
    assert load(written(tmp_path, GOOD.replace("2022-03-16", "2022"))).said_on == "2022"
    assert load(written(tmp_path, GOOD.replace('on = "2022-03-16"', ""))).said_on == ""


@pytest.mark.parametrize("claim", book().values(), ids=lambda claim: claim.id)
def test_every_claim_of_the_book_is_ready_to_be_checked(claim):
    known = {dimension.name for dimension in DIMENSIONS}
    assert claim.minimum >= 1
    assert set(claim.rival_of) <= set(book())
    assert claim.id not in claim.rival_of
    assert all(len(why.split()) >= 5 for why in claim.why_equivalent.values())
    for atom in claim.atoms:
        assert render(atom)
        grid = claim.multiverse(atom)
        assert set(grid.dimensions) <= known
        assert len(grid) > 1
        for specification in (grid.specification(0), grid.specification(len(grid) - 1)):
            chosen = Specification.of(specification)
            if atom.relation == "change":
                assert atom.before.last in chosen.period
                assert atom.after.first in chosen.period


def test_a_claim_is_found_by_its_identifier():
    assert find("gb_cn_first") == book()["gb_cn_first"]
    with pytest.raises(UnknownName, match="did you mean gb_cn_first"):
        find("gb_cn_frist")


DEFINITIONS = (
    Definition("all", "everything", "area"),
    Definition("vision", "vision", "area", ("vision",)),
    Definition("steady", "the same venues every year", "area", ("steady",), steady=True),
)


def test_a_typed_change_is_checked_where_venues_stay_the_same():
    (atom,) = (
        claim := typed_claim("US-CN co-authorship fell after 2019", definitions=DEFINITIONS)
    ).atoms
    assert claim.multiverse(atom).dimensions["ai_definition"] == ("steady",)


def test_a_typed_claim_gets_the_usual_choices():
    claim = typed_claim(
        "China is the UK's top partner in vision; US publishes more papers than CN, 2018-2022",
        definitions=DEFINITIONS,
    )
    assert claim.families == (
        "CN is GB's no. 1 partner in vision",
        "US publishes more papers than CN in AI, 2018-2022",
    )
    partner, papers = (claim.multiverse(atom) for atom in claim.atoms)
    assert partner.dimensions["ai_definition"] == ("vision",)
    assert "period" not in partner.dimensions
    assert papers.dimensions["ai_definition"] == ("all", "vision")
    assert papers.dimensions["period"] == ("2018-2022",)
    for grid in (partner, papers):
        assert Specification.of(grid.specification(len(grid) - 1))
    assert claim.atoms[1].period == Period(2018, 2022)


def test_wording_does_not_change_what_a_typed_claim_is():
    one = typed_claim("China is the UK's top partner")
    other = typed_claim("CN is GB's no. 1 partner in AI")
    assert one.hash == other.hash
    assert one.text != other.text
    assert "ai_definition" not in one.multiverse(one.atoms[0]).dimensions


def test_a_typed_claim_can_only_name_fields_of_the_release():
    with pytest.raises(ClaimUnreadable, match="robotics"):
        typed_claim("China is the UK's top partner in robotics", definitions=DEFINITIONS)


def test_every_sentence_of_the_page_means_what_its_row_says():
    rows = re.findall(r"^\| ([^|]+) \| `(\w+)` \|", PAGE, flags=re.MULTILINE)
    assert {relation for _, relation in rows} >= {"gt", "lt", "within", "change", "adds"}
    for sentence, relation in rows:
        (atom,) = parse(sentence)
        assert atom.relation == relation, sentence


def test_the_file_shown_on_the_page_can_be_read(tmp_path):
    (shown,) = re.findall(r"```toml\n(.+?)```", PAGE, flags=re.DOTALL)
    assert load(written(tmp_path, shown, "us_cn_mutual_first")).families == ("count",)
    commented = shown.replace("# duplicates", "duplicates")
    claim = load(written(tmp_path, commented, "us_cn_mutual_first"))
    assert claim.choices[0].duplicates == {"per_paper": "per_country"}
