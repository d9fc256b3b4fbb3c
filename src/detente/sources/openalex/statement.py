"""The statement that turns raw records into rows of the stage.

Every scalar is converted strictly: a value that does not come back as it stood gives a fault, never
a rounded or an empty number. What is left out on purpose keeps its row, without content, so that it
still replaces older versions of the same work.
"""

from __future__ import annotations

from detente.sources.openalex.fields import JSON_COLUMNS

ADDRESS = "https://openalex.org/"
WORK = f"{ADDRESS}W"
ARXIV = "arxiv.org/"

WORD = "[a-z][a-z-]*"
ODD = r"^([\[{]|-?[0-9.]+$|true$|false$)"

EXTENDED = "outside the default corpus (is_xpac)"
PARATEXT = "paratext"
NO_YEAR = "without a year of publication"
FUTURE = "the year of publication lies after the last update"
DELETED = "deleted by the publisher"
MERGED = "merged into another work"

_NUMBERS = {
    "year": ("publication_year", "SMALLINT"),
    "citations": ("cited_by_count", "INTEGER"),
    "countries": ("countries_distinct_count", "INTEGER"),
    "stated_references": ("referenced_works_count", "INTEGER"),
}
_NULLABLE = ("year",)
# a folder called updated_date=2026-01-05 would take the place of each record's own date
_NOT_FROM_PATH = "hive_partitioning = false"


def json_relation(path: str) -> str:
    """The records of a file of JSON lines."""
    columns = ", ".join(f"{name}: '{kind}'" for name, kind in JSON_COLUMNS.items())
    return (
        f"read_json('{_quoted(path)}', {_NOT_FROM_PATH}, format = 'newline_delimited', "
        f"columns = {{{columns}}})"
    )


def parquet_relation(path: str, absent: frozenset[str] = frozenset()) -> str:
    """The records of a Parquet file, its numbers and flags as text, like those of JSON.

    Parameters
    ----------
    path : str
    absent : frozenset of str
        Columns that the file does not have; they read as null.
    """
    columns = [
        f"NULL AS {name}"
        if name in absent
        else f"CAST({name} AS VARCHAR) AS {name}"
        if kind in {"JSON", "VARCHAR"}
        else name
        for name, kind in JSON_COLUMNS.items()
    ]
    return f"(SELECT {', '.join(columns)} FROM read_parquet('{_quoted(path)}', {_NOT_FROM_PATH}))"


def statement(relation: str, labels: str, *, from_text: bool) -> str:
    """Rows of the stage, and what the checks need, of a relation of records.

    Parameters
    ----------
    relation : str
        Raw records with the columns of ``JSON_COLUMNS``.
    labels : str
        Expression of the labels of a work.
    from_text : bool
        Whether scores are the text that stands in the file, and not numbers yet.
    """
    return f"""
WITH typed AS (
    SELECT {_typed()}, r.* FROM {relation} AS r
), judged AS (
    SELECT *, {_fault(from_text=from_text)} AS fault, {_left_out()} AS left_out FROM typed
), prepared AS (
    SELECT * REPLACE (
        list_transform(topics, lambda t:
            {{'topic': t.id, 'subfield': t.subfield.id, 'score': TRY_CAST(t.score AS DOUBLE)}}
        ) AS topics,
        list_transform(concepts, lambda c:
            {{'concept': c.id, 'score': TRY_CAST(c.score AS DOUBLE)}}
        ) AS concepts
    ),
    abstract_inverted_index AS abstract,
    list_filter(
        list_transform(locations, lambda l: l.landing_page_url),
        lambda address: contains(address, '{ARXIV}')
    ) AS arxiv
    FROM judged
)
SELECT work, updated, left_out, fault, countries AS stated_countries,
    {_content(labels)},
    {_nulls()}
FROM prepared
"""


def _quoted(path: str) -> str:
    return path.replace("'", "''")


def _typed() -> str:
    values = {
        "work": _number_after(WORK, "r.id"),
        "updated": (
            "CASE WHEN length(r.updated_date) IN (10, 19) OR length(r.updated_date) > 20"
            " THEN TRY_CAST(r.updated_date AS TIMESTAMP) END"
        ),
        "date": "TRY_CAST(r.publication_date AS DATE)",
        "cited": (
            f"list_sort(list_transform(r.referenced_works, lambda w: {_number_after(WORK, 'w')}))"
        ),
        "venue": "r.primary_location.source.display_name",
    }
    for name, (field, kind) in _NUMBERS.items():
        values[name] = f"TRY_CAST(r.{field} AS {kind})"
    return ",\n        ".join(f"{value} AS {name}" for name, value in values.items())


def _number_after(prefix: str, name: str) -> str:
    tail = f"CASE WHEN starts_with({name}, '{prefix}') THEN substr({name}, {len(prefix) + 1}) END"
    return f"TRY_CAST({tail} AS BIGINT)"


def _fault(*, from_text: bool) -> str:
    """What is wrong with the record; null where nothing is."""
    day, year = "publication_date", "publication_year"
    rules = [
        ("id", "work IS NULL OR work < 0 OR CAST(work AS VARCHAR) <> substr(id, 23)"),
        ("updated_date", "updated IS NULL"),
        ("type", f"type IS NULL OR NOT regexp_full_match(type, '{WORD}') OR {_a_flag('type')}"),
        ("language", "NOT regexp_full_match(language, '[a-z]{2}(-[a-z]+)?')"),
        (day, f"{day} IS NOT NULL AND (date IS NULL OR CAST(date AS VARCHAR) <> {day})"),
        (f"{day} is not in {year}, which", "year(date) <> year"),
        (year, "year NOT BETWEEN 1000 AND 2200"),
        ("topics", _misscored("topics", {"x.id": "T", "x.subfield.id": "subfields/"}, from_text)),
        ("concepts", _misscored("concepts", {"x.id": "C"}, from_text)),
        ("abstract_inverted_index", "NOT starts_with(abstract_inverted_index, '{')"),
        ("locations", "locations IS NULL"),
        ("referenced_works_count", "cited IS NULL OR len(cited) <> stated_references"),
        (
            "referenced_works",
            "list_contains(list_transform(cited, lambda w: w IS NULL OR w < 0), true)",
        ),
    ]
    rules += [(field, _no_number(name, field)) for name, (field, _) in _NUMBERS.items()]
    rules += [
        (flag, f"{flag} IS NULL OR {flag} NOT IN ('true', 'false')")
        for flag in ("is_retracted", "is_paratext")
    ]
    rules.append(("is_xpac", "is_xpac NOT IN ('true', 'false')"))
    cases = " ".join(f"WHEN {test} THEN '{name}'" for name, test in rules)
    return f"CASE {cases} END"


def _a_flag(name: str) -> str:
    return f"{name} IN ('true', 'false')"


def _misscored(name: str, identifiers: dict[str, str], from_text: bool) -> str:
    score = "TRY_CAST(x.score AS DOUBLE)"
    bad = f"{score} IS NULL OR {score} NOT BETWEEN 0 AND 1"
    for field, prefix in identifiers.items():
        bad += f" OR {field} IS NULL OR NOT starts_with({field}, '{ADDRESS}{prefix}')"
    if from_text:
        # a number in JSON begins with a digit; text, flags and negative numbers do not
        text = "CAST(x.score AS VARCHAR)"
        bad += f" OR {text} < '0' OR {text} > ':'"
    return f"{name} IS NULL OR len(list_filter({name}, lambda x: {bad})) > 0"


def _no_number(name: str, field: str) -> str:
    differs = f"{name} IS NULL OR {name} < 0 OR CAST({name} AS VARCHAR) <> {field}"
    if name in _NULLABLE:
        return f"{field} IS NOT NULL AND ({differs})"
    return differs


def _left_out() -> str:
    return f"""CASE WHEN is_xpac = 'true' THEN '{EXTENDED}'
        WHEN is_paratext = 'true' OR type = 'paratext' THEN '{PARATEXT}'
        WHEN year IS NULL THEN '{NO_YEAR}'
        WHEN year > year(updated) THEN '{FUTURE}' END"""


def _content(labels: str) -> str:
    """Columns that a work has only where it is kept."""
    columns = {
        "date": "date",
        "year": "year",
        "type": "type",
        "title": "title",
        "language": "substr(language, 1, 2)",
        "venue": "venue",
        "citations": "citations",
        "stated_references": "stated_references",
        "retracted": "is_retracted = 'true'",
        "authorships": "authorships",
        "cited": "cited",
        "labels": labels,
    }
    return ",\n    ".join(
        f"CASE WHEN left_out IS NULL THEN {value} END AS {name}" for name, value in columns.items()
    )


def _nulls() -> str:
    """Which fields are null, or absent: DuckDB does not tell the two apart."""
    fields = (
        "title", "publication_year", "publication_date", "language", "is_xpac", "authorships",
        "abstract_inverted_index",
    )  # fmt: skip
    flags = [f"{name} IS NULL AS no_{name}" for name in fields]
    flags.append("venue IS NULL AS no_source")
    flags.append(
        "len(list_filter(locations, lambda l: l.landing_page_url IS NULL)) > 0 AS no_address"
    )
    # a list, an object, a number or a flag that DuckDB wrote out as text
    odd = [
        f"CASE WHEN {name} < ':' OR {name} >= '[' THEN COALESCE(regexp_matches({name}, '{ODD}'),"
        " false) ELSE false END"
        for name in ("title", "venue")
    ]
    odd.append(
        "len(list_filter(locations, lambda l: NOT starts_with(l.landing_page_url, 'http'))) > 0"
    )
    flags.append(f"{' OR '.join(odd)} AS odd_text")
    return ",\n    ".join(flags)
