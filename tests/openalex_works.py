"""Made-up OpenAlex records and files, complete as OpenAlex gives them."""

import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq

from detente.core.source import Piece
from detente.lake.writer import write_rows
from detente.sources import openalex
from detente.sources.build import table_named

ADDRESS = "https://openalex.org/"
UPDATED = "2026-03-04T05:06:07.123456"


def institution(number, country="US", **changes):
    return {
        "id": f"{ADDRESS}I{number}",
        "display_name": f"Institute {number}",
        "ror": f"https://ror.org/0{number:08}",
        "country_code": country,
        "type": "education",
        "lineage": [f"{ADDRESS}I{number}"],
        **changes,
    }


def author(number, **changes):
    return {
        "id": f"{ADDRESS}A{number}",
        "display_name": "A. Author",
        "orcid": "https://orcid.org/0000-0002-1825-0097",
        **changes,
    }


def authorship(*institutions, countries=None, **changes):
    codes = [i.get("country_code") for i in institutions]
    return {
        "author_position": "middle",
        "author": author(1),
        "institutions": list(institutions),
        "countries": sorted({c for c in codes if c}) if countries is None else countries,
        "is_corresponding": False,
        "raw_author_name": "A. Author",
        "raw_affiliation_strings": ["somewhere"],
        "affiliations": [],
        **changes,
    }


def topic(subfield="1702", score=0.9):
    return {
        "id": f"{ADDRESS}T10001",
        "display_name": "a topic",
        "score": score,
        "subfield": {"id": f"{ADDRESS}subfields/{subfield}", "display_name": "AI"},
        "field": {"id": f"{ADDRESS}fields/17", "display_name": "Computer Science"},
        "domain": {"id": f"{ADDRESS}domains/3", "display_name": "Physical Sciences"},
    }


def location(source="A Journal", url="https://example.org/1"):
    return {
        "id": "doi:10.1/1",
        "is_oa": False,
        "landing_page_url": url,
        "pdf_url": None,
        "source": {"id": f"{ADDRESS}S1", "display_name": source, "type": "journal"}
        if source
        else None,
        "license": None,
        "version": "publishedVersion",
        "is_accepted": True,
        "is_published": True,
    }


def record(number=1, *authorships, **changes):
    """A work; counts fit the lists unless they are given."""
    authors = list(authorships)
    cited = changes.pop("cited", [])
    year = changes.get("publication_year", 2020)
    made = {
        "id": f"{ADDRESS}W{number}",
        "doi": None,
        "title": f"Title {number}",
        "display_name": f"Title {number}",
        "publication_year": year,
        "publication_date": None if year is None else f"{year:04d}-05-06",
        "ids": {"openalex": f"{ADDRESS}W{number}"},
        "language": "en",
        "primary_location": location(),
        "type": "article",
        "indexed_in": ["crossref"],
        "open_access": {"is_oa": False, "oa_status": "closed"},
        "authorships": authors,
        "countries_distinct_count": len(_countries(authors)),
        "institutions_distinct_count": 0,
        "fwci": 1.5,
        "has_fulltext": False,
        "cited_by_count": 3,
        "is_retracted": False,
        "is_paratext": False,
        "is_xpac": False,
        "primary_topic": topic(),
        "topics": [topic()],
        "keywords": [],
        "concepts": [
            {"id": f"{ADDRESS}C154945302", "display_name": "AI", "level": 1, "score": 0.5}
        ],
        "mesh": [],
        "locations_count": 1,
        "locations": [location()],
        "has_content": {"pdf": False, "grobid_xml": False},
        "referenced_works_count": len(cited),
        "referenced_works": [f"{ADDRESS}W{other}" for other in cited],
        "related_works": [],
        "abstract_inverted_index": {"words": [0], "follow": [1]},
        "counts_by_year": [
            {"year": 2025, "cited_by_count": 2},
            {"year": 2024, "cited_by_count": 1},
        ],
        "updated_date": UPDATED,
        "created_date": "2020-01-01",
    }
    return {**made, **changes}


def _countries(authors):
    listed = {code for author in authors for code in author["countries"]}
    return listed | {i["country_code"] for a in authors for i in a["institutions"]} - {None}


def some_records(count, first=1):
    """Different, sound works."""
    homes = ("US", "CN", "HK", "TW", "MO", "DE", None)
    return [
        record(
            n,
            authorship(institution(n % 9, homes[n % 9 % 7]), is_corresponding=True),
            *[authorship(institution(n % 5, homes[n % 5]), institution(8, homes[1]))] * (n % 3),
            cited=[n + 1, n + 7] if n % 2 else [],
            publication_year=2000 + n % 25,
        )
        for n in range(first, first + count)
    ]


def lines(records):
    return "".join(json.dumps(r, separators=(",", ":"), ensure_ascii=False) + "\n" for r in records)


def write(path, records):
    """A file of records: what kind is said by its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".parquet":
        pq.write_table(as_table(records), path)
    elif path.suffix == ".gz":
        path.write_bytes(gzip.compress(lines(records).encode(), mtime=0))
    elif path.suffix == ".json":
        path.write_text(json.dumps({"meta": {"count": len(records)}, "results": records}))
    else:
        path.write_text(lines(records), encoding="utf-8")
    return path


def as_table(records):
    """Records as the publisher's Parquet has them: the inverted index is text."""
    index = "abstract_inverted_index"
    flat = [{**r, index: r[index] and json.dumps(r[index])} if index in r else r for r in records]
    return pa.Table.from_pylist(flat)


def piece_of(path, name=None, **facts):
    return Piece(name or path.name, path, path.stat().st_size, **facts)


def convert(path, target=None, **facts):
    """The conversion of one file."""
    target = target or path.with_name(path.name + ".stage")
    return openalex.convert(piece_of(path, **facts), target)


def load(path, tmp_path, *, memory=2**28, order=1):
    """Tables of a folder, checked and written as a build does; and the conversions by name."""
    staged = tmp_path / "staged"
    staged.mkdir(exist_ok=True)
    conversions, files = {}, []
    for number, piece in enumerate(openalex.pieces(path)):
        files.append(staged / f"{number}.stage")
        conversions[piece.name] = openalex.convert(piece, files[-1])
    return merged(files[::order], path, tmp_path, memory=memory), conversions


def merged(files, path, tmp_path, *, memory=2**28):
    scratch = tmp_path / "scratch"
    scratch.mkdir(exist_ok=True)
    tables = {}
    for name, stream in openalex.merge(files, path, scratch=scratch, memory=memory).items():
        target = tmp_path / f"{name}.parquet"
        write_rows(target, stream(), table=table_named(name))
        tables[name] = pq.read_table(target)
    return tables
