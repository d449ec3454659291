"""The joint-decision list of a pot: which grants of its funders end when, and could be decided together by the criteria they share.

Belongs here: a pot's criteria asked of each grant, with the reason for each answer. Does not belong here: the file of pots (grant_pots.py).

A grant is in reach of a pot if it runs into the year before the pot's first or later and ends before the pot does: what follows it would be
decided jointly. One that fails a criterion is out; one of which the lists do not say what a criterion asks is not stated, never guessed.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from totalplace.analysis.grant_overlap import telling_words
from totalplace.contracts.grant_gateway import DECISION, IN, NOT_STATED, OUT
from totalplace.grant_pots import Pot
from totalplace.words import pounds, year_name

_ANSWERS = {True: IN, False: OUT, None: NOT_STATED}
_Answer = tuple[bool | None, str]


def decisions(pots: Sequence[Pot], facts: pl.DataFrame, grants: pl.DataFrame) -> pl.DataFrame:
    """mart.grant_decision. `facts` is mart.grant_gateway, `grants` mart.grant."""
    said = {row["line_id"]: row for row in grants.select("line_id", "title", "purpose", "programme_as_published", "recipient_kind").iter_rows(named=True)} if pots else {}
    known = [{**fact, **said[fact["line_id"]]} for fact in facts.sort("line_id").iter_rows(named=True)] if pots else []
    organisations = [grant for grant in known if grant["recipient_kind"] != "individual (withheld)"]
    of_recipient: defaultdict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for grant in organisations:
        if grant["funder"] and grant["recipient_key"]:
            of_recipient[grant["funder"], grant["recipient_key"]].append(grant)
    made = [
        row
        for pot in pots
        for grant in organisations
        if (row := _decided(pot, {**grant, "followed_on": _followed_on(grant, of_recipient.get((grant["funder"], grant["recipient_key"]), ()))})) is not None
    ]
    return DECISION.conform(pl.DataFrame(made, schema_overrides=DECISION.polars_schema(), infer_schema_length=None) if made else DECISION.empty()).collect().sort(DECISION.primary_key)


def _decided(pot: Pot, grant: Mapping[str, Any]) -> dict[str, Any] | None:
    """The row of a grant; None for one of another funder, or out of the pot's reach."""
    if not _is_of(pot, grant):
        return None
    until = grant["until_on"]
    first, last = date(pot.first_fy, 4, 1), date(pot.last_fy + 1, 3, 31)
    if until is not None and not date(pot.first_fy - 1, 4, 1) <= until <= last:
        return None
    if until is None and not pot.first_fy - 1 <= grant["fy"] <= pot.last_fy:
        return None
    theme, answers = _themes(pot, grant), [*_criteria(pot, grant)]
    verdicts = [answer for answer, _ in answers]
    verdict = False if False in verdicts else None if None in verdicts else True
    told = [words for answer, words in answers if answer is verdict or verdict is True]
    # what follows a grant that ended before begins with the pot
    before = None if until is None else max(until, first - timedelta(days=1))
    decide_by = None if before is None else _months_before(before, pot.decide_months_before)
    if verdict is True and until is not None:
        told.append(f"it ends on {until}" + ("" if until >= first else f", before the pot opens on {first}") + f", so what follows it is decided by {decide_by}")
    return {
        "pot_id": pot.id,
        "line_id": grant["line_id"],
        "pot_name": pot.name,
        "pot_gbp": pot.amount_gbp,
        "funder": grant["funder"],
        "programme_as_published": grant["programme_as_published"],
        "recipient": grant["recipient"],
        "theme": ", ".join(theme) or None,
        "until_on": until,
        "decide_by_on": decide_by,
        "decision_fy": None if before is None else _year_after(before),
        "amount_gbp": grant["amount_gbp"],
        "annual_gbp": _annual(grant),
        "outcome": _ANSWERS[verdict],
        "reason": "; ".join(told)[:1].upper() + "; ".join(told)[1:] + ".",
    }


def _followed_on(grant: Mapping[str, Any], own: Sequence[Mapping[str, Any]]) -> date | None:
    """When a later grant of the same funder, recipient and programme began, for a purpose with a word in common, before a year had passed."""
    if grant["until_on"] is None:
        return None
    names = telling_words(grant["recipient"])
    words = telling_words(grant["title"], grant["purpose"]) - names
    later = [
        other["from_on"]
        for other in own
        if grant["from_on"] < other["from_on"] <= grant["until_on"] + timedelta(days=366)
        and other["programme_as_published"] == grant["programme_as_published"]
        and (not words or words & telling_words(other["title"], other["purpose"]))
    ]
    return min(later, default=None)


def _is_of(pot: Pot, grant: Mapping[str, Any]) -> bool:
    wanted = {funder.casefold() for funder in pot.funders}
    return any(name is not None and name.casefold() in wanted for name in (grant["funder"], grant["funder_body_id"]))


def _annual(grant: Mapping[str, Any]) -> Decimal | None:
    """By year, of what counts once."""
    annual: Decimal | None = grant["annual_gbp"]
    amount, counted = grant["amount_gbp"], grant["final_gbp"]
    return annual if annual is None or not amount or counted == amount else Decimal(annual * counted / amount).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _year_after(day: date) -> int:
    """Financial year of the day after."""
    after = day + timedelta(days=1)
    return after.year - (after.month < 4)


def _months_before(day: date, months: int) -> date:
    """The same day so many months before, else the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def _shown(text: Mapping[str, Any], word: str) -> str:
    """In which of its texts a word or words stand whole, in whatever number; "" where in none."""
    pattern = re.compile(rf"(?<![a-z]){re.escape(word.lower())}(?:s|es|'s)?(?![a-z])")
    return next((name for name in ("title", "purpose", "programme") if pattern.search((text["programme_as_published" if name == "programme" else name] or "").lower())), "")


def _themes(pot: Pot, grant: Mapping[str, Any]) -> list[str]:
    return [theme.name for theme in pot.theme if any(_shown(grant, word) for word in theme.words)]


def _criteria(pot: Pot, grant: Mapping[str, Any]) -> Iterator[_Answer]:
    """Each criterion: whether the grant meets it (None: the lists do not say), and why."""
    if grant["followed_on"] is not None:
        yield False, f"a grant that began on {grant['followed_on']} has followed it already"
    if grant["until_on"] is None:
        yield None, "the lists do not say how long it runs"
    if pot.theme:
        found = [(theme.name, word, where) for theme in pot.theme for word in theme.words if (where := _shown(grant, word))]
        unread = "(withheld)" in (grant["title"], grant["purpose"]) or not (grant["title"] or grant["purpose"] or grant["programme_as_published"])
        if found:
            theme, word, where = found[0]
            yield True, f"'{word}' in its {where} is of the theme {theme}"
        else:
            yield (None, "its title and purpose are not stated or withheld") if unread else (False, f"no word of it is of the themes {', '.join(each.name for each in pot.theme)}")
    if pot.areas:
        codes = {grant["benefit_ward_code"], grant["benefit_district_code"]} - {None}
        if codes & set(pot.areas):
            yield True, f"it is to benefit {min(codes & set(pot.areas))}"
        elif not codes:
            yield None, "the lists do not say which area it is to benefit"
        else:
            # of a district it is not known whether a ward of it that the pot names is meant
            yield (False, f"it is to benefit {min(codes)}, which the pot is not for") if grant["benefit_ward_code"] or all(code[:3] != "E05" for code in pot.areas) else (None, f"it is to benefit {min(codes)}, and no list says which ward")
    if pot.recipient_kinds:
        kind = grant["recipient_kind"]
        yield (True, f"its recipient is a {kind}") if kind in pot.recipient_kinds else (False, f"its recipient is a {kind}, and the pot is for {' or '.join(pot.recipient_kinds)}")
    yield from _bounds(pot, grant)


def _bounds(pot: Pot, grant: Mapping[str, Any]) -> Iterator[_Answer]:
    annual, months = grant["annual_gbp"], grant["months"]
    if pot.min_award_gbp is not None or pot.max_award_gbp is not None:
        if annual is None:
            yield None, "what it is a year is not known"
        elif pot.max_award_gbp is not None and annual > pot.max_award_gbp:
            yield False, f"it is {pounds(annual)} a year, more than {pounds(pot.max_award_gbp)}"
        elif pot.min_award_gbp is not None and annual < pot.min_award_gbp:
            yield False, f"it is {pounds(annual)} a year, less than {pounds(pot.min_award_gbp)}"
        else:
            yield True, f"it is {pounds(annual)} a year"
    if pot.min_months is not None or pot.max_months is not None:
        if months is None:
            yield None, "its length is not stated"
        elif pot.max_months is not None and months > pot.max_months:
            yield False, f"it runs for {months:g} months, more than {pot.max_months}"
        elif pot.min_months is not None and months < pot.min_months:
            yield False, f"it runs for {months:g} months, less than {pot.min_months}"
        else:
            yield True, f"it runs for {months:g} months"
    if grant["funder"] and grant["final_gbp"] == 0 and grant["amount_gbp"] > 0:
        yield False, f"all of it was given on and stands in another list of {year_name(grant['fy'])} or the next"
