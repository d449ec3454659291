"""What people wrote down and cannot be carried out is told, with file and line, and nothing else is."""

import pytest

from tests.integration import small_place
from tests.integration.small_place import put, query
from totalplace import review, unkept_decisions
from totalplace.inspection import status_lines
from totalplace.paths import PlacePaths
from totalplace.pipeline import open_workbench


def told(paths: PlacePaths) -> list[str]:
    with open_workbench(paths.place) as bench:
        found = unkept_decisions.sentences(bench)
        assert [line for line in status_lines(bench) if line.startswith("Not carried out: ")] == [f"Not carried out: {entry}" for entry in found]
    return found


def decision(word: str, left: str, right: str, name: str = "") -> str:
    return ",".join([word, "A. Smith", "", "", "", *(left, "northby-council", name, *[""] * 5), *(right, "northby-council", *[""] * 6)]) + "\n"


def test_nothing_is_told_of_a_place_where_nobody_decided_anything(northby: PlacePaths) -> None:
    assert told(northby) == []


@pytest.mark.soak  # several publications: longer than `make test` has
def test_decisions_on_what_is_not_there_are_told(northby: PlacePaths) -> None:
    rows = query(northby.database, "select name, asset_id from mart.estate")
    hall, depot = dict(rows)["Northby Town Hall"], dict(rows)["Old Depot"]
    head = ",".join(review.COLUMNS) + "\n"
    put(northby, "review/assets.csv", head + decision("different", hall, depot) + decision("same", hall, "a00000000dead") + decision("", hall, "a00000000beef"))
    put(northby, "corrections/a.toml", "\n".join(
        f'[[correction]]\npath = "{path}"\npart = "{part}"\nrow = 2\nheading = "Town"\nwas = "Northby"\nbecomes = "Northby"\nreason = "x"\nby = "x"' for path, part in
        (("inbox/northby-council/register.csv", "table"), ("inbox/northby-council/gone.csv", "table"), ("inbox/northby-council/register.csv", "Sheet 9"))
    ))  # fmt: skip
    put(northby, "accepted/a.toml", '# one\n[[accepted]]\ncheck = "all is well"\ntable = "mart.estate"\nreason = "x"\nby = "x"\non = 2025-06-01\nexpires_on = 2025-07-01\nat_most_rows = 9\n')
    put(northby, "place.toml", small_place.PLACE_TOML.replace('name = "Northby"\n', 'name = "Northby"\nsensitive = ["Juniper Lodge", "Old Depot", "-"]\n', 1))
    identities = northby.asset_identity.read_text("utf-8").splitlines()
    position = next(number for number, line in enumerate(identities) if f",{hall}," in line)
    cells = identities[position].split(",")
    cells[3:5] = ["a00000000cafe", "a person"]
    identities[position] = ",".join(cells)
    northby.asset_identity.write_text("\n".join(identities) + "\n", "utf-8")
    small_place.publish()
    found = told(northby)
    assert len(found) == 8, found
    expected = [
        ("review/assets.csv, line 2", "no list shows any more"),  # one of them is counted only, now
        ("review/assets.csv, line 3", "right_id 'a00000000dead'"),
        ("identity/asset.csv, line", "'a00000000cafe'"),
        ("corrections/a.toml, line 10", "gone.csv"),
        ("corrections/a.toml, line 19", "no table 'Sheet 9'; it has table"),
        ("accepted/a.toml, line 2", "'all is well'"),
        ("place.toml, line 2", "entry 1 of `sensitive`"),
        ("place.toml, line 2", "entry 3 of `sensitive`"),
    ]
    for where, what in expected:
        assert [entry for entry in found if entry.startswith(where) and what in entry], (where, what, found)
    assert not [word for word in ("Juniper", "Depot", "Town Hall") if word in "".join(found)]


@pytest.mark.parametrize("word", ["same", pytest.param("different", marks=pytest.mark.soak)])
def test_a_decision_on_what_is_listed_no_more_is_told_once(word: str, northby: PlacePaths) -> None:
    rows = dict(query(northby.database, "select name, asset_id from mart.estate"))
    put(northby, "review/assets.csv", ",".join(review.COLUMNS) + "\n" + decision(word, rows["Northby Town Hall"], rows["Old Depot"]))
    put(northby, "inbox/northby-council/register.csv", "".join(line for line in small_place.REGISTER.splitlines(keepends=True) if "Old Depot" not in line))
    small_place.publish()
    found = told(northby)
    if word == "same":
        assert found == [], "the id of what is gone passed on to what it was said to be"
    else:
        (sentence,) = found
        assert sentence.startswith("review/assets.csv, line 2: 1 decision on entries that no list shows any more")


@pytest.mark.soak  # several publications: longer than `make test` has
def test_what_is_stated_for_a_file_that_is_gone_is_told(northby: PlacePaths) -> None:
    put(northby, "inbox/northby-council/payments-undated.csv", "Supplier,Amount,Purpose\n" + "".join(f"Acme Cleaning Ltd,{n}1.00,Cleaning\n" for n in range(1, 9)))
    from totalplace.inspection import inspect

    with open_workbench("northby") as bench:
        inspect(bench)
    (mapping,) = northby.mappings.glob("*.toml")
    text = mapping.read_text("utf-8").replace("confirmed = false", "confirmed = true").replace("# fy = 2024", "fy = 2024")
    mapping.write_text(text + '\n[[file]]\npath = "inbox/northby-council/payments-gone.csv"\nfy = 2023\n', "utf-8")
    small_place.publish()
    (sentence,) = told(northby)
    assert sentence.startswith(f"mappings/{mapping.name}, line ") and "payments-gone.csv" in sentence
