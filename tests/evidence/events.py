"""Meetings, incidents and enforcement: small random tables, and the naive answers from them."""

import random
from datetime import date, timedelta

import pyarrow as pa

from answer_checks import check_against
from detente.indicators.run import run
from detente.tables import enforcement, incident, incident_country, meeting, meeting_party
from naive import events as naive

INDICATORS = {"meeting", "incidents", "enforcement"}
PARTIES = ["US"] * 3 + ["CN"] * 3 + ["GB", "FR", "DE", "HK", "TW", "EU", "IN"]
PLACES = ["US"] * 4 + ["CN"] * 3 + ["GB", "FR", "DE", "HK", "MO", "TW"]
QUESTIONS = {
    "meeting": [
        {}, {"by": "year"}, {"country": "US"}, {"country": "US", "partner": "CN"},
        {"country": "CN", "partner": "US", "by": "year"},
    ],
    "incidents": [
        {}, {"by": "year", "kind": "fraud"}, {"by": "month", "kind": "all"},
        {"country": "US"}, {"country": "US", "by": "month", "kind": "misuse"},
        {"country": "ZW", "kind": "false_news"},
    ],
    "enforcement": [
        {}, {"by": "kind"}, {"by": "year"}, {"country": "US"}, {"country": "US", "kind": "fraud"},
        {"country": "ZW"},
    ],
}  # fmt: skip
CHOICES = (
    {"meeting_level": "all", "presence": "signed", "incident_country": "text_or_deployer"},
    {"meeting_membership": "open", "evidence": "high", "incident_country": "text_or_seat"},
    {"enforcement_acts": "people_held", "meeting_level": "all"},
)
BOUNDS = ("share_with_both_least", "share_with_both_most", "incident_share_least",
          "incident_share_most", "documented")  # fmt: skip


def tables(seed):
    """Some of everything: lists complete and not, signatures without presence, texts without."""
    chance = random.Random(seed)
    meetings = [_meeting(chance, number) for number in range(26)]
    incidents = [_incident(chance, number) for number in range(70)]
    made = {
        meeting.TABLE: meetings,
        meeting_party.TABLE: [row for one in meetings for row in _parties(chance, one)],
        incident.TABLE: incidents,
        incident_country.TABLE: [row for one in incidents for row in _countries(chance, one)],
        enforcement.TABLE: [_case(chance, number) for number in range(30)],
    }
    return {
        table.name: pa.Table.from_pylist(rows, schema=table.schema).sort_by(
            [(name, "ascending") for name in table.sort]
        )
        for table, rows in made.items()
    }


def _day(chance):
    return date(2018, 1, 1) + timedelta(chance.randrange(5 * 365))


def _meeting(chance, number):
    day, text = _day(chance), chance.choice([None, "Declaration", "Declaration"])
    return {
        "meeting": f"meeting_{number}",
        "title": f"Meeting {number}",
        "start": day,
        "end": day + timedelta(1),
        "place": None,
        "country": None,
        "level": chance.choice(["intergovernmental"] * 3 + ["track_2", "multistakeholder"]),
        "membership": chance.choice(["open", "closed"]),
        "document": text,
        "parties_complete": chance.random() < 0.4,
        "signatories_complete": text is not None and chance.random() < 0.4,
        "confidence": chance.choice(["high", "high", "medium"]),
        "reference": "A/1",
    }


def _parties(chance, one):
    for party in sorted(set(chance.sample(PARTIES, chance.choice([0, 2, 4, 8])))):
        yield {
            "meeting": one["meeting"],
            "party": party,
            "role": chance.choice(["host", "participant", "participant", "absent", "unknown"]),
            "signed": one["document"] and chance.choice([True, True, False, None]),
        }


def _incident(chance, number):
    fraud, false_news = chance.random() < 0.3, chance.random() < 0.2
    return {
        "source": "aiid",
        "incident": str(number),
        "date": _day(chance),
        "title": f"Incident {number}",
        "misuse": fraud or false_news or chance.random() < 0.2,
        "fraud": fraud,
        "false_news": false_news,
    }


def _countries(chance, one):
    for basis in ("text", "deployer", "developer"):
        for code in sorted(set(chance.sample(PLACES, chance.choice([0, 1, 1, 2])))):
            yield {
                "source": one["source"],
                "incident": one["incident"],
                "country": code,
                "basis": basis,
            }


def _case(chance, number):
    amount = chance.choice([None, 1000.0])
    return {
        "event": f"case_{number}",
        "title": f"Case {number}",
        "date": _day(chance),
        "precision": "day",
        "country": chance.choice(PLACES),
        "authority": "Somebody",
        "action": chance.choice(["detention", "arrest", "conviction", "fine", "order"]),
        "target": "person",
        "kind": chance.choice(["false_news", "fraud", "privacy"]),
        "people": chance.choice([None, 1, 1, 12]),
        "amount": amount,
        "currency": amount and "USD",
        "confidence": chance.choice(["high", "medium"]),
        "reference": "A/1",
    }


def _checked(name, answer):
    declared = {
        "meeting": ("country", "partner", "year"),
        "incidents": ("country", "kind", "year", "month"),
        "enforcement": ("country", "kind", "year"),
    }[name]

    def check(dataset, world, specification):
        plain = {n: dataset.release.table(n).to_pylist() for n in tables(0)}
        for filters in QUESTIONS[name]:
            rows = run(name, dataset, specification, **filters).to_dicts()
            answers = [
                answer(plain, specification, draw=draw, seed=dataset.seed, **filters)
                for draw in (None, *range(dataset.draws))
            ]

            def key_of(row):
                return (row["metric"], *(row[column] for column in declared))

            assert {key_of(row) for row in rows} == set(answers[0])
            full = [{key: one.get(key) for key in answers[0]} for one in answers]
            check_against(rows, full, key_of, ends=lambda metric: metric not in BOUNDS)

    return check


CHECKS = {
    "meeting": _checked("meeting", naive.meeting_answer),
    "incidents": _checked("incidents", naive.incident_answer),
    "enforcement": _checked("enforcement", naive.enforcement_answer),
}
