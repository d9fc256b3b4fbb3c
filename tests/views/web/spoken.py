"""What a page says to people, apart from code and what it marks as another language."""

import json
import re
from html.parser import HTMLParser

# names of options hold underscores, and codes and names of conferences no small letter
_WORD = r"(?<![\w])(?=[A-Z'’.-]*[a-z])[A-Za-z][A-Za-z'’.-]*(?!\w)"
ENGLISH = re.compile(rf"{_WORD}(?:[\s,;:()“”\"/]+{_WORD}){{3,}}")
VOID = {"meta", "link", "input", "br", "hr", "img"}
UNSPOKEN = {"code", "pre", "script", "style"}
SPOKEN = ("title", "aria-label", "alt", "placeholder", "content", "data-source")


class Spoken(HTMLParser):
    """Texts of a page in its own language, one for each block that holds them."""

    def __init__(self, language):
        super().__init__()
        self.language = language
        self.open = []
        self.texts = [""]

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.open += [(tag, self._silent(tag, found))]
        if not self.silent:
            self.texts += [found[name] for name in SPOKEN if found.get(name)]
            chart = json.loads(found.get("data-chart", "{}"))
            self.texts += [chart.get("title", ""), *chart.get("words", {}).values(), ""]
        if tag in VOID:
            self.open.pop()

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass
        self.texts.append("")

    def handle_data(self, data):
        if not self.silent:
            self.texts[-1] += data

    @property
    def silent(self):
        return any(silent for _, silent in self.open)

    def _silent(self, tag, attributes):
        language = attributes.get("lang", self.language)
        policy = "http-equiv" in attributes or attributes.get("name") == "viewport"
        return tag in UNSPOKEN or policy or language != self.language


def english(page, language="zh-Hans"):
    """Runs of four English words or more in what a page says in another language."""
    reader = Spoken(language)
    reader.feed(page)
    return [run.group() for text in reader.texts for run in ENGLISH.finditer(text)]
