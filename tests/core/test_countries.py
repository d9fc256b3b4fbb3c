"""Names and codes of countries."""

import subprocess
import sys

import pytest

from detente.core.countries import all_codes, code_of, name_of
from detente.core.errors import UnknownName


def test_codes_are_those_of_iso_with_own_codes_for_hk_mo_tw_and_kosovo():
    codes = all_codes()
    assert len(codes) == 250  # 249 of ISO 3166-1, and XK
    assert codes == tuple(sorted(set(codes)))
    assert {"HK", "MO", "TW", "XK"} <= set(codes)
    assert not {"EU", "UN", "ZZ"} & set(codes)


def test_every_name_in_both_languages_leads_back_to_its_code():
    for code in all_codes():
        assert code_of(name_of(code)) == code
        assert code_of(name_of(code, "zh")) == code


@pytest.mark.parametrize(
    "name, code",
    [
        ("Korea, South", "KR"),
        ("Russian Federation", "RU"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("China (mainland)", "CN"),
        ("Czechia", "CZ"),
        ("Czech Republic", "CZ"),
        ("Kingdom of Saudi Arabia", "SA"),
        ("State of Palestine", "PS"),
        ("Macau", "MO"),
        ("  hong   KONG ", "HK"),
        ("Côte d’Ivoire", "CI"),
        ("中国", "CN"),
    ],
)
def test_names_that_publishers_print(name, code):
    assert code_of(name) == code


@pytest.mark.parametrize("name", ["", "Atlantis", "Chin", "CA", "Congo", "Unknown", "Californi"])
def test_nothing_is_guessed(name):
    assert code_of(name) is None


def test_unknown_codes_and_languages_are_errors():
    with pytest.raises(UnknownName, match="QQ"):
        name_of("QQ")
    with pytest.raises(UnknownName, match="language"):
        name_of("CN", "fr")


def test_nothing_is_read_at_import():
    code = (
        "import detente.core.countries as c, sys;"
        "assert c._territories.cache_info().currsize == 0;"
        "assert not {'pyarrow', 'babel', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
