"""Made-up files in the form of OpenAlex's snapshot: whole records, invented words and names."""

import gzip
import json
import random
from dataclasses import dataclass

from bench.corpus import COUNTRIES
from detente.core.countries import all_codes

ADDRESS = "https://openalex.org/"
# a few words that make works AI, in as many abstracts as in real life
PHRASES = ("neural network", "machine learning", "natural language processing", "computer vision")
AI_SHARE = 0.06
ABSTRACTS = 0.47
AUTHORS = (0, 1, 1, 1, 2, 2, 3, 3, 4, 6, 12)


COLUMNS = {
    "id": "VARCHAR",
    "title": "VARCHAR",
    "publication_year": "JSON",
    "publication_date": "VARCHAR",
    "language": "VARCHAR",
    "type": "VARCHAR",
    "cited_by_count": "JSON",
    "countries_distinct_count": "JSON",
    "referenced_works_count": "JSON",
    "is_retracted": "JSON",
    "is_paratext": "JSON",
    "is_xpac": "JSON",
    "updated_date": "VARCHAR",
    "authorships": (
        "STRUCT(author STRUCT(id VARCHAR, orcid VARCHAR), institutions STRUCT(id VARCHAR,"
        " display_name VARCHAR, ror VARCHAR, country_code VARCHAR, type VARCHAR)[],"
        " countries VARCHAR[], is_corresponding JSON)[]"
    ),
    "primary_location": "STRUCT(source STRUCT(display_name VARCHAR))",
    "locations": "STRUCT(landing_page_url VARCHAR)[]",
    "topics": "STRUCT(id VARCHAR, score JSON, subfield STRUCT(id VARCHAR))[]",
    "concepts": "STRUCT(id VARCHAR, score JSON)[]",
    "referenced_works": "VARCHAR[]",
    "counts_by_year": "STRUCT(year JSON, cited_by_count JSON)[]",
    "abstract_inverted_index": "VARCHAR",
}
"""The fields that detente reads, as DuckDB parses them: numbers and flags as they stand."""


@dataclass
class Pool:
    """Pieces of records, as JSON text, from which works are put together."""

    titles: list
    abstracts: list
    authors: list
    codes: list
    places: list
    topics: list
    concepts: list


def write_files(folder, works, files, seed=1):
    """Gzip files of JSON lines in the layout of the snapshot, with their manifest.

    Parameters
    ----------
    folder : pathlib.Path
    works, files : int
    seed : int

    Returns
    -------
    int
        Bytes of JSON.
    """
    chance = random.Random(seed)
    pool = _pool(chance)
    entries, size = [], 0
    for number in range(files):
        name = f"updated_date=2026-{number % 12 + 1:02}-{number // 12 % 28 + 1:02}/part_000.gz"
        path = folder / name
        path.parent.mkdir(parents=True)
        first, last = works * number // files, works * (number + 1) // files
        with gzip.open(path, "wb", compresslevel=1) as file:
            for work in range(first, last):
                size += file.write(_record(chance, pool, work, name[13:23]).encode())
        meta = {"content_length": path.stat().st_size, "record_count": last - first}
        entries.append({"url": f"s3://openalex/data/works/{name}", "meta": meta})
    (folder / "manifest").write_text(json.dumps({"entries": entries}))
    return size


def write_parquet(folder, sources):
    """The same records as Parquet files, as the publisher types them."""
    import duckdb

    columns = dict(COLUMNS, keywords="STRUCT(id VARCHAR, score DOUBLE)[]")
    columns = {name: _typed(name, kind) for name, kind in columns.items()}
    listed = ", ".join(f"{name}: '{kind}'" for name, kind in columns.items())
    folder.mkdir()
    for number, source in enumerate(sources):
        duckdb.sql(
            f"COPY (FROM read_json('{source}', hive_partitioning = false, columns = {{{listed}}}))"
            f" TO '{folder}/part_{number:03}.parquet' (COMPRESSION snappy)"
        )


def _typed(name, kind):
    if kind == "JSON":
        return "BOOLEAN" if name.startswith("is_") else "BIGINT"
    kind = kind.replace("score JSON", "score DOUBLE").replace("year JSON", "year BIGINT")
    kind = kind.replace("count JSON", "count BIGINT")
    return kind.replace("corresponding JSON", "corresponding BOOLEAN")


def _text(value):
    return json.dumps(value, separators=(",", ":"))


def _pool(chance):
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(6000)]
    weights = [1 / (rank + 3) for rank in range(len(words))]
    stream = chance.choices(words, weights, k=400_000)
    codes = [code for code in all_codes() if len(code) == 2][:COUNTRIES]
    homes = chance.choices(codes, [1 / (rank + 2) for rank in range(len(codes))], k=4000)
    institutions = [_institution(n, homes[n], stream[n]) for n in range(len(homes))]
    authors, places = zip(*(_author(chance, institutions) for _ in range(8000)), strict=True)
    return Pool(
        titles=[
            _text(" ".join(stream[9 * n : 9 * n + chance.randint(4, 15)])) for n in range(9000)
        ],
        abstracts=[_abstract(chance, stream) for _ in range(4000)],
        authors=authors,
        codes=places,
        places=[_location(n, " ".join(stream[5 * n : 5 * n + 4])) for n in range(800)],
        topics=[_topic(n, " ".join(stream[7 * n : 7 * n + 3])) for n in range(900)],
        concepts=[_concept(n, stream[n]) for n in range(3000)],
    )


SYLLABLES = tuple(a + b for a in "b d f g k l m n p r s t v z".split() for b in "a e i o u".split())


def _institution(number, country, word):
    name = f"Institute of {word} {number}"
    entry = {
        "id": f"{ADDRESS}I{10_000 + number}",
        "display_name": name,
        "ror": f"https://ror.org/{number:09}",
        "country_code": country,
        "type": "education",
        "lineage": [f"{ADDRESS}I{10_000 + number}"],
    }
    return country, entry


def _author(chance, institutions):
    some = chance.choices(institutions, k=chance.choice((0, 0, 0, 1, 1, 1, 1, 2)))
    some = list({entry["id"]: (code, entry) for code, entry in some}.values())
    codes = sorted({code for code, _ in some})
    number = chance.randrange(10**9)
    place = [f"Department {number % 97}, {entry['display_name']}" for _, entry in some]
    entry = {
        "author_position": "middle",
        "author": {
            "id": f"{ADDRESS}A{number}",
            "display_name": f"Author {number}",
            "orcid": None if number % 3 == 0 else "https://orcid.org/0000-0002-1825-0097",
        },
        "institutions": [entry for _, entry in some],
        "countries": codes,
        "is_corresponding": number % 4 == 0,
        "raw_author_name": f"A. {number}",
        "raw_affiliation_strings": place,
        "affiliations": [
            {"raw_affiliation_string": text, "institution_ids": [entry["id"]]}
            for text, (_, entry) in zip(place, some, strict=True)
        ],
    }
    return _text(entry), codes


def _abstract(chance, stream):
    begin = chance.randrange(len(stream) - 500)
    words = stream[begin : begin + chance.randint(40, 320)]
    if chance.random() < AI_SHARE:
        words[5:5] = chance.choice(PHRASES).split()
    index = {}
    for place, word in enumerate(words):
        index.setdefault(word, []).append(place)
    return _text(index)


def _location(number, name):
    return _text(
        {
            "id": f"doi:10.{number}/x",
            "is_oa": number % 3 == 0,
            "landing_page_url": f"https://doi.org/10.{number}/x",
            "pdf_url": None,
            "source": {
                "id": f"{ADDRESS}S{number}",
                "display_name": name,
                "issn_l": "1234-5678",
                "issn": ["1234-5678"],
                "is_oa": False,
                "type": "journal",
            }
            if number % 4
            else None,
            "license": None,
            "version": "publishedVersion",
            "is_accepted": True,
            "is_published": True,
            "raw_source_name": name,
        }
    )


def _topic(number, name):
    field = 11 + number % 26
    return _text(
        {
            "id": f"{ADDRESS}T{10_000 + number}",
            "display_name": name,
            "score": (number * 37 % 1000) / 1000,
            "subfield": {
                "id": f"{ADDRESS}subfields/{field}{number % 14:02}",
                "display_name": name,
            },
            "field": {"id": f"{ADDRESS}fields/{field}", "display_name": name},
            "domain": {"id": f"{ADDRESS}domains/{number % 4 + 1}", "display_name": name},
        }
    )


def _concept(number, word):
    return _text(
        {
            "id": f"{ADDRESS}C{1000 + number}",
            "wikidata": f"https://www.wikidata.org/wiki/Q{number}",
            "display_name": word,
            "level": number % 5,
            "score": (number * 7919 % 99_991) / 100_000,
        }
    )


def _record(chance, pool, number, date):
    """One line. Ids are spread, so that files do not come sorted by work."""
    work = f"{ADDRESS}W{2_000_000_000 + number * 7_919 % 99_999_989}"
    year = 1990 + chance.randrange(36)
    drawn = [chance.randrange(len(pool.authors)) for _ in range(chance.choice(AUTHORS))]
    codes = {code for place in drawn for code in pool.codes[place]}
    cited = chance.sample(range(number + 1), min(number, chance.choice((0, 0, 5, 12, 30))))
    cited = [f'"{ADDRESS}W{2_000_000_000 + other * 7_919 % 99_999_989}"' for other in cited]
    title = chance.choice(pool.titles)
    place = chance.choice(pool.places)
    topics = chance.sample(pool.topics, chance.choice((0, 1, 2, 3)))
    related = ",".join(f'"{ADDRESS}W{chance.randrange(10**10)}"' for _ in range(9))
    years = ",".join(
        f'{{"year":{late},"cited_by_count":{late % 9 + 1}}}'
        for late in range(max(year, 2018), 2026)
    )
    abstract = chance.choice(pool.abstracts) if chance.random() < ABSTRACTS else "null"
    return (
        f'{{"id":"{work}","doi":"https://doi.org/10.1/{number}","title":{title},'
        f'"display_name":{title},"publication_year":{year},"publication_date":"{year}-05-06",'
        f'"ids":{{"openalex":"{work}"}},"language":"en","primary_location":{place},'
        '"type":"article","indexed_in":["crossref"],'
        '"open_access":{"is_oa":false,"oa_status":"closed","oa_url":null},'
        f'"authorships":[{",".join(pool.authors[n] for n in drawn)}],'
        f'"countries_distinct_count":{len(codes)},"institutions_distinct_count":{len(drawn)},'
        f'"fwci":1.5,"has_fulltext":false,"cited_by_count":{number % 50},'
        '"biblio":{"volume":"1","issue":null,"first_page":"1","last_page":"9"},'
        f'"is_retracted":false,"is_paratext":false,"is_xpac":{_text(number % 20 == 0)},'
        f'"primary_topic":{topics[0] if topics else "null"},"topics":[{",".join(topics)}],'
        f'"keywords":[],"concepts":[{",".join(chance.sample(pool.concepts, 8))}],"mesh":[],'
        f'"locations_count":1,"locations":[{place}],"best_oa_location":null,'
        '"has_content":{"pdf":false,"grobid_xml":false},'
        f'"referenced_works_count":{len(cited)},"referenced_works":[{",".join(cited)}],'
        f'"related_works":[{related}],"abstract_inverted_index":{abstract},'
        f'"counts_by_year":[{years}],"updated_date":"{date}T01:02:03.456789",'
        '"created_date":"2020-01-01"}\n'
    )
