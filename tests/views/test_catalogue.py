"""Translations as gettext reads them after compiling."""

import gettext

from tools.catalogue import compile_catalogues, main

MESSAGES = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"

msgid "Partners of {country}"
msgstr "{country}的合作方"

#, fuzzy
msgid "Lead"
msgstr "铅"

msgid "Trail"
msgstr ""
"""


def written(folder):
    path = folder / "zh_Hans" / "LC_MESSAGES" / "detente.po"
    path.parent.mkdir(parents=True)
    path.write_text(MESSAGES, encoding="utf-8")
    return path


def test_gettext_reads_what_was_compiled(tmp_path):
    source = written(tmp_path)
    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    found = gettext.translation("detente", tmp_path, languages=["zh_Hans"])
    assert found.gettext("Partners of {country}") == "{country}的合作方"


def test_guesses_and_gaps_fall_back_to_english(tmp_path):
    written(tmp_path)
    compile_catalogues(tmp_path)
    found = gettext.translation("detente", tmp_path, languages=["zh_Hans"])
    assert [found.gettext(text) for text in ("Lead", "Trail")] == ["Lead", "Trail"]


def test_what_has_not_changed_is_not_written_again(tmp_path):
    written(tmp_path)
    compile_catalogues(tmp_path)
    assert compile_catalogues(tmp_path) == []


def test_other_verbs_say_what_to_do(capsys):
    assert main(["extract"]) == 2
    assert "tools/catalogue.py compile" in capsys.readouterr().err
