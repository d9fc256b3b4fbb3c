"""The page about indicators says what the declarations say."""

from tools import indicator_tables


def test_the_page_is_what_the_declarations_give():
    written = indicator_tables.PAGE.read_text(encoding="utf-8")
    assert written == indicator_tables.page(), "run: python tools/indicator_tables.py"


def test_every_metric_has_its_line():
    text = indicator_tables.page()
    for name, module in indicator_tables.modules("detente.indicators", "INDICATOR").items():
        assert f"\n## {name}: " in text
        for metric in module.INDICATOR.metrics:
            assert f"\n| `{metric.name}` | {metric.title} | {metric.unit} | " in text
