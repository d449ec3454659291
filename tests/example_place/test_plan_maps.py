"""The plan of the example place and who gets farther away by it are on maps for the partners, and on none for the public."""

from tests.example_place.conftest import Published


def _page(published: Published, name: str) -> str:
    assert not (published.folder / "out" / "public" / "maps" / name).exists()
    return (published.folder / "out" / "maps" / name).read_text("utf-8")


def test_the_title_of_the_plan_is_its_robust_core(published: Published) -> None:
    (row,) = published.rows(
        "select count(*) as firm from mart.estate_plan where option_id = 'together-today' and action in ('release', 'relocate') and is_robust"
    )
    assert row["firm"] >= 10  # else the title says it in words
    assert f"<h1>{row['firm']} buildings could be given up whichever way things turn</h1>" in _page(published, "one-estate-the-plan.html")


def test_the_title_of_who_gets_farther_away_is_how_many(published: Published) -> None:
    (row,) = published.rows("select residents_farther as people from mart.estate_equality where option_id = 'together-today' and \"group\" = 'all residents'")
    assert row["people"] > 0
    assert f"<h1>{row['people']:,.0f} residents would have farther to go to a public service</h1>" in _page(published, "who-gets-farther-away.html")
