"""Grants of two funders to one recipient for what looks like one purpose at one time: candidates, each with its reason.

Belongs here: which pairs are candidates. Does not belong here: whether they are: two funders may have agreed to share the cost.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import Any

import polars as pl

from totalplace.contracts.grant_gateway import OVERLAP
from totalplace.words import pounds, year_name

# words of every grant, which tell no purpose
_SAY_NOTHING = frozenset(
    [
        "about", "after", "all", "also", "and", "any", "are", "area", "award", "awarded", "based", "been", "but", "can", "communities", "community",
        "cost", "costs", "could", "deliver", "delivered", "delivering", "delivery", "during", "each", "for", "from", "fund", "funded", "funding",
        "funds", "further", "given", "grant", "grants", "group", "groups", "has", "have", "help", "helping", "her", "his", "how", "including", "into",
        "its", "local", "more", "new", "not", "one", "only", "other", "our", "out", "over", "part", "people", "per", "programme", "project",
        "projects", "provide", "provided", "provides", "providing", "provision", "purpose", "purposes", "range", "received", "run", "running",
        "scheme", "sector", "service", "services", "so", "some", "support", "supported", "supporting", "than", "that", "the", "their", "them",
        "these", "they", "this", "those", "through", "to", "towards", "up", "use", "used", "using", "various", "voluntary", "was", "well", "were",
        "when", "where", "which", "who", "will", "with", "within", "work", "working", "would", "year", "years",
    ]
)  # fmt: skip


def telling_words(*texts: str | None) -> frozenset[str]:
    """Words of three letters or more that say what something is for, in the singular as far as an s makes the plural."""
    found = set()
    for text in texts:
        for word in re.findall(r"[a-z]+", (text or "").lower().replace("'s", "").replace("’s", "")):
            single = word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word
            if len(word) > 2 and word not in _SAY_NOTHING and single not in _SAY_NOTHING:
                found.add(single)
    return frozenset(found)


def overlaps(facts: pl.DataFrame, grants: pl.DataFrame, least_words: int, least_share: float) -> pl.DataFrame:
    """mart.grant_overlap. `facts` is mart.grant_gateway, `grants` mart.grant; the thresholds are those of ref.assumption.

    Candidates share at least so many telling words (all of them where the shorter purpose has fewer), and so large a share of the shorter
    one's. What the recipient is called, and what the programme is called alone, tell no purpose.
    """
    said = {row["line_id"]: row for row in grants.select("line_id", "title", "purpose", "charity_number", "company_number").iter_rows(named=True)}
    by_recipient: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in facts.filter(pl.col("recipient_key").is_not_null() & pl.col("funder").is_not_null()).sort("from_on", "line_id").iter_rows(named=True):
        by_recipient[row["recipient_key"]].append(row)
    made = []
    for _, own in sorted(by_recipient.items()):
        if len({row["funder"] for row in own}) > 1:
            made += list(_pairs(own, said, least_words, least_share))
    return OVERLAP.conform(pl.DataFrame(made, schema_overrides=OVERLAP.polars_schema(), infer_schema_length=None) if made else OVERLAP.empty()).collect().sort(OVERLAP.primary_key)


def _pairs(own: list[dict[str, Any]], said: Mapping[int, Mapping[str, Any]], least_words: int, least_share: float) -> Iterator[dict[str, Any]]:
    names = telling_words(*(row["recipient"] for row in own))
    words = {row["line_id"]: telling_words(said[row["line_id"]]["title"], said[row["line_id"]]["purpose"]) - names - {"withheld"} for row in own}
    for left, right in combinations(own, 2):
        mine, others = words[left["line_id"]], words[right["line_id"]]
        shared, shorter = mine & others, min(len(mine), len(others))
        if left["funder"] == right["funder"] or not shorter or len(shared) < min(least_words, shorter) or len(shared) / shorter < least_share:
            continue
        span = _both(left, right)
        if span is None:
            continue
        matched = _matched(said[left["line_id"]], said[right["line_id"]])
        listed = ", ".join(sorted(shared))
        when = f"from {span[0]} to {span[1]}" if span[0] else f"in {year_name(left['fy'])}, as the lists do not say how long both run"
        yield {
            "left_line_id": left["line_id"],
            "right_line_id": right["line_id"],
            "recipient": right["recipient"],
            "left_funder": left["funder"],
            "right_funder": right["funder"],
            "left_amount_gbp": left["amount_gbp"],
            "right_amount_gbp": right["amount_gbp"],
            "overlap_from_on": span[0],
            "overlap_until_on": span[1],
            "matched_by": matched,
            "shared_words": listed,
            "word_share": len(shared) / shorter,
            "reason": f"{left['funder']} ({pounds(left['amount_gbp'])}) and {right['funder']} ({pounds(right['amount_gbp'])}) both fund it {when}; {matched}; both speak of: {listed}.",
        }


def _both(left: Mapping[str, Any], right: Mapping[str, Any]) -> tuple[date | None, date | None] | None:
    """The days that both run; nobody knows which where a length is not stated, then the year of both awards; None where they do not meet."""
    if left["until_on"] is None or right["until_on"] is None:
        return (None, None) if left["fy"] == right["fy"] else None
    first, last = max(left["from_on"], right["from_on"]), min(left["until_on"], right["until_on"])
    return (first, last) if first <= last else None


def _matched(left: Mapping[str, Any], right: Mapping[str, Any]) -> str:
    for column, words in (("charity_number", "the same charity number"), ("company_number", "the same company number")):
        if left[column] and left[column] == right[column]:
            return words
    return "the same name"
