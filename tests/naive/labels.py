"""Labels of an OpenAlex work, one rule after the other in plain Python."""

import json
import re

from detente.sources.openalex.labels import family, label_sets, phrases

WORD = re.compile(r"[0-9A-Za-z_]+")


def labels_of(work):
    """{(scheme, label): score} of a work.

    It has `title`, `venue`, `abstract` (text of JSON, or something else), `topics` (`topic`,
    `subfield` and `score`), `concepts` (`concept` and `score`) and `arxiv` (addresses there).
    """
    found = {}
    for name, label, score in (
        *topics_of(work["topics"] or []),
        *concepts_of(work["concepts"] or []),
        *(("keywords", phrase, 1.0) for phrase in phrases_of(work)),
        *(("venues", label, 1.0) for label in venue_labels(work["venue"])),
        *(("arxiv", category(e), 1.0) for e in work["arxiv"] or [] if e is not None),
    ):
        key = (family(name)["scheme"], label)
        found[key] = max(found.get(key, 0.0), score)
    sets = [one.name for one in label_sets() if found and in_set(one, found, work["topics"] or [])]
    return found | {(family("sets")["scheme"], name): 1.0 for name in sets}


def topics_of(topics):
    declared = family("topics")
    for topic in topics:
        code = after(topic["subfield"], "https://openalex.org/subfields/")
        if code in declared["subfields"] and last(topic["topic"]) not in declared["misfiled"]:
            yield "topics", code, 1.0 if topic["score"] is None else topic["score"]


def concepts_of(concepts):
    for concept in concepts:
        name = after(concept["concept"], "https://openalex.org/")
        if name in family("concepts")["concepts"]:
            yield "concepts", name, 1.0 if concept["score"] is None else concept["score"]


def phrases_of(work):
    runs = [title_words(work["title"] or ""), *abstract_words(work["abstract"])]
    return [p for p in phrases() if any(has_phrase(run, p.split()) for run in runs)]


def last(address):
    return None if address is None else address.rsplit("/", 1)[-1]


def after(address, start):
    return address.removeprefix(start) if (address or "").startswith(start) else None


def title_words(title):
    """Words of a text: (word, whether it begins what spaces set apart)."""
    return [w for part in re.split("[\t\n\f\r \x1f]+", title) for w in words_of(part)]


def words_of(part):
    return [(w.lower(), i == 0) for i, w in enumerate(WORD.findall(part))]


def abstract_words(abstract):
    """Runs of neighbouring words, of those words that phrases are made of."""
    pairs = []
    try:
        json.loads(abstract or "null", object_pairs_hook=pairs.extend)
    except ValueError:
        return []
    needed = {word for phrase in phrases() for word in phrase.split()}
    places = []
    for key, at in pairs:
        words = words_of(key)
        whole = isinstance(at, list) and all(type(p) is int and p >= 0 for p in at)
        if whole and words and (words[0][0] in needed or words[0][0].removesuffix("s") in needed):
            places += [(p, key.replace("\x1f", "-")) for p in at if p < 2**63]
    runs = []
    for at, key in sorted(places):
        if not runs or at - runs[-1][0] > 1:
            runs.append([at, []])
        runs[-1][0] = at
        runs[-1][1] += words_of(key)
    return [run for _, run in runs]


def has_phrase(run, wanted):
    for start in range(len(run) - len(wanted) + 1):
        words = [word for word, _ in run[start : start + len(wanted)]]
        ends = {wanted[-1], wanted[-1] + "s"}
        if run[start][1] and words[:-1] == wanted[:-1] and words[-1] in ends:
            return True
    return False


def venue_labels(venue):
    plain = " ".join(WORD.findall(venue or "")).lower()
    padded = f" {plain} "
    if any(f" {word} " in padded for word in family("venues")["without"]):
        return []
    return [
        series["label"]
        for series in family("venues")["series"]
        if plain in series.get("is", ()) or any(f" {n} " in padded for n in series.get("names", ()))
    ]


def category(entry):
    declared = family("arxiv")
    if entry in declared["categories"]:
        return entry
    for archive, meant in declared["archives"].items():
        if re.search(rf"(^|[/:]){archive}/[0-9]", entry):
            return meant
    return declared["any_label"]


def in_set(one, found, topics):
    def spoken_for(signs):
        return any(
            scheme == sign.scheme
            and (not sign.labels or label in sign.labels)
            and score >= sign.threshold
            for sign in signs
            for (scheme, label), score in found.items()
        )

    asked = [signs for signs in (one.any_of, *one.all_of) if signs]
    fields = [(last(t["subfield"]) or "")[:2] for t in topics]
    return all(map(spoken_for, asked)) and (
        not one.fields or any(field in one.fields for field in fields)
    )
