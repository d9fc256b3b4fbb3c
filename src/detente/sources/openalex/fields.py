"""What a work of OpenAlex holds: the fields that are read, their types, and those left unread."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.kernels.json_shape import Compiled

# A shape is: a dict of field to shape; a list with the shape of its items; or a word: "text",
# "whole", "number", "flag", "words" (the inverted index); with "?" where null is allowed.
# A field that ends in "?" may be absent.
WORK: dict[str, object] = {
    "id": "text",
    "title": "text?",
    "publication_year": "whole?",
    "publication_date": "text?",
    "language": "text?",
    "type": "text",
    "cited_by_count": "whole",
    "countries_distinct_count": "whole",
    "referenced_works_count": "whole",
    "is_retracted": "flag",
    "is_paratext": "flag",
    "is_xpac": "flag",
    "updated_date": "text",
    "authorships": [
        {
            "author": {"id": "text?", "orcid": "text?"},
            "institutions": [
                {
                    "id": "text",
                    "display_name": "text",
                    "ror": "text?",
                    "country_code": "text?",
                    "type": "text?",
                }
            ],
            "countries": ["text"],
            "is_corresponding": "flag?",
        }
    ],
    "primary_location": {"source": {"display_name": "text?"}},
    "locations": [{"landing_page_url": "text?"}],
    "topics": [{"id": "text", "score": "number", "subfield": {"id": "text"}}],
    "concepts": [{"id": "text", "score": "number"}],
    "referenced_works": ["text"],
    "counts_by_year": [{"year": "whole", "cited_by_count": "whole"}],
    "abstract_inverted_index": "words?",
}
"""Fields that are read, and what each must hold."""

MAY_BE_NULL = frozenset({"authorships", "primary_location", "primary_location.source"})
"""Objects and lists that may be null; every other may only be empty."""

MARK = "has_content"
"""Extended works came with this field; earlier records have neither it nor ``is_xpac``."""

UNREAD = MappingProxyType(
    {
        "": frozenset(
            (
                "doi display_name ids indexed_in open_access institutions "
                "institutions_distinct_count corresponding_author_ids "
                "corresponding_institution_ids apc_list apc_paid fwci "
                "has_fulltext citation_normalized_percentile cited_by_percentile_year biblio "
                "primary_topic keywords mesh best_oa_location locations_count awards "
                "sustainable_development_goals "
                "funders has_content content_urls related_works created_date "
                # of earlier years, or given by the API alone
                "abstract_inverted_index_v3 alternate_host_venues authors_count cited_by_api_url "
                "content_url datasets fulltext_origin grants host_venue institution_assertions "
                "is_authors_truncated is_in_doaj is_oa ngrams_url relevance_score type_crossref "
                "versions"
            ).split()
        ),
        "authorships": frozenset(
            (
                "author_position raw_author_name raw_affiliation_strings raw_orcid "
                "affiliations raw_affiliation_string"
            ).split()
        ),
        "authorships.author": frozenset({"display_name"}),
        "authorships.institutions": frozenset({"lineage"}),
        "locations": frozenset(
            (
                "id is_oa pdf_url source license license_id version is_accepted is_published "
                "raw_source_name raw_type source_text provenance match_type"
            ).split()
        ),
        "primary_location": frozenset(
            (
                "id is_oa landing_page_url pdf_url license license_id version is_accepted "
                "is_published raw_source_name raw_type source_text provenance match_type"
            ).split()
        ),
        "primary_location.source": frozenset(
            (
                "id issn_l issn is_oa is_in_doaj is_core is_indexed_in_scopus host_organization "
                "host_organization_name host_organization_lineage "
                "host_organization_lineage_names publisher type raw_type"
            ).split()
        ),
        "topics": frozenset({"display_name", "field", "domain"}),
        "topics.subfield": frozenset({"display_name"}),
        "concepts": frozenset({"wikidata", "display_name", "level"}),
    }
)
"""Fields that are known and not read, by the place they stand in."""


@cache
def shape() -> Compiled:
    """What scanning JSON looks for. Whether ``is_xpac`` may be absent is decided afterwards."""
    from detente.kernels.json_shape import compile_shape
    from detente.sources.openalex.labels import phrases

    return compile_shape(
        {**WORK, MARK: "any"},
        nullable=MAY_BE_NULL,
        optional={"is_xpac", MARK},
        unread=UNREAD,
        words={word for phrase in phrases() for word in phrase.split()},
    )
