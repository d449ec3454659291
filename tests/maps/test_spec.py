"""The declaration of a map: what is in maps/ loads, and a mistake is said in the file's own words."""

from pathlib import Path

import pytest

from totalplace.mapping.spec import load_spec

MAPS = Path(__file__).parents[2] / "maps"
FIRST = MAPS / "what-we-all-own-here.toml"


@pytest.mark.parametrize("path", sorted(MAPS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_map_loads(path: Path) -> None:
    assert load_spec(path).key == path.stem


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('name = "tenure"', 'name = "tenancy"', "mart.estate has no column tenancy"),
        ("{located} of assets", "{lucky} of assets", "title_coverage may use"),
        ("[1000, 5000, 20000]", "[5000, 1000]", "size classes must rise"),
        ('audience = "partners"', 'audience = "everybody"', "audience"),
        ("cluster_above = 2000", "cluster_over = 2000", "cluster_over"),
        ('key = "what', "key = what", "not valid TOML"),
    ],
)
def test_a_mistake_names_file_and_fault(tmp_path: Path, before: str, after: str, said: str) -> None:
    text = FIRST.read_text("utf-8")
    assert before in text
    path = tmp_path / "broken.toml"
    path.write_text(text.replace(before, after), "utf-8")
    with pytest.raises(ValueError, match=r"broken\.toml") as error:
        load_spec(path)
    assert said in str(error.value)


def test_a_public_map_shows_no_book_value(tmp_path: Path) -> None:
    text = FIRST.read_text("utf-8").replace('audience = "partners"', 'audience = "public"')
    path = tmp_path / "public.toml"
    path.write_text(text + '\n[[columns]]\nname = "book_value_gbp"\nlabel = "Value"\nformat = "money"\n', "utf-8")
    with pytest.raises(ValueError, match="no book value"):
        load_spec(path)
