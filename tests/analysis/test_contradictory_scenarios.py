"""A scenario that contradicts itself or lacks something: a sentence each, with the file, the entry, its line and what to do.

Belongs here: the cases that partners are promised. Does not belong here: all other faults (test_pooling.py, test_interventions.py).
"""

import re

import pytest

from tests.analysis.pools import refusals
from tests.analysis.test_interventions import GOOD

TRUST = 'body = "trust"\nrule = "fixed"\namount_gbp = 100000\n'
LINE = '[[partner.line]]\nline = "Substance misuse"\nshare = 0.6\n'


def trust(more: str, shares: str = "") -> str:
    """The trust pays by shares of lines instead."""
    return GOOD.replace(TRUST, f'body = "trust"\nrule = "share of lines"\n{shares}').replace("[appraisal]\n", f"{more}[appraisal]\n", 1)


def both(field: str, council: str, other: str) -> str:
    return GOOD.replace("amount_gbp = 100000\n", f"amount_gbp = 100000\n{field} = {council}\n", 1).replace(TRUST, f"{TRUST}{field} = {other}\n", 1)


# what is wrong, the entry, the text on its line, words of the sentence that say what to do
CASES = [
    ("a share of a line over 100 %", trust(LINE.replace("0.6", "1.2")), "[[partner.line]] number 1 of partner 2", "[[partner.line]]", "a share of 25 % is written 0.25"),
    ("shares of one line over 100 %", trust(LINE + LINE), "[[partner]] number 2", "[[partner]]", "Name it once"),
    ("shares of purposes over 100 %", GOOD.replace("spend_gbp = 200000", 'spend_share = 0.7\n[[purpose]]\nid = "b"\nname = "B"\nspend_share = 0.6'), "[[purpose]] number 1", "[[purpose]]", "Lower them"),
    ("shares of risk over 100 %", both("risk_share", "0.7", "0.6"), "[[partner]] number 1", "[[partner]]", "Give shares that add up to 1"),
    ("shares of gain over 100 %", both("gain_share", "0.7", "0.6"), "[[partner]] number 1", "[[partner]]", "Give shares that add up to 1"),
    ("an unknown line", trust(LINE.replace("misuse", "abuse")), "[[partner.line]] number 1 of partner 2", "[[partner.line]]", "Nearest are: Substance misuse. Write one of these, or the count_id"),
    (
        "money locked twice",
        trust(LINE.replace("0.6", "0.3") + 'ring_fence = "all"\n' + LINE.replace("0.6", "0.3") + 'ring_fence = "b"\n').replace("[[partner]]", '[[purpose]]\nid = "b"\nname = "B"\nspend_gbp = 0\n[[partner]]', 1),
        "[[partner]] number 2", "[[partner]]", "lock it to one",
    ),
    ("a partner that is not in the place", GOOD.replace(TRUST, TRUST.replace("trust", "elsewhere")), "[[partner]] number 2", "[[partner]]", "Write one of these, or add the body to place.toml"),
    ("a benefit without evidence", GOOD.replace("lasts_years = 3\nevidence = 3\n", "lasts_years = 3\n"), "[[intervention.benefit]] number 1 of intervention 1", "[[intervention.benefit]]", "must be given"),
    ("an intervention without a sample", GOOD.replace('sample = "412 clients, 2019 to 2021"\n', ""), "[[intervention]] number 1", "[[intervention]]", "must be given"),
    ("an effect without anything to compare it with", GOOD.replace('counterfactual = "Three districts without it"\n', ""), "[[intervention]] number 1", "[[intervention]]", "must be given"),
    ("a benefit that reaches nobody", GOOD.replace("people = [400, 450]", "people = 0"), "[[intervention.benefit]] number 1 of intervention 1", "[[intervention.benefit]]", "take the benefit out"),
    ("a benefit after the years looked at", GOOD.replace("people = [400, 450]", "people = [400, 450]\nlag_years = 9").replace("lag_years = 1\n", "").replace("[appraisal]\n", "[appraisal]\nhorizon_years = 9\n"), "[[intervention.benefit]] number 1 of intervention 1", "[[intervention.benefit]]", "Give a longer horizon_years"),
    ("a number in words", GOOD.replace("people = [400, 450]", 'people = "four hundred"'), "[[intervention.benefit]] number 1 of intervention 1", "[[intervention.benefit]]", "must be a whole number"),
]  # fmt: skip


def test_an_entry_of_a_list_is_told_once_and_not_that_a_list_is_no_number() -> None:
    (said,) = refusals(GOOD.replace("people = [400, 450]", "people = [400, -3]"))
    assert "'people' is -3, and must be at least 0" in said


@pytest.mark.parametrize(("text", "entry", "on_line", "to_do"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_it_is_told_in_a_sentence(text: str, entry: str, on_line: str, to_do: str) -> None:
    said = refusals(text)
    assert any(to_do in sentence and sentence.startswith(f"scenarios/pot.toml: {entry}") for sentence in said), said
    for sentence in said:
        assert sentence.rstrip().endswith("."), sentence
        named = re.match(r"scenarios/pot\.toml: (?:\[\[[a-z._]+\]\] number \d+(?: of [a-z]+ \d+)?|'[a-z_]+'), line (\d+)", sentence)
        assert named, sentence
        assert text.splitlines()[int(named[1]) - 1] == on_line, sentence
