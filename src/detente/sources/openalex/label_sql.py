"""The labels of OpenAlex works as one DuckDB expression.

Text is searched as words set apart by U+001F, so that one pass of a regular expression finds every
phrase. An abstract is put in order only where its raw JSON holds a word that some phrase needs:
reading all of them would take longer than parsing the files.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from detente.sources.openalex.labels import family, label_sets, phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from detente.sources.openalex.labels import LabelSet, Sign

ADDRESS = "https://openalex.org/"
NOTHING = "CAST([] AS STRUCT(scheme VARCHAR, label VARCHAR, score DOUBLE)[])"
ONE = "CAST(1 AS DOUBLE)"
BREAK = "chr(31)"
# A word that no phrase has stands between title and abstract.
BETWEEN = "(chr(31) || '_' || chr(31))"
SPACE = r"[\t\n\f\r \x1F]"
APART = r"[^0-9A-Za-z_]+"
# The same in JSON text, where a mark may be written as an escape.
RAW = r'(?:\\u[0-9A-Fa-f]{4}|\\["\\/bfnrt]|[^0-9A-Za-z_"])'


def expression() -> str:
    """See :func:`detente.sources.openalex.labels.label_expression`."""
    plain = [_scored("topics"), _scored("concepts"), _keywords(), _venues(), _arxiv()]
    # one list inside another binds a name to what would be computed again for each set
    return (
        f"list_transform([list_concat({', '.join(plain)})], lambda _known: "
        f"CASE WHEN len(_known) = 0 THEN _known ELSE {_with_sets('_known')} END)[1]"
    )


def text(value: str) -> str:
    """A string literal."""
    return "'" + value.replace("'", "''") + "'"


def listed(values: Iterable[str]) -> str:
    """String literals between commas."""
    return ", ".join(text(value) for value in values)


def among(value: str, labels: Iterable[str]) -> str:
    """Whether a text is one of many; one constant is planned faster than a hundred."""
    return f"contains({text('|' + '|'.join(labels) + '|')}, '|' || {value} || '|')"


def _scored(name: str) -> str:
    """Labels of topics or concepts, each once with its largest score."""
    declared = family(name)
    if name == "topics":
        labels, key, path = tuple(declared["subfields"]), "subfield", f"{ADDRESS}subfields/"
        misfiled = [ADDRESS + topic for topic in declared["misfiled"]]
        besides = f" AND COALESCE(_x.topic NOT IN ({listed(misfiled)}), TRUE)"
    else:
        labels, key, path, besides = tuple(declared["concepts"]), "concept", ADDRESS, ""
    addresses = [path + label for label in labels]
    found = f"list_filter({name}, lambda _x: _x.{key} IN ({listed(addresses)}){besides})"
    entry = (
        f"{{'scheme': {text(declared['scheme'])}, "
        f"'label': regexp_extract(_x.{key}, '[^/]*$'), 'score': COALESCE(_x.score, {ONE})}}"
    )
    return f"COALESCE({_best(f'list_transform({found}, lambda _x: {entry})')}, {NOTHING})"


def _best(entries: str) -> str:
    """The first of each label when the largest scores come first."""
    first = "list_filter(_o, lambda _e, _i: _i = 1 OR _e.label <> _o[_i - 1].label)"
    return f"list_transform([list_sort({entries}, 'DESC')], lambda _o: {first})[1]"


def _keywords() -> str:
    scheme = text(family("keywords")["scheme"])
    heading = f"COALESCE(regexp_replace(title, '{SPACE}+', {BREAK}, 'g'), '')"
    words = f"{BREAK} || {heading} || {BETWEEN} || COALESCE({_ordered()}, '')"
    found = [f"regexp_extract_all(_w, {text(p)}, 1)" for p in patterns(phrases())]
    plain = f"lower(regexp_replace(_x, '{APART}', ' ', 'g'))"
    singular = f"CASE WHEN {among(plain, phrases())} THEN {plain} ELSE {plain}[:-2] END"
    labels = (
        f"list_distinct(list_transform(list_concat({', '.join(found)}), lambda _x: {singular}))"
    )
    entry = f"{{'scheme': {scheme}, 'label': _x, 'score': {ONE}}}"
    return (
        f"CASE WHEN {_title_gate()} OR {_gate()} THEN list_transform([{words}], "
        f"lambda _w: list_transform({labels}, lambda _x: {entry}))[1] ELSE {NOTHING} END"
    )


def _ordered() -> str:
    """The words of an abstract that phrases are made of, in their order, gaps marked.

    Each `"word": [places]` is cut from the JSON text and parsed by itself: parsing all words of an
    abstract takes ten times as long. Empty where the text is not JSON.
    """
    blank = r"[ \t\n\r]*"
    words = "|".join(sorted({word for phrase in phrases() for word in phrase.split()}))
    pair = (
        rf'[{{,]{blank}"{RAW}*(?i:{words})[sS]?\b(?:[^"\\]|\\.)*"{blank}:'
        rf"{blank}\[[0-9, \t\n\r]+\]"
    )
    named = (
        "list_transform(_c, lambda _f: regexp_replace("
        """_f[2:], '^(.*")[^"]*(\\[.*)$', '{"word":\\1,"at":\\2}', 's'))"""
    )
    parsed = (
        f"TRY_CAST(TRY_CAST('[' || array_to_string({named}, ',') || ']' AS JSON) "
        'AS STRUCT(word VARCHAR, "at" BIGINT[])[])'
    )
    places = (
        f"list_sort(flatten(list_transform({parsed}, lambda _e: list_transform("
        'list_filter(_e."at", lambda _p: _p IS NOT NULL), '
        f"lambda _p: {{'at': _p, 'word': replace(_e.word, {BREAK}, '-')}}))))"
    )
    joined = (
        'list_transform(_s, lambda _x, _i: CASE WHEN _i > 1 AND _x."at" - _s[_i - 1]."at" > 1 '
        f"THEN {BETWEEN} ELSE {BREAK} END || _x.word)"
    )
    return (
        f"list_transform([regexp_extract_all(abstract, {text(pair)})], lambda _c: "
        f"CASE WHEN {_has_all_words('_c')} AND json_valid(abstract) "
        f"THEN list_transform([{places}], lambda _s: "
        f"COALESCE(array_to_string({joined}, ''), ''))[1] ELSE '' END)[1]"
    )


def _has_all_words(pairs: str) -> str:
    """Whether all words of some phrase are there, in whatever order: most often they are not."""
    by_first: dict[str, list[list[str]]] = {}
    for first, *others in map(str.split, phrases()):
        by_first.setdefault(first, []).append(others)
    tests = []
    for first, several in by_first.items():
        rest = [" AND ".join(f"contains(_l, {text(w)})" for w in others) for others in several]
        more = f" AND ({' OR '.join(f'({r})' for r in rest)})" if all(rest) else ""
        tests.append(f"(contains(_l, {text(first)}){more})")
    joined = f"lower(array_to_string({pairs}, ''))"
    return (
        f"list_transform([{joined}], lambda _l: CASE WHEN {' OR '.join(tests)} "
        "THEN TRUE ELSE FALSE END)[1]"
    )


def _title_gate() -> str:
    """Whether a title may hold a phrase."""
    pattern = rf"(?i:{_anchors(APART)})[sS]?\b"
    return f"COALESCE(regexp_matches(title, {text(pattern)}), FALSE)"


def _gate() -> str:
    """Whether JSON text may hold a phrase; letters of ASCII written as escapes are not read."""
    pattern = rf'"{RAW}*(?i:{_anchors(RAW + "+")})[sS]?\b'
    return f"COALESCE(regexp_matches(abstract, {text(pattern)}), FALSE)"


def _anchors(apart: str) -> str:
    """What a word of the text begins with wherever a phrase occurs, up to its first rare word."""
    forms: set[str] = set()
    common = set(family("keywords")["common"])
    for words in map(str.split, phrases()):
        rare = next((i for i, word in enumerate(words) if word not in common), len(words) - 1)
        forms |= {apart.join(words[i : rare + 1]) for i in range(rare + 1)}
    return "|".join(sorted(forms))


def letters(word: str) -> str:
    """A pattern for a word in small and capital letters of ASCII, and of ASCII alone."""
    return "".join(f"[{c}{c.upper()}]" if c.isalpha() else re.escape(c) for c in word)


def patterns(some: Sequence[str]) -> list[str]:
    """As few patterns as find each phrase in one pass: none of a pattern overlaps with another."""
    layers: list[list[str]] = []
    for phrase in some:
        free = (layer for layer in layers if not any(overlap(phrase, other) for other in layer))
        layer = next(free, None)
        if layer is None:
            layers.append(layer := [])
        layer.append(phrase)
    return [
        rf"\x1F[^0-9A-Za-z_\x1F]*((?:{'|'.join(_words(p) for p in layer)})[sS]?)\b"
        for layer in layers
    ]


def _words(phrase: str) -> str:
    return APART.join(map(letters, phrase.split()))


def overlap(one: str, other: str) -> bool:
    """Whether two phrases can share a word of a text."""
    a, b = ([word.rstrip("s") for word in phrase.split()] for phrase in (one, other))
    shared = range(1, min(len(a), len(b)) + 1)
    inside = any(a[i : i + len(b)] == b for i in range(len(a))) or any(
        b[i : i + len(a)] == a for i in range(len(b))
    )
    return inside or any(a[-n:] == b[:n] or b[-n:] == a[:n] for n in shared)


def _venues() -> str:
    declared = family("venues")
    plain = f"' ' || trim(lower(regexp_replace(venue, '{APART}', ' ', 'g'))) || ' '"
    series = [
        f"{{'label': {text(s['label'])}, 'name': {text(f' {name} ')}, 'whole': {whole}}}"
        for s in declared["series"]
        for key, whole in (("names", "FALSE"), ("is", "TRUE"))
        for name in s.get(key, ())
    ]
    likely = f"(?i:{'|'.join(declared['likely'])})"
    shut = " OR ".join(f"contains(_v, {text(f' {word} ')})" for word in declared["without"])
    fits = "CASE WHEN _s.whole THEN _v = _s.name ELSE contains(_v, _s.name) END"
    labels = (
        f"list_distinct(list_transform(list_filter([{', '.join(series)}], lambda _s: {fits}), "
        "lambda _s: _s.label))"
    )
    entry = f"{{'scheme': {text(declared['scheme'])}, 'label': _x, 'score': {ONE}}}"
    found = (
        f"list_transform([{plain}], lambda _v: CASE WHEN {shut} THEN {NOTHING} "
        f"ELSE list_transform({labels}, lambda _x: {entry}) END)[1]"
    )
    return f"CASE WHEN regexp_matches(venue, {text(likely)}) THEN {found} ELSE {NOTHING} END"


def _arxiv() -> str:
    declared = family("arxiv")
    archives = " ".join(
        f"WHEN regexp_matches(_x, {text(rf'(?:^|[/:]){re.escape(archive)}/[0-9]')}) "
        f"THEN {text(category)}"
        for archive, category in declared["archives"].items()
    )
    label = (
        f"CASE WHEN _x IN ({listed(declared['categories'])}) THEN _x {archives} "
        f"ELSE {text(declared['any_label'])} END"
    )
    labels = (
        f"list_distinct(list_transform(list_filter(arxiv, lambda _x: _x IS NOT NULL), "
        f"lambda _x: {label}))"
    )
    entry = f"{{'scheme': {text(declared['scheme'])}, 'label': _x, 'score': {ONE}}}"
    return (
        f"CASE WHEN len(arxiv) > 0 THEN list_transform({labels}, lambda _x: {entry}) "
        f"ELSE {NOTHING} END"
    )


def _with_sets(known: str) -> str:
    scheme = text(family("sets")["scheme"])
    parts = [
        f"CASE WHEN {_met(known, one)} THEN "
        f"[{{'scheme': {scheme}, 'label': {text(one.name)}, 'score': {ONE}}}] ELSE {NOTHING} END"
        for one in label_sets()
    ]
    return f"list_concat({known}, {', '.join(parts)})"


def _met(known: str, one: LabelSet) -> str:
    asked = [signs for signs in (one.any_of, *one.all_of) if signs]
    conditions = [
        f"len(list_filter({known}, lambda _x: {' OR '.join(map(_sign, signs))})) > 0"
        for signs in asked
    ]
    if one.fields:
        field = "regexp_extract(_t.subfield, '([0-9]{2})[0-9]{2}$', 1)"
        conditions.append(
            f"COALESCE(len(list_filter(topics, lambda _t: {field} IN ({listed(one.fields)}))) > 0, "
            "FALSE)"
        )
    return " AND ".join(conditions)


def _sign(sign: Sign) -> str:
    one_of = f" AND {among('_x.label', sign.labels)}" if sign.labels else ""
    enough = f" AND _x.score >= {sign.threshold!r}" if sign.threshold else ""
    return f"(_x.scheme = {text(sign.scheme)}{one_of}{enough})"
