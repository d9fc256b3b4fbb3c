"""Meetings, incidents and enforcement the slow and obvious way: one event, one draw at a time.

An answer is a mapping of (metric, …grain) to a Fraction, or None where there is no number.
"""

import hashlib
from fractions import Fraction

from detente.core.territory import TERRITORIES, era_of
from naive import bootstrap

LEAST_MEETINGS, LEAST_INCIDENTS = 5, 25
HELD = ("detention", "arrest", "conviction")
BASES = {
    "text": ("text",),
    "text_or_deployer": ("text", "deployer"),
    "text_or_seat": ("text", "deployer", "developer"),
}


def weight(name, draw, seed):
    """1 in the estimate (draw None), else the weight of the event in the draw."""
    if draw is None:
        return 1
    number = int(hashlib.sha256(name.encode()).hexdigest()[:16], 16) // 2
    return bootstrap.weight(seed, number, draw)


def share(part, whole):
    return Fraction(part, whole) if whole else None


# ---- meetings ----


def counted_meetings(rows, specification):
    found = []
    for row in rows:
        ok = row["start"].year in specification.period
        if specification["meeting_level"] != "all":
            ok = ok and row["level"] == specification["meeting_level"]
        if specification["meeting_membership"] == "open":
            ok = ok and row["membership"] == "open"
        if specification["evidence"] == "high":
            ok = ok and row["confidence"] == "high"
        if specification["presence"] == "signed":
            ok = ok and row["document"] is not None
        if ok:
            found.append(row)
    return found


def came(meeting, party, parties):
    row = parties.get((meeting["meeting"], party))
    if row is not None and row["role"] in ("host", "participant"):
        return True
    if row is not None and row["role"] == "absent":
        return False
    return False if meeting["parties_complete"] else None


def signed(meeting, party, parties):
    row = parties.get((meeting["meeting"], party))
    if meeting["document"] is None:
        return None
    if row is not None and row["signed"] is not None:
        return row["signed"]
    return False if meeting["signatories_complete"] else None


def together(one, other):
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def meeting_answer(tables, specification, *, draw, seed, country=None, partner=None, by="total"):
    parties = {(row["meeting"], row["party"]): row for row in tables["meeting_party"]}
    meetings = counted_meetings(tables["meeting"], specification)
    with_it = signed if specification["presence"] == "signed" else came
    everybody = sorted({party for _, party in parties})
    present = [p for p in everybody if any(with_it(m, p, parties) for m in meetings)]
    years = [None] if by == "total" else sorted({m["start"].year for m in meetings})
    answer = {}
    for year in years:
        inside = [m for m in meetings if year in (None, m["start"].year)]
        weights = [weight(m["meeting"], draw, seed) for m in inside]
        if country is None:
            answer["meetings", None, None, year] = sum(weights)
            for party in present:
                status = [with_it(m, party, parties) for m in inside]
                answer["meetings_with", party, None, year] = sum(
                    w for w, s in zip(weights, status, strict=True) if s
                )
            continue
        for other in [partner] if partner else [p for p in present if p != country]:
            status = [
                together(with_it(m, country, parties), with_it(m, other, parties)) for m in inside
            ]
            totals = {
                state: sum(w for w, s in zip(weights, status, strict=True) if s is state)
                for state in (True, False, None)
            }
            known = totals[True] + totals[False]
            enough = sum(s is not None for s in status) >= LEAST_MEETINGS
            key = (country, other, year)
            answer["meetings_with_both", *key] = totals[True]
            answer["share_with_both", *key] = share(totals[True], known) if enough else None
            answer["share_with_both_least", *key] = share(totals[True], sum(weights))
            answer["share_with_both_most", *key] = share(totals[True] + totals[None], sum(weights))
            answer["signature_overlap", *key] = overlap(inside, weights, key[:2], parties)
    return answer


def overlap(meetings, weights, pair, parties):
    both = either = known = 0
    for meeting, amount in zip(meetings, weights, strict=True):
        one, other = (signed(meeting, party, parties) for party in pair)
        if one is None or other is None:
            continue
        known += 1
        both += amount * (one and other)
        either += amount * (one or other)
    return share(both, either) if known >= LEAST_MEETINGS else None


# ---- incidents ----


def code_in(code, day, specification):
    policy = next(t for t in TERRITORIES if t.name == specification["territory"])
    return policy.code(code, era_of(day))


def incident_answer(tables, specification, *, draw, seed, country=None, kind=None, by="total"):
    bases = BASES[specification["incident_country"]]
    incidents = []
    for row in tables["incident"]:
        if row["date"].year not in specification.period:
            continue
        codes = {
            code_in(where["country"], row["date"], specification)
            for where in tables["incident_country"]
            if (where["source"], where["incident"]) == (row["source"], row["incident"])
            and where["basis"] in bases
        }
        amount = weight(f"{row['source']} {row['incident']}", draw, seed)
        incidents.append((row, codes, amount))
    answer = {}
    for one_kind in ("all", "misuse", "fraud", "false_news") if kind is None else (kind,):
        for time in {time_of(row, by) for row, _, _ in incidents}:
            group = [
                (codes, amount)
                for row, codes, amount in incidents
                if time_of(row, by) == time and (one_kind == "all" or row[one_kind])
            ]
            everything = sum(amount for _, amount in group)
            unknown = sum(amount for codes, amount in group if not codes)
            named = {code for codes, _ in group for code in codes}
            if country is None:
                answer["incidents", None, one_kind, *time] = everything
            for code in named if country is None else {country}:
                own = sum(amount for codes, amount in group if code in codes)
                enough = sum(bool(codes) for codes, _ in group) >= LEAST_INCIDENTS
                key = (code, one_kind, *time)
                answer["incidents", *key] = own
                answer["incident_share", *key] = (
                    share(own, everything - unknown) if enough else None
                )
                answer["incident_share_least", *key] = share(own, everything)
                answer["incident_share_most", *key] = share(own + unknown, everything)
    return answer


def time_of(row, by):
    day = row["date"].isoformat()
    return {"total": (None, None), "year": (int(day[:4]), None)}.get(by, (int(day[:4]), day[:7]))


# ---- enforcement ----


def enforcement_answer(tables, specification, *, draw, seed, country=None, kind=None, by="total"):
    answer, people_said = {}, set()
    for row in tables["enforcement"]:
        code = code_in(row["country"], row["date"], specification)
        if (
            row["date"].year not in specification.period
            or (specification["evidence"] == "high" and row["confidence"] != "high")
            or (specification["enforcement_acts"] == "people_held" and row["action"] not in HELD)
            or country not in (None, code)
            or kind not in (None, row["kind"])
        ):
            continue
        shown = row["kind"] if by == "kind" else kind
        key = (code, shown, row["date"].year if by == "year" else None)
        amount = weight(row["event"], draw, seed)
        answer["documented", *key] = 1
        answer["cases", *key] = answer.get(("cases", *key), 0) + amount
        if row["people"] is not None:
            people_said.add(key)
        answer["people", *key] = answer.get(("people", *key), 0) + amount * (row["people"] or 0)
    for metric, *key in list(answer):
        if metric == "people" and tuple(key) not in people_said:
            answer["people", *key] = None
    if not answer:
        for metric in ("documented", "cases", "people"):
            answer[metric, country, kind, None] = None
    return answer
