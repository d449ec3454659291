"""The catalogue of texts: what is said, in which form, and what a translation may not do."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from totalplace import language
from totalplace.errors import PlaceError
from totalplace.language import Html, say, say_html, speaking, translation
from totalplace.mapping import wording
from totalplace.mapping.declared import load_spec, reworded, texts_of_declaration
from totalplace.mapping.spec import HowMuchIsIn, MapSpec
from totalplace.paths import PlacePaths, maps_folder

CODE = Path(language.__file__).parent
SAID = {
    "plain": "Bought from {supplier} for {amount} <b>a year</b> <script> & $1 `",
    "bodies": {"by": "number", "one": "{number} body", "other": "{number} bodies"},
}


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue of two texts in the place of ours."""
    texts = {key: language._forms(text) if isinstance(text, dict) else language._plain(text) for key, text in SAID.items()}
    monkeypatch.setattr(language, "english", lambda: language.Catalogue("en", texts))
    monkeypatch.setattr(language, "texts_of_maps", dict)


def test_a_number_chooses_the_form_and_is_written_in_full(spoken: None) -> None:
    assert [say("bodies", number=number) for number in (0, 1, 2, 1200)] == ["0 bodies", "1 body", "2 bodies", "1,200 bodies"]


def test_what_is_html_is_safe_but_for_the_few_marks_of_a_text(spoken: None) -> None:
    said = say_html("plain", supplier="A <b>&</b> B", amount=Html("<i>£2</i>"))
    assert said == "Bought from A &lt;b&gt;&amp;&lt;/b&gt; B for <i>£2</i> <b>a year</b> &lt;script&gt; &amp; &#36;1 &#96;"


def test_a_part_that_could_be_written_in_several_ways_is_refused(spoken: None) -> None:
    with pytest.raises(TypeError, match=r"1\.5 has no one way"):
        say("plain", supplier="A", amount=1.5)


def test_welsh_has_six_forms(spoken: None, tmp_path: Path) -> None:
    file = tmp_path / "cy.toml"
    file.write_text('[bodies]\nby = "number"\nzero = "dim corff"\none = "un corff"\ntwo = "dau gorff"\nfew = "{number} chorff"\nmany = "{number} chorff."\nother = "{number} corff"\n', "utf-8")
    welsh = translation("cy", file)
    with speaking(welsh):
        assert [say("bodies", number=number) for number in (0, 1, 2, 3, 6, 4)] == ["dim corff", "un corff", "dau gorff", "3 chorff", "6 chorff.", "4 corff"]
        assert say("plain", supplier="A", amount=1000).startswith("Bought from A for 1,000")  # not translated
    assert welsh.untranslated == ("plain",)
    assert say("bodies", number=3) == "3 bodies"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('\n[page]\ntitel = "x"\n', "line 3: 'page.titel' is no text of ours"),
        ('plain = "{supplier} {amuont}"', "line 1: 'plain' may have the parts amount, supplier, not amuont"),
        ('# comment\nplain = "{supplier}"', "line 2: 'plain' lacks {amount}"),
        ('plain = "{supplier} {amount} {"', "line 1: 'plain' has a brace that stands alone"),
        ('plain = "{supplier.name} {amount}"', "line 1: 'plain' has braces around something that is no name"),
        ('plain = "{supplier} {amount} <b>x</b><img src=x>"', "line 1: 'plain' has a <: only <b>"),
        ("plain = 3", "line 1: 'plain' is no text"),
        ('bodies = "{number} corff"', "line 1: 'bodies' has forms by the number of number"),
        ('plain = { by = "amount", other = "{supplier} {amount}" }', "line 1: 'plain' is one text"),
        ('bodies = { by = "number", one = "un corff" }', "line 1: 'bodies' needs the form 'other'"),
        ('bodies = { by = "number", other = "x", lots = "y" }', "line 1: 'bodies' has the form 'lots'"),
    ],
)
def test_a_fault_of_a_translation_is_told_with_its_line(spoken: None, tmp_path: Path, written: str, told: str) -> None:
    file = tmp_path / "cy.toml"
    file.write_text(written, "utf-8")
    with pytest.raises(PlaceError) as found:
        translation("cy", file)
    assert f"{file}, {told}" in str(found.value)


def test_what_is_not_translated_has_its_english_form(spoken: None) -> None:
    with speaking(translation("fr")):  # one is said of nought in French
        assert say("bodies", number=0) == "0 bodies"


def test_figures_dates_and_lists_follow_the_language() -> None:
    with speaking(translation("cy")):
        assert wording.day(date(2026, 4, 1)) == "1 Ebrill 2026"
        assert wording.listed(["Caerdydd", "Abertawe"]) == "Caerdydd a(c) Abertawe"  # as CLDR has it: a before a consonant, ac before a vowel
    with speaking(translation("de")):
        assert (wording.count(-3400), wording.decimal("1,234.50")) == ("−3.400", "1.234,50")
    assert (wording.day(date(2026, 4, 1)), wording.listed(["a", "b", "c"]), wording.count(-3400)) == ("1 April 2026", "a, b and c", "−3,400")


def test_a_declaration_of_a_map_is_reworded_with_what_names_its_classes_again() -> None:
    path = maps_folder() / "how-well-it-is-used.toml"
    where = dict(texts_of_declaration(path.read_text("utf-8")))
    assert where["colour_by.classes.vacant.label"] == "Vacant"
    assert where["columns.mart.utilisation_latest.measure.words.U0"] == "Declared occupied or vacant"
    assert {"question", "wording.method", "finding.title_coverage"} <= set(where)
    assert not {name for name in where if name.endswith((".colour", ".column", ".table", "audience", "key"))}
    welsh = language.Catalogue("cy", language.english().texts, maps={path.stem: {"colour_by.classes.vacant.label": "Gwag"}})
    with speaking(welsh):
        spec = load_spec(path, MapSpec)
    assert spec.colour_by.classes[0].label == "Gwag"
    assert isinstance(spec.finding, HowMuchIsIn) and spec.finding.labels == ("Gwag", "Under-used")
    assert reworded({"question": "Why?", "key": "why"}, lambda place, text: f"<{text}>") == {"question": "<Why?>", "key": "why"}


def test_a_place_speaks_its_language_with_its_own_words_over_ours(tmp_path: Path) -> None:
    paths = PlacePaths(tmp_path)
    assert language.of_place(paths).language == "en"
    before = language.mark(paths)
    paths.place_toml.write_text('name = "Rhywle"\nlanguage = "cy"\n', "utf-8")
    paths.wording.mkdir()
    (paths.wording / "cy.toml").write_text('[page]\nskip_links = "Neidio"\n[map.how-well-it-is-used]\nquestion = "Pa mor dda?"\n', "utf-8")
    catalogue = language.of_place(paths)
    with speaking(catalogue):
        assert say("page.skip_links") == "Neidio"
    assert catalogue.maps == {"how-well-it-is-used": {"question": "Pa mor dda?"}}
    assert language.mark(paths) != before  # what was drawn in English is not of today
    (paths.wording / "cy.toml").write_text('[map.how-well-it-is-used]\nqestion = "Pa mor dda?"\n', "utf-8")
    with pytest.raises(PlaceError, match=r"line 2: 'map\.how-well-it-is-used\.qestion' is no text of ours"):
        language.of_place(paths)


def test_a_language_that_nobody_knows_is_told_as_such(tmp_path: Path) -> None:
    paths = PlacePaths(tmp_path)
    paths.place_toml.write_text('name = "Somewhere"\nlanguage = "Welsh"\n', "utf-8")
    with pytest.raises(PlaceError, match=r"'language', line 2.*'Welsh' is no language"):
        language.of_place(paths)


def test_what_is_not_translated_is_counted_and_written_down_ready_to_be_translated(tmp_path: Path) -> None:
    paths = PlacePaths(tmp_path)
    paths.place_toml.write_text('name = "Somewhere"\n', "utf-8")
    assert list(language.status_lines(paths)) == []
    paths.place_toml.write_text('name = "Rhywle"\nlanguage = "cy"\n', "utf-8")
    paths.wording.mkdir()
    (paths.wording / "cy.toml").write_text('[page]\nskip_links = "Neidio"\n', "utf-8")
    every = len(language.english().texts) + len(language.texts_of_maps())
    (said,) = language.status_lines(paths)
    assert said.startswith(f"Pages are in Welsh: 1 of {every:,} texts are translated. ")
    assert str(paths.requests / "wording-cy.toml") in said
    (paths.requests / "wording-cy.toml").replace(paths.wording / "cy.toml")
    catalogue = language.of_place(paths)  # it is a translation without fault
    assert catalogue.untranslated == ("page.skip_links",)
    (paths.wording / "cy.toml").write_text("[page", "utf-8")
    (said,) = language.status_lines(paths)
    assert said.startswith("Pages cannot be drawn.") and "is not valid TOML" in said


def test_translations_that_are_shipped_are_without_fault() -> None:
    for path in (maps_folder() / "wording").glob("*.toml"):
        translation(path.stem, path)


_IN_SCRIPT = re.compile(r'inWords\("([\w.]+)"')


_QUOTED = re.compile(r'"(?=([\w.-]+)")')


def _calls() -> list[tuple[str, ast.Call]]:
    """Every call of say() and say_html() in our code, with where it stands."""
    found = []
    for path in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and name in ("say", "say_html") and node.args:
                found.append((f"{path.name}:{node.lineno}", node))
    return found


def test_what_the_code_says_is_in_the_catalogue_with_its_parts_and_nothing_else_is() -> None:
    """A key is a literal, or its beginning is: f"page.{kind}"; whatever stands in the catalogue is said by somebody."""
    texts = language.english().texts
    said: set[str] = set()
    wrong = []
    for where, call in _calls():
        key = call.args[0]
        if isinstance(key, ast.JoinedStr):
            start = key.values[0].value if isinstance(key.values[0], ast.Constant) else ""
            these = [name for name in texts if name.startswith(str(start))]
            if "." not in str(start) or not these:
                wrong.append(f"{where} says none that begins with '{start}'")
            said.update(these)
            continue
        if not isinstance(key, ast.Constant):
            continue  # chosen from a table of keys, which are found below
        if key.value not in texts:
            wrong.append(f"{where} says '{key.value}', which is no text")
            continue
        said.add(key.value)
        given = {keyword.arg for keyword in call.keywords}
        if None not in given and given != texts[key.value].parts | ({texts[key.value].by} - {""}):
            wrong.append(f"{where} says '{key.value}' with {sorted(map(str, given))}, which has {sorted(texts[key.value].parts)}")
    for path in (*CODE.rglob("*.py"), *CODE.rglob("*.js")):
        said.update(texts.keys() & _QUOTED.findall(path.read_text("utf-8")))
    for path in CODE.rglob("*.js"):
        wrong += [f"{path.name} says '{key}', which is no text" for key in _IN_SCRIPT.findall(path.read_text("utf-8")) if key not in texts]
    assert not wrong, "\n".join(wrong)
    assert not set(texts) - said, f"nobody says {sorted(set(texts) - said)}"
