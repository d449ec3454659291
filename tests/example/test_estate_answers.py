"""What the planted towns are planted to show is what their best plans show, whatever the assumptions become."""

from decimal import Decimal

from tests.example.conftest import Place


def _given_up(place: Place) -> dict[str, dict[str, tuple[str, int]]]:
    """By option what is given up, by name: how, and when."""
    name = {row["asset_id"]: row["name"] for row in place.truth("assets.csv")}
    found: dict[str, dict[str, tuple[str, int]]] = {}
    for row in place.truth("estate_plan.csv"):
        if row["year_fy"]:
            found.setdefault(row["option_id"], {})[name[row["asset_id"]]] = (row["action"], int(row["year_fy"]))
    return found


def test_what_is_given_up_today(place: Place) -> None:
    given = _given_up(place)
    alone = {
        "Damson House": ("release", 2026),
        "Quillgate House": ("relocate", 2029),  # the first year that begins after its break
        "The Old Corn Hall": ("release", 2026),
        "Market Customer Service Centre": ("release", 2026),  # of two one: the second point of access must stay
        "Gorsemead Library": ("release", 2026),
    }
    # of the four offices two, and what its landlord among the partners has let until 2027
    fair = alone | {"Wherry Court": ("release", 2026), "Turnstile House": ("relocate", 2028)}
    assert given["alone-today"] == alone
    assert given["fair-today"] == fair
    assert given["together-today"] == fair | {"Sallowfield House": ("release", 2026)}  # at the cost of the ambulance service


def test_blocks_are_worth_something_and_the_target_standard_more_than_today(place: Place) -> None:
    rows = place.truth("estate_plan.csv")
    blocked = {row["asset_id"] for row in rows if row["option_id"] == "together-today" and Decimal(row["unlock_value_gbp"] or 0) > 0}
    name = {row["asset_id"]: row["name"] for row in place.truth("assets.csv")}
    assert {name[asset_id] for asset_id in blocked} == {"Hawserside Police Station", "Otterbeck Primary School"}
    gain: dict[str, Decimal] = {}
    for row in place.truth("estate_plan_totals.csv"):
        gain[row["option_id"]] = gain.get(row["option_id"], Decimal(0)) + Decimal(row["gain_gbp"])
    assert gain["alone-today"] < gain["fair-today"] < gain["together-today"] < gain["together-target"]
    (ambulance,) = (Decimal(row["gain_gbp"]) for row in place.truth("estate_plan_body.csv") if row["option_id"] == "together-today")
    assert ambulance < 0


def test_somebody_gets_farther_from_the_library(place: Place) -> None:
    assert {row["option_id"] for row in place.truth("estate_access.csv")} == set(_given_up(place))
