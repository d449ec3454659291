"""All funders' grants beside each other: how long each runs, what it is a year, who gets grants again and again, who has the largest share.

Belongs here: what a grant's own line says, and sums of that. Does not belong here: where grants go (grant_areas.py), pairs of them
(grant_overlap.py), whose line it is and which edition counts (sql/core/grant_line.sql, sql/mart/grant.sql).

Frames in, frames out. A pound counts once: what was given on and is listed again is not in final_gbp.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from totalplace.contracts.grant_gateway import GATEWAY, LENGTHS, PARTY

_PENNY = Decimal("0.01")
_WITHHELD = "(withheld)"
_NUMBERS = {word: number for number, word in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1)}
_UNITS = {"year": Decimal(12), "yr": Decimal(12), "month": Decimal(1), "mth": Decimal(1), "week": Decimal(12) / 52, "wk": Decimal(12) / 52}
_SPAN = re.compile(rf"^(?:for |over )?(\d+(?:\.\d+)?|{'|'.join(_NUMBERS)})[ -]*({'|'.join(_UNITS)})s?$")
_YEAR = re.compile(r"^(?:fy ?|financial year )?(20\d\d) ?[-/] ?(?:20)?(\d\d)$")
_DAYS = re.compile(r"^(?:from )?(\d{1,2})[/.](\d{1,2})[/.](\d{4}) ?(?:to|-|until) ?(\d{1,2})[/.](\d{1,2})[/.](\d{4})$")
Places = Mapping[int, Mapping[str, str | None]]


@dataclass(frozen=True)
class Length:
    """How long a grant runs, and by its words from when to when."""

    months: Decimal
    from_on: date | None = None
    until_on: date | None = None


def in_words(period: str | None) -> Length | None:
    """The length that words state: '1 year', 'three months', '2024/25', '01/04/2024 to 31/03/2025'; None where they state none."""
    words = " ".join((period or "").lower().replace("–", "-").split())
    if found := _SPAN.match(words):
        number = Decimal(_NUMBERS.get(found[1], 0)) or Decimal(found[1])
        return Length((number * _UNITS[found[2]]).quantize(Decimal("0.001")).normalize()) if number else None
    if (found := _YEAR.match(words)) and int(found[2]) == (int(found[1]) + 1) % 100:
        year = int(found[1])
        return Length(Decimal(12), date(year, 4, 1), date(year + 1, 3, 31))
    if found := _DAYS.match(words):
        try:
            first, last = date(int(found[3]), int(found[2]), int(found[1])), date(int(found[6]), int(found[5]), int(found[4]))
        except ValueError:
            return None
        return Length(_months_between(first, last), first, last) if first <= last else None
    return None


def _months_between(first: date, last: date) -> Decimal:
    """Whole months where the days make them, else with the part of a month in tenths."""
    after = last + timedelta(days=1)
    whole = (after.year - first.year) * 12 + after.month - first.month
    return (Decimal(whole) + Decimal(after.day - first.day) / 30).quantize(Decimal("0.1")) if after.day != first.day else Decimal(whole)


def months_after(first: date, months: Decimal) -> date:
    """The last day of so many months from this day on; a part of a month by thirtieths."""
    whole, part = int(months), months - int(months)
    year, month = divmod(first.month - 1 + whole, 12)
    start_of_next = date(first.year + year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    day = min(first.day, (start_of_next - timedelta(days=1)).day)
    return date(first.year + year, month + 1, day) + timedelta(days=round(part * 30) - 1)


def recipient_keys(rows: Sequence[Mapping[str, Any]]) -> list[str | None]:
    """The same key for all grants of one recipient: by charity or company number; by name where it has none or the name has one alone.

    None for those who are withheld. Two of one name with two numbers are two; a line of that name without a number is then neither's.
    """
    joined: dict[str, str] = {}

    def root(key: str) -> str:
        while joined[key] != key:
            key = joined[key]
        return key

    def numbers(row: Mapping[str, Any]) -> list[str]:
        told = [f"charity {row['charity_number']}" if row["charity_number"] else "", f"company {row['company_number']}" if row["company_number"] else ""]
        return [each for each in told if each]

    for row in rows:
        keys = numbers(row)
        for key in keys:
            joined.setdefault(key, key)
        if len(keys) == 2:
            first, second = sorted(map(root, keys))
            joined[second] = first
    of_name: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        of_name[_name(row)] |= {root(key) for key in numbers(row)}
    found: list[str | None] = []
    for row in rows:
        name = _name(row)
        if row["recipient_as_published"].endswith(_WITHHELD):
            found.append(None)
        elif keys := numbers(row):
            found.append(root(keys[0]))
        else:
            found.append(next(iter(of_name[name])) if len(of_name[name]) == 1 else f"name {name}")
    return found


def _name(row: Mapping[str, Any]) -> str:
    """The supplier that it is known as, else its name in capital letters and figures."""
    return str(row["recipient_id"] or " ".join(re.sub(r"[^A-Z0-9]+", " ", row["recipient_as_published"].upper().replace("'", "").replace("’", "").replace("&", " AND ")).split()))


def gateway(grants: pl.DataFrame, bodies: pl.DataFrame, places: Places, short_months: float) -> pl.DataFrame:
    """mart.grant_gateway. `grants` is mart.grant, `bodies` ref.body, `places` what grant_areas.place_grants says of each line."""
    names = dict(bodies.select("body_id", "name").iter_rows())
    rows = grants.filter(pl.col("status") == "counted").sort("line_id").to_dicts()
    keys = recipient_keys(rows)
    made = []
    for row, key in zip(rows, keys, strict=True):
        length, basis = _length(row)
        first = row["starts_on"] or (length.from_on if length else None) or row["awarded_on"] or date(row["fy"], 4, 1)
        last = row["ends_on"] or ((length.until_on or months_after(first, length.months)) if length else None)
        amount = row["amount_gbp"]
        made.append(
            {
                "line_id": row["line_id"],
                "funder": names.get(row["body_id"], row["funder_as_published"]),
                "funder_body_id": row["body_id"],
                "recipient": row["recipient_as_published"],
                "recipient_key": key,
                "fy": row["fy"],
                "amount_gbp": amount,
                "final_gbp": row["final_gbp"],
                "months": None if length is None else float(length.months),
                "months_basis": basis,
                "from_on": first,
                "until_on": None if last is not None and last < first else last,
                "annual_gbp": _annual(amount, length),
                "is_short": None if length is None else length.months <= Decimal(str(short_months)),
                "is_under_a_year": None if length is None else length.months < 12,
                **_place(places.get(row["line_id"], {}), key is None),
            }
        )
    _runs(made)
    return GATEWAY.conform(pl.DataFrame(made, schema_overrides=GATEWAY.polars_schema(), infer_schema_length=None) if made else GATEWAY.empty()).collect()


def _length(row: Mapping[str, Any]) -> tuple[Length | None, str | None]:
    """As stated in months, else from its two days, else from its words."""
    if row["starts_on"] and row["ends_on"] and (not row["duration_months"] or row["duration_months"] <= 0):
        return Length(_months_between(row["starts_on"], row["ends_on"])), LENGTHS[1]
    if row["duration_months"] and row["duration_months"] > 0:
        return Length(Decimal(str(row["duration_months"]))), LENGTHS[0]
    told = in_words(row["period_as_published"])
    return told, LENGTHS[2] if told else None


def _annual(amount: Decimal, length: Length | None) -> Decimal | None:
    if length is None:
        return None
    return amount if length.months <= 12 else (amount * 12 / length.months).quantize(_PENNY, ROUND_HALF_UP)


def _place(place: Mapping[str, str | None], is_withheld: bool) -> dict[str, str | None]:
    """Where it goes; of a recipient whose name is withheld the district alone that the list says is to benefit."""
    if not is_withheld:
        return dict(place)
    return {name: place.get(name) for name in ("benefit_district_code", "benefit_basis")}


def _runs(made: list[dict[str, Any]]) -> None:
    """How many years without a break the funder has given this recipient short grants; of whatever programme, as funders rename them."""
    years: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for row in made:
        if row["is_short"] and row["recipient_key"] and row["funder"]:
            years[row["funder"], row["recipient_key"]].add(row["fy"])
    for row in made:
        row["short_run_years"] = None
        if row["is_short"] and row["recipient_key"] and row["funder"]:
            given = years[row["funder"], row["recipient_key"]]
            row["short_run_years"] = next(n for n in range(1, len(given) + 2) if row["fy"] - n not in given)


def parties(facts: pl.DataFrame, bodies: pl.DataFrame, recipient_bodies: Mapping[int, str]) -> pl.DataFrame:
    """mart.grant_party. `facts` is mart.grant_gateway; `recipient_bodies` the public body that a line's recipient is."""
    rows = facts.sort("line_id").to_dicts()
    totals: Counter[int] = Counter()
    groups: defaultdict[tuple[int, str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        totals[row["fy"]] += row["final_gbp"]
        if row["funder"]:
            groups[row["fy"], "funder", row["funder"]].append(row)
        if row["recipient_key"]:
            groups[row["fy"], "recipient", row["recipient_key"]].append(row)
    of_year: defaultdict[tuple[int, str], list[tuple[Decimal, str, list[dict[str, Any]]]]] = defaultdict(list)
    for (fy, side, key), own in groups.items():
        of_year[fy, side].append((sum((row["final_gbp"] for row in own), Decimal(0)), key, own))
    body_ids = set(bodies["body_id"])
    made = []
    for (fy, side), entries in sorted(of_year.items()):
        total = Decimal(totals[fy])
        with_rank = sum((amount for amount, _, _ in entries), Decimal(0))
        so_far = Decimal(0)
        for rank, (amount, key, own) in enumerate(sorted(entries, key=lambda entry: (-entry[0], entry[1])), 1):
            so_far += amount
            body = own[0]["funder_body_id"] if side == "funder" else next((recipient_bodies[row["line_id"]] for row in own if row["line_id"] in recipient_bodies), None)
            made.append(
                {
                    "fy": fy,
                    "side": side,
                    "rank": rank,
                    "party": key if side == "funder" else own[-1]["recipient"],
                    "party_key": key,
                    "body_id": body if body in body_ids else None,
                    "grant_count": len(own),
                    "final_gbp": amount,
                    "share": float(amount / total) if total > 0 else None,
                    "cumulative_share": float(so_far / total) if total > 0 else None,
                    "party_count": len(entries),
                    "total_gbp": total,
                    "without_rank_gbp": total - with_rank,
                    **_shortness(own),
                }
            )
    return PARTY.conform(pl.DataFrame(made, schema_overrides=PARTY.polars_schema(), infer_schema_length=None) if made else PARTY.empty()).collect()


def _shortness(own: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    short = [row for row in own if row["is_short"]]
    renewed = [row for row in short if (row["short_run_years"] or 0) > 1]
    return {
        "short_count": len(short),
        "short_gbp": sum((row["final_gbp"] for row in short), Decimal(0)),
        "under_a_year_count": sum(bool(row["is_under_a_year"]) for row in own),
        "length_not_stated_count": sum(row["months"] is None for row in own),
        "renewed_count": len(renewed),
        "renewed_gbp": sum((row["final_gbp"] for row in renewed), Decimal(0)),
        "longest_run_years": max((row["short_run_years"] for row in short if row["short_run_years"]), default=None),
    }
