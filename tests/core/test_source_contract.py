from detente.core.source import LONGEST_TEXT, Quarantined


def test_a_quarantined_text_is_cut_and_can_be_stored():
    row = Quarantined("a", 1, "odd", "\ud800" + "x" * 500)
    assert row.text == "?" + "x" * (LONGEST_TEXT - 1)
