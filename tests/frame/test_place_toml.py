"""place.toml and the settings: every mistake is told with the file, the entry, the line and what is expected."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from totalplace.errors import PlaceError
from totalplace.paths import place_paths
from totalplace.place import body_alias_table, load_place, parse_place, successor_table
from totalplace.settings import read_settings

_GOOD = """name = "Northby"
first_fy = 2024

[[area]]
code = "E07000901"

[[body]]
id = "northby-council"
name = "Northby Borough Council"
kind = "council"

[[body]]
id = "northby-trust"
name = "Northby Trust"
kind = "nhs"
codes = { ods = "RX1" }
"""


def refusal(text: str | bytes) -> str:
    content = text.encode("utf-8") if isinstance(text, str) else text
    with pytest.raises(PlaceError) as refused:
        parse_place(content, Path("places/northby/place.toml"))
    said = str(refused.value)
    assert said.startswith("places/northby/place.toml")
    assert "\n" not in said
    return said


def test_a_good_file_is_read() -> None:
    place = parse_place(_GOOD.encode(), Path("place.toml"))
    assert place.body_ids() == {"northby-council", "northby-trust"}


def test_the_mark_that_notepad_puts_first_is_no_fault() -> None:
    assert parse_place(b"\xef\xbb\xbf" + _GOOD.encode(), Path("place.toml")).name == "Northby"


_NEW = '[[successor]]\nid = "north"\nname = "North"\nareas = ["E07000901"]\n'
_SECOND = _NEW.replace('"north"', '"south"')

# mistake: the file, and every word that the message must have
_MISTAKES = {
    "unknown kind": (_GOOD.replace('"nhs"', '"hospital"'), ("[[body]] number 2, line 12", "'hospital'", "council, nhs, police, fire, schools, other")),
    "typing error in a body": (_GOOD.replace('kind = "nhs"', 'knd = "nhs"'), ("[[body]] number 2, line 12", "'knd' is not known here", "aliases", "'kind' is missing")),
    "typing error at the top": (_GOOD.replace("first_fy", "frst_fy"), ("'frst_fy', line 2", "is not known here", "first_fy, last_fy")),
    "typing error in codes": (_GOOD.replace("ods =", "odds ="), ("[[body]] number 2, line 12", "'odds'", "gss, ods, lgf")),
    "name missing": (_GOOD.replace('name = "Northby Trust"\n', ""), ("[[body]] number 2, line 12", "'name' is missing")),
    "id twice": (_GOOD.replace('"northby-trust"', '"northby-council"'), ("[[body]] number 2, line 12", "'northby-council'", "[[body]] number 1, line 7", "Give each its own")),
    "id of a sender": (_GOOD + '[[sender]]\nid = "northby-trust"\nname = "X"\n', ("[[sender]] number 1, line 17", "[[body]] number 2, line 12")),
    "id with a space": (_GOOD.replace('"northby-trust"', '"Northby Trust"'), ("[[body]] number 2, line 12", "small letters, digits and -")),
    "a number that is none": (_GOOD.replace("2024", '"the first"'), ("'first_fy', line 2", "integer")),
    "a count below nought": (_GOOD + "assets_expected = -1\n", ("[[body]] number 2", "'assets_expected'", "greater than or equal to 0")),
    "an area with neither": (_GOOD.replace('code = "E07000901"', ""), ("[[area]] number 1, line 4", "either a code or a boundary")),
    "a name for two of a kind": (
        _GOOD.replace('kind = "nhs"', 'kind = "council"\naliases = ["northby borough-council"]'),
        ("[[body]] number 2, line 12", "'northby-council' and 'northby-trust'", "(council)", "Take it out"),
    ),
    "an area in two new authorities": (_GOOD + _NEW + _SECOND, ("[[successor]] number 2, line 21", "'E07000901' is one of 'north' already", "take it out of one")),
    "an area twice in one": (_GOOD + _NEW.replace('["E07000901"]', '["E07000901", "E07000901"]'), ("[[successor]] number 1, line 17", "'E07000901' is given twice")),
    "an area of another place": (_GOOD + _NEW.replace("901", "902"), ("[[successor]] number 1, line 17", "'E07000902' is none of the place's", "Its districts are: E07000901")),
    "a new authority twice": (_GOOD + _NEW + _NEW, ("[[successor]] number 2, line 21", "'north' is that of [[successor]] number 1, line 17")),
    "a new authority without areas": (_GOOD + _NEW.replace('["E07000901"]', "[]"), ("[[successor]] number 1, line 17", "'areas'", "at least 1")),
    "a body that is none": (_GOOD + _NEW + 'bodies = ["northbi-council"]\n', ("[[successor]] number 1, line 17", "'northbi-council' under bodies is no [[body]]")),
    "typing error in a new authority": (_GOOD + _NEW.replace("areas", "area"), ("[[successor]] number 1, line 17", "'area' is not known here", "id, name, areas, bodies")),
    "an id that is kept": (_GOOD + _NEW.replace('"north"', '"undecided"'), ("[[successor]] number 1", "'undecided' is kept")),
    "not TOML": (_GOOD + "\nthis is no toml\n", ("is not valid TOML", "line 18")),
}  # fmt: skip


@pytest.mark.parametrize("mistake", _MISTAKES)
def test_the_message_names_entry_line_and_remedy(mistake: str) -> None:
    text, words = _MISTAKES[mistake]
    said = refusal(text)
    for word in words:
        assert word in said, said


def _passing(text: str) -> list[tuple[str, str]]:
    rows = successor_table(parse_place(text.encode(), Path("place.toml"))).filter(part="body")
    return rows.select("successor_id", "code").rows()


_COUNTY = """name = "County"
area = [{ code = "E07000901" }, { code = "E07000902" }, { code = "E07000903" }]
body = [
    { id = "county", name = "County", kind = "council", areas = ["E07000901", "E07000902", "E07000903"] },
    { id = "one", name = "One", kind = "council", codes = { gss = "E07000901" } },
    { id = "two", name = "Two", kind = "council", codes = { gss = "E07000902" } },
    { id = "three", name = "Three", kind = "council", codes = { gss = "E07000903" } },
    { id = "nowhere", name = "Nowhere", kind = "council" },
    { id = "trust", name = "Trust", kind = "nhs", areas = ["E07000901"] },
]
"""
_WEST = '[[successor]]\nid = "west"\nname = "West"\nareas = ["E07000901"]\n'
_EAST = '[[successor]]\nid = "east"\nname = "East"\nareas = ["E07000902", "E07000903"]\n'


def test_councils_pass_to_the_new_authorities_in_whose_areas_they_lie() -> None:
    assert _passing(_COUNTY + _WEST + _EAST) == [("east", "county"), ("east", "three"), ("east", "two"), ("west", "county"), ("west", "one")]


def test_a_council_that_goes_on_elsewhere_passes_only_if_place_toml_says_so() -> None:
    assert _passing(_COUNTY + _WEST) == [("west", "one")]
    assert _passing(_COUNTY + _WEST + 'bodies = ["county", "trust"]\n') == [("west", "county"), ("west", "trust")]


def test_without_new_authorities_nothing_passes() -> None:
    assert successor_table(parse_place(_COUNTY.encode(), Path("place.toml"))).is_empty()


def test_districts_of_a_place_named_by_a_larger_area_are_not_known_here() -> None:
    text = 'name = "County"\n[[area]]\ncode = "E10000901"\n' + _WEST
    assert parse_place(text.encode(), Path("place.toml")).successor[0].areas == ("E07000901",)


def test_not_utf_8() -> None:
    assert "not UTF-8 text. Save it again as UTF-8" in refusal(
        _GOOD.replace("Northby Trust", "Northbý Trust").encode("cp1252")
    )


def test_a_name_may_stand_for_bodies_of_two_kinds() -> None:
    text = _GOOD.replace('name = "Northby Trust"', 'name = "Northby Trust"\naliases = ["Greater Northby"]')
    text = text.replace('kind = "council"', 'kind = "council"\naliases = ["Greater Northby"]')
    aliases = body_alias_table(parse_place(text.encode(), Path("place.toml")))
    assert aliases.filter(alias_key="GREATERNORTHBY")["body_id"].to_list() == ["northby-council", "northby-trust"]


def test_a_folder_or_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match=r"no place 'northby'.*totalplace new northby"):
        load_place(place_paths(tmp_path, "northby"))
    (tmp_path / "northby").mkdir()
    with pytest.raises(PlaceError, match=r"place\.toml is missing"):
        load_place(place_paths(tmp_path, "northby"))


@pytest.mark.parametrize("name", ["", "../x", "North", "a b", "-x", "x" * 80])
def test_names_that_cannot_be_folders(name: str, tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match="cannot be the name of a place"):
        place_paths(tmp_path, name)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TOTALPLACE_PUBLICATION_DATE", "31/03/2025", "2025-03-31"),
        ("TOTALPLACE_THREADS", "many", "whole number"),
        ("TOTALPLACE_THREADS", "0", "at least 1"),
        ("TOTALPLACE_EDITIONS_KEPT", "-1", "whole number"),
        ("TOTALPLACE_MEMORY_LIMIT", "much", "3GB or 500MB"),
    ],
)
def test_settings_that_cannot_be_read(name: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(PlaceError) as refused:
        read_settings()
    assert name in str(refused.value) and f"'{value}'" in str(refused.value) and words in str(refused.value)


def test_settings_are_read_when_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TOTALPLACE_PLACES", str(tmp_path))
    monkeypatch.setenv("TOTALPLACE_PUBLICATION_DATE", "2025-03-31")
    monkeypatch.setenv("TOTALPLACE_MEMORY_LIMIT", "500 MB")
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    settings = read_settings()
    assert settings.places_root == tmp_path
    assert settings.today().isoformat() == "2025-03-31"
    assert settings.dagster_home == tmp_path / ".dagster"


def test_a_threshold_that_is_not_known() -> None:
    from totalplace.reference import assumption_table

    place = parse_place((_GOOD + "[thresholds]\nno_such_share = 0.5\n").encode(), Path("place.toml"))
    with pytest.raises(PlaceError, match=r"'no_such_share', which is not known. Known are: .*edition_shared_share"):
        assumption_table(place)


def test_a_threshold_of_the_place_stands_for_all_time() -> None:
    from totalplace.reference import assumption_table

    place = parse_place((_GOOD + "[thresholds]\nrejected_rows_share = 0.1\n").encode(), Path("place.toml"))
    rows = assumption_table(place).filter(assumption_id="rejected_rows_share")
    assert rows["value"].to_list() == [0.1]
    assert rows["source"].to_list() == ["place.toml of this place"]


@pytest.mark.parametrize(
    ("on", "value"),
    [
        (date(2024, 3, 31), 1.0),  # before the first row: there is no better value
        (date(2024, 4, 1), 1.0),
        (date(2026, 3, 31), 2.0),  # the newest row is not in force yet
        (date(2026, 4, 1), 3.0),
    ],
)
def test_the_assumption_in_force_on_the_day_of_publication(on: date, value: float, monkeypatch: pytest.MonkeyPatch) -> None:
    from totalplace import reference

    rows = [{"assumption_id": "a", "valid_from": date(year, 4, 1), "value": value} for year, value in [(2025, 2.0), (2026, 3.0), (2024, 1.0)]]
    monkeypatch.setattr(reference, "assumption_table", lambda _: pl.DataFrame(rows))
    assert reference.assumptions_in_force(parse_place(_GOOD.encode(), Path("place.toml")), on).rows() == [("a", value)]


def test_a_boundary_that_is_not_there(tmp_path: Path) -> None:
    paths = place_paths(tmp_path, "northby")
    paths.root.mkdir()
    paths.place_toml.write_text(_GOOD.replace('code = "E07000901"', 'boundary = "reference/northby.geojson"'), "utf-8")
    with pytest.raises(PlaceError, match=r"\[\[area\]\] boundary names 'reference/northby.geojson', and there is no such file"):
        load_place(paths)
    (paths.root / "reference").mkdir()
    (paths.root / "reference" / "northby.geojson").write_text("{}", "utf-8")
    assert load_place(paths).area[0].boundary == "reference/northby.geojson"
