"""Only what leads to the web is an address."""

import pytest

from detente.core.web_address import is_web_address


@pytest.mark.parametrize(
    "text", ["https://eur-lex.europa.eu/eli/reg/2024/1689/oj", "http://a.b/c?d=e#f"]
)
def test_an_address_of_the_web(text):
    assert is_web_address(text)


@pytest.mark.parametrize(
    "text",
    ["", "https://", "javascript:alert(1)", "data:text/html,x", "//a.b/c", "a.b/c", "ftp://a.b/c",
     "java\nscript:alert(1)//https://a.b", " https://a.b", "https://a.b and more",
     "https://a.b\nSet-Cookie: c", "https://a.b\n"],
)  # fmt: skip
def test_what_is_something_else_or_more(text):
    assert not is_web_address(text)
