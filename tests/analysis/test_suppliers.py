"""Names of suppliers: what is one however it is written, what is a question, and what is never joined."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from totalplace import reference
from totalplace import values as v
from totalplace.analysis.supplier_links import LinkLimits, link_table
from totalplace.analysis.supplier_names import SupplierWords, forms
from totalplace.analysis.suppliers import Given, id_of_key, identities, in_doubt, with_bodies
from totalplace.contracts import contract
from totalplace.identity import opaque_key

LIMITS = LinkLimits(sure_score=0.9, doubt_share=0.85, rare_word_names=30, names_a_number=20)
WORDS = SupplierWords.of(reference.supplier_word_table().iter_rows(named=True))
# other firms, from which it is seen which words are words of their own
OTHERS = [
    "Oakfield Management Ltd", "Birch Management Ltd", "Cedar Community Management Ltd", "Larch Management Group Ltd", "Elm Community Care Ltd",
    "Pine Community Trust", "Middle Farm Dairies", "Farm Lane Nurseries", "Alder Surgery", "Rowan Surgery", "Hazel Surgery", "Lime Surgery",
]  # fmt: skip


def names(*given: str | dict[str, Any]) -> pl.DataFrame:
    """Rows of analysis.supplier_name; a text stands for a name, a dictionary for a name with numbers."""
    rows = [{"name": entry} if isinstance(entry, str) else entry for entry in given]
    told = {"body_ids": "northby", "line_count": 1, "amount_gbp": "100"}
    drafts = [{"traded_as": None, "company_number": None, "charity_number": None, "vat_number": None, **told, **row} for row in rows]
    keyed = pl.DataFrame(drafts, infer_schema_length=None).with_columns(v.supplier_key(pl.col("name")).alias("supplier_key"))
    return contract("analysis.supplier_name").conform(keyed.unique("supplier_key", keep="first", maintain_order=True)).collect()


def nobody() -> dict[str, pl.DataFrame]:
    return {"bodies": contract("ref.body").empty(), "aliases": contract("ref.body_alias").empty()}


def key(name: str) -> str:
    return str(pl.DataFrame({"name": [name]}).select(v.supplier_key(pl.col("name"))).item())


def suppliers(listed: pl.DataFrame, decisions: list[dict[str, str]] | None = None, known: list[dict[str, Any]] | None = None, **place: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """core.supplier_identity by key."""
    named = with_bodies(listed, **(place or nobody()))  # type: ignore[arg-type]
    given = Given(
        named,
        link_table(named, WORDS, LIMITS),
        pl.DataFrame(known or [], schema=contract("core.known_supplier").polars_schema()),
        pl.DataFrame(decisions or [], schema=contract("core.supplier_decision").polars_schema()),
    )
    return {row["supplier_key"]: row for row in identities(given).iter_rows(named=True)}


def are_one(left: str | dict[str, Any], right: str | dict[str, Any], *others: str) -> bool:
    listed = names(left, right, *OTHERS, *others)
    found = suppliers(listed)
    one, other = (key(entry if isinstance(entry, str) else entry["name"]) for entry in (left, right))
    return bool(found[one]["supplier_id"] == found[other]["supplier_id"])


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Samplewick Health Care Ltd", "SAMPLEWICK HEALTHCARE LIMITED"),
        ("R J Samplewick Medical Centre", "RJ SAMPLEWICK MEDICAL CTR"),
        ("Samplewick & Sons Contractors", "SAMPLEWICK SONS CONTRACTORS"),
        ("Samplewick UK Ltd", "Samplewick Ltd"),
        ("The Samplewick Mgmt Grp", "SAMPLEWICK MANAGEMENT GROUP PLC"),
        ("Samplewick Stores Branch 12", "Samplewick Stores"),
        ("Samplewick Stores 30412", "Samplewick Stores Ltd"),
        ("Samplewick Care Homes Ltd", "Samplewick Care Home Ltd"),
        ("Samplewick Surgeries", "Samplewick Surgery"),
        ("Hospice of Saint Samplewick", "Saint Samplewick Hospice"),
        ("SAMPLEWICK UNIVERSITY HOSPITALS NHS TRUS", "Samplewick University Hospitals NHS Trust"),
        ("Samplewick Commuinty Practice", "Samplewick Community Practice"),
        ("Samplewick Managment Ltd", "Samplewick Management Ltd"),
        ("Samplewickk Surgery", "Samplewick Surgery"),
        ("Sutt0n Samplewick Homes", "Sutton Samplewick Homes"),
    ],
)
def test_one_supplier_however_a_clerk_writes_it(left: str, right: str) -> None:
    assert are_one(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Samplewick Homes No 2 Ltd", "Samplewick Homes No 3 Ltd"),  # a number is no slip
        ("Samplewick Homes 2 Ltd", "Samplewick Homes Ltd"),
        ("Capital Samplewick1 Management", "Capital Samplewick2 Management"),
        ("Vision 2020 Samplewick", "Vision 2030 Samplewick"),
        ("Middle Farm Surgery", "Middle Lane Surgery"),  # both are words
        ("Attenmoor Surgery", "Attlemoor Surgery"),  # a letter lost here and gained there
        ("Samplewick Care Ltd", "Samplewick Homecare Ltd"),
        ("Samplewick East Trust", "Samplewick West Trust"),
        ("Hilton Surgery", "Wilton Surgery"),  # another initial
        ("Samplewick", "Samplewick Catering"),
        ("AB Ltd", "A B Ltd"),  # too short to be the same but by chance
    ],
)
def test_what_may_be_another_firm_is_not_joined(left: str, right: str) -> None:
    assert not are_one(left, right)


def test_a_slip_in_a_word_that_others_have_too_is_no_slip() -> None:
    assert are_one("Samplewick Marten Works", "Samplewick Martn Works", "Marten Roofing", "Marten Fencing", "Marten Glass", "Marten Tools")
    assert not are_one("Samplewick Marten Works", "Samplewick Martin Works", "Marten Roofing", "Marten Fencing", "Martin Glass", "Martin Tools")


def test_numbers_of_the_register_join_and_keep_apart() -> None:
    one = {"name": "Samplewick Care Ltd", "company_number": "01234567"}
    assert are_one(one, {"name": "Renamed Holdings plc", "company_number": "01234567"})
    assert not are_one(one, {"name": "Samplewick Care (UK) Ltd", "company_number": "07654321"})
    charity = {"name": "Samplewick Hospice", "charity_number": "1012345"}
    assert are_one(charity, {"name": "Friends of the Hospice", "charity_number": "1012345"})


def test_a_vat_number_needs_a_like_name_beside_it() -> None:
    """Companies of one group may share one."""
    group = {"name": "Samplewick Roads Ltd", "vat_number": "123456789"}
    assert are_one(group, {"name": "Samplewick Roads Northern Ltd", "vat_number": "123456789"})
    assert not are_one(group, {"name": "Ollerwick Catering Ltd", "vat_number": "123456789"})


def test_a_number_that_many_names_have_is_a_filler() -> None:
    listed = names(*({"name": f"{word}moor Works Ltd", "company_number": "09999999"} for word in map(str.title, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")))
    assert len({row["supplier_id"] for row in suppliers(listed).values()}) == listed.height


def test_who_trades_as_another_is_that_other_if_nobody_else_does() -> None:
    alone = names({"name": "Alphamoor Ltd", "traded_as": key("Beta Cabs")}, "Beta Cabs")
    assert len({row["supplier_id"] for row in suppliers(alone).values()}) == 1
    two = names({"name": "Alphamoor Ltd", "traded_as": key("Beta Cabs")}, {"name": "Gammawick Ltd", "traded_as": key("Beta Cabs")}, "Beta Cabs")
    assert len({row["supplier_id"] for row in suppliers(two).values()}) == 3


def test_public_bodies_of_the_place_are_recognised() -> None:
    body = {"kind": "council", "type": None}
    bodies = contract("ref.body").conform(pl.DataFrame([{"body_id": "northby", "name": "Northby City Council", **body}, {"body_id": "southby", "name": "Southby Council", **body}]))
    aliases = contract("ref.body_alias").conform(
        pl.DataFrame(
            [
                {"alias_key": "NCC", "body_id": "northby", "alias": "NCC"},
                {"alias_key": "NORTHBY", "body_id": "northby", "alias": "northby"},
                {"alias_key": "JOINTCOMMITTEE", "body_id": "northby", "alias": "Joint Committee"},
                {"alias_key": "JOINTCOMMITTEE", "body_id": "southby", "alias": "Joint Committee"},
            ]
        )
    )
    listed = names("NORTHBY CITY COUNCIL", "Northby City Counil", "NCC", "Northby", "Joint Committee", "Southby Coaches")
    found = suppliers(listed, bodies=bodies.collect(), aliases=aliases.collect())
    assert {name: row["body_id"] for name, row in found.items()} == {
        "NORTHBY CITY COUNCIL": "northby", "NORTHBY CITY COUNIL": "northby", "NCC": "northby",
        "NORTHBY": None, "JOINT COMMITTEE": None, "SOUTHBY COACHES": None,
    }  # fmt: skip


def test_a_person_decides_and_is_obeyed() -> None:
    listed = names("Samplewick Care Ltd", "Samplewick Care (UK) Ltd", "Ollerwick Care Ltd")
    different = [{"decision": "different", "left_key": "SAMPLEWICK CARE", "right_key": "SAMPLEWICK CARE UK"}]
    same = [{"decision": "same", "left_key": "OLLERWICK CARE", "right_key": "SAMPLEWICK CARE"}]
    apart, together = suppliers(listed, different), suppliers(listed, same)
    assert len({row["supplier_id"] for row in apart.values()}) == 3
    assert len({row["supplier_id"] for row in together.values()}) == 1
    assert "same by a person" in {row["match_reason"] for row in together.values()}


def test_ids_are_kept_and_a_merge_keeps_the_oldest() -> None:
    known = [{"source_key": "SAMPLEWICK CARE UK", "supplier_id": "s1", "first_seen_on": date(2020, 4, 1), "merged_into": None}]
    found = suppliers(names("Samplewick Care Ltd", "Samplewick Care (UK) Ltd", "Ollerwick Care Ltd"), known=known)
    assert {row["supplier_id"] for name, row in found.items() if name.startswith("SAMPLEWICK")} == {"s1"}
    assert found["OLLERWICK CARE"]["supplier_id"] == id_of_key("OLLERWICK CARE")


def test_doubtful_pairs_are_asked_once_the_dearest_first() -> None:
    listed = names(
        {"name": "Kettlemoor Security Ltd", "amount_gbp": "500"}, {"name": "Kettlemour Securita Ltd", "amount_gbp": "400"},
        {"name": "Ullvermoor Tarn Ltd", "amount_gbp": "9000"}, {"name": "Ullvermoor Tarns Works", "amount_gbp": "8000"},
    )  # fmt: skip
    named = with_bodies(listed, **nobody())
    links = link_table(named, WORDS, LinkLimits(0.9, 0.7, 30, 20))
    empty = contract("core.supplier_decision").empty()
    identified = identities(Given(named, links, contract("core.known_supplier").empty(), empty))
    asked = in_doubt(links, identified, listed, empty)
    assert asked["left_key"].to_list()[:1] == ["ULLVERMOOR TARN"]
    decided = asked.select(pl.lit("different").alias("decision"), "left_key", "right_key")
    assert in_doubt(links, identified, listed, decided).is_empty()


def test_a_name_that_only_a_ledger_has_is_joined_and_nobody_is_asked_about_it() -> None:
    listed = names("Samplewick Care Ltd", {"name": "Samplewick Care (UK) Ltd", "line_count": 0}, *OTHERS)
    found = suppliers(listed)
    assert found["SAMPLEWICK CARE UK"]["supplier_id"] == found["SAMPLEWICK CARE"]["supplier_id"]
    for line_count, asked_count in ((1, 1), (0, 0)):
        pair = names("Ullvermoor Tarn Ltd", {"name": "Ullvermoor Tarns Works", "line_count": line_count})
        named = with_bodies(pair, **nobody())
        links = link_table(named, WORDS, LinkLimits(0.9, 0.7, 30, 20))
        empty = contract("core.supplier_decision").empty()
        identified = identities(Given(named, links, contract("core.known_supplier").empty(), empty))
        assert in_doubt(links, identified, pair, empty).height == asked_count


def test_the_order_of_names_changes_nothing() -> None:
    listed = names("Samplewick Care Ltd", "Samplewick Care (UK) Ltd", "Samplewikc Care Ltd", *OTHERS)
    assert suppliers(listed) == suppliers(listed.reverse())


def test_a_name_of_words_that_say_nothing_keeps_them() -> None:
    (row,) = forms(pl.Series(["THE COMPANY"]), WORDS).rows(named=True)
    assert row["words"] == ["THE", "COMPANY"]


def test_a_name_that_was_withheld_for_a_time_has_its_id_and_decisions_again() -> None:
    asked = names("Samplewick Care", "Samplewick Care UK", *OTHERS)
    hidden = opaque_key("SAMPLEWICK CARE")
    known = [{"source_key": hidden, "supplier_id": "s-of-old", "first_seen_on": date(2024, 1, 1), "merged_into": None}]
    apart = [{"decision": "different", "left_key": hidden, "right_key": "SAMPLEWICK CARE UK"}]
    found = suppliers(asked, apart, known)
    assert found["SAMPLEWICK CARE"]["own_id"] == "s-of-old"
    assert found["SAMPLEWICK CARE"]["supplier_id"] != found["SAMPLEWICK CARE UK"]["supplier_id"]
