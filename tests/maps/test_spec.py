"""The declaration of a map: what is in maps/ loads, and a mistake is said in the file's own words."""

from pathlib import Path

import pytest

from totalplace.mapping.declared import load_spec
from totalplace.mapping.spec import MapSpec

MAPS = Path(__file__).parents[2] / "maps"
FIRST = MAPS / "what-we-all-own-here.toml"


@pytest.mark.parametrize("path", sorted(MAPS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_map_loads(path: Path) -> None:
    assert load_spec(path, MapSpec).key == path.stem


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('name = "tenure"', 'name = "tenancy"', "mart.estate has no column tenancy"),
        ("{located} of assets", "{lucky} of assets", "title_coverage may use"),
        ("[1000, 5000, 20000]", "[5000, 1000]", "size classes must rise"),
        ('audience = "partners"', 'audience = "everybody"', "audience"),
        ("cluster_above = 2000", "cluster_over = 2000", "cluster_over"),
        ('key = "what', "key = what", "not valid TOML"),
        ('column = "kind"', 'column = "sort"', "ref.body has no column sort"),
        ('table = "ref.body"', 'table = "core.area"', "core.area is not published"),
        ('value = "nhs"', 'value = "council"', "two classes have the same value"),
        ('value = "nhs"', "at_least = 0.5", "by value or by at_least"),
        ('value = "nhs"\n', "", "needs either value or at_least"),
        ('mark = "N"', 'mark = "?"', "for what is not known"),
        ('"#28A197"', '"#F0F0F0"', "too pale"),
        ('"#28A197"', '"#1D70B8"', "one colour on every map"),
    ],
)
def test_a_mistake_names_file_and_fault(tmp_path: Path, before: str, after: str, said: str) -> None:
    text = FIRST.read_text("utf-8")
    assert before in text
    path = tmp_path / "broken.toml"
    path.write_text(text.replace(before, after), "utf-8")
    with pytest.raises(ValueError, match=r"broken\.toml") as error:
        load_spec(path, MapSpec)
    assert said in str(error.value)


@pytest.mark.parametrize("column", ["book_value_gbp", "tenure", "running_cost_gbp"])
def test_a_public_map_shows_nothing_that_its_contract_keeps_back(tmp_path: Path, column: str) -> None:
    text = FIRST.read_text("utf-8").split("[[columns]]")[0]
    text = text.replace('audience = "partners"\nhas_public_edition = true', 'audience = "public"')
    path = tmp_path / "public.toml"
    path.write_text(text + f'\n[[columns]]\nname = "{column}"\nlabel = "Shown"\n', "utf-8")
    with pytest.raises(ValueError, match=f"shows no mart.estate.{column}"):
        load_spec(path, MapSpec)


def test_the_public_edition_keeps_only_public_columns() -> None:
    spec = load_spec(FIRST, MapSpec)
    public = spec.for_the_public()
    assert public.audience == "public"
    kept = {item.name for item in public.columns}
    assert kept < {item.name for item in spec.columns}
    assert "gia_m2" in kept and not kept & {"tenure", "condition", "running_cost_gbp", "running_cost_fy"}
