"""hypotheses.toml: what it may say, and one clear sentence for each fault."""

from pathlib import Path
from typing import cast

import polars as pl
import pytest

from totalplace import inspection
from totalplace.hypotheses import Hypothesis, Stated, parse_hypotheses, read_hypotheses
from totalplace.paths import PlacePaths
from totalplace.pipeline import Workbench
from totalplace.templates import make_place

SERVICES = pl.DataFrame({"service_id": ["treatment-structured", "nhs-ae-attendance"], "theme": ["alcohol and drugs", "health"]})
GOOD = """\
[[hypothesis]]
id = "alcohol-and-drugs"
question = "Do a fifth account for four fifths?"
cohort = { substances = ["alcohol", "both"], services = ["nhs-ae-attendance"], youngest = 18 }
stated_share = 0.8
needs = ["treatment"]
"""


def parsed(text: str) -> Stated:
    return parse_hypotheses(text.encode(), "hypotheses.toml", SERVICES)


def test_a_place_without_the_file_states_nothing(tmp_path: Path) -> None:
    assert read_hypotheses(PlacePaths(tmp_path), SERVICES) == Stated()


def test_what_is_left_out_has_its_plain_value() -> None:
    stated = parsed(GOOD)
    assert stated.faults == ()
    (hypothesis,) = stated.hypotheses
    assert (hypothesis.unit, hypothesis.denominator, hypothesis.top_share, hypothesis.themes) == ("person", "service users", 0.2, "all")
    assert hypothesis.cohort.substances == ("alcohol", "both")
    assert (hypothesis.cohort.youngest, hypothesis.cohort.oldest) == (18, None)


def test_the_template_of_a_new_place_states_nothing_and_its_example_is_right(tmp_path: Path) -> None:
    paths = PlacePaths(tmp_path / "new")
    make_place(paths)
    assert read_hypotheses(paths, SERVICES) == Stated()
    lines = paths.hypotheses_toml.read_text("utf-8").splitlines()
    stated = parsed("\n".join(line.removeprefix("# ") for line in lines if line.startswith("# [[") or " = " in line))
    assert stated.faults == ()
    assert [(entry.id, entry.stated_share, entry.needs) for entry in stated.hypotheses] == [("alcohol-and-drugs", 0.8, ("treatment",))]


def test_the_docs_show_a_file_that_can_be_read() -> None:
    text = (Path(__file__).parents[2] / "docs" / "hypotheses.md").read_text("utf-8")
    stated = parsed(text.split("```toml")[1].split("```")[0])
    assert stated.faults == ()
    assert isinstance(stated.hypotheses[0], Hypothesis)


def test_check_and_status_tell_what_is_stated_and_what_is_wrong(tmp_path: Path) -> None:
    class Bench:
        paths = PlacePaths(tmp_path)

    bench = cast(Workbench, Bench())
    assert inspection._hypotheses(bench) == []
    bench.paths.hypotheses_toml.write_text(GOOD, "utf-8")
    (report,) = inspection._hypotheses(bench)
    assert (report.path, report.lines) == ("hypotheses.toml", ("hypothesis 'alcohol-and-drugs': understood; mart.cost_concentration says what comes of it",))
    bench.paths.hypotheses_toml.write_text(GOOD.replace("0.8", "8"), "utf-8")
    (report,) = inspection._hypotheses(bench)
    assert report.lines == ("hypotheses.toml: [[hypothesis]] number 1, line 1: 'stated_share' is 8, and a share lies between 0 and 1: 0.8 for 80 %.",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("stated_share = 0.8\n", ""), "hypotheses.toml: [[hypothesis]] number 1, line 1: 'stated_share' is missing: it must be given."),
        (GOOD.replace("0.8", "80"), "hypotheses.toml: [[hypothesis]] number 1, line 1: 'stated_share' is 80, and a share lies between 0 and 1: 0.8 for 80 %."),
        (GOOD.replace('"alcohol", "both"', '"gin"'), "hypotheses.toml: [[hypothesis]] number 1, line 1: 'substances' is 'gin', which is not one of alcohol, drugs, both."),
        (GOOD + 'unit = "household"\n', "hypotheses.toml: [[hypothesis]] number 1, line 1: 'unit' is 'household', which is not one of person, family."),
        (GOOD + "top_share = 0.3\n", "hypotheses.toml: [[hypothesis]] number 1, line 1: 'top_share' is 0.3. It is worked out for 0.01, 0.05, 0.1, 0.2."),
        (GOOD + 'themes = "housing"\n', "hypotheses.toml: [[hypothesis]] number 1, line 1: 'housing' is no theme of a service. Known are: all, alcohol and drugs, health."),
        (GOOD.replace("nhs-ae", "ae"), "hypotheses.toml: [[hypothesis]] number 1, line 1: 'ae-attendance' is no service. Known are: nhs-ae-attendance, treatment-structured."),
        (GOOD.replace('["treatment"]', '["gp"]'), "'gp' is no layout of contacts. Known are: police, nhs"),
        (GOOD.replace('["treatment"]', '"treatment"'), "'needs' is a list. Write it in square brackets, each entry in quotation marks."),
        (GOOD.replace("youngest = 18", "youngest = 18, oldest = 17"), "'youngest' is 18 and 'oldest' 17: nobody is of that age."),
        (GOOD + "\n" + GOOD, "hypotheses.toml: [[hypothesis]] number 2, line 8: 'alcohol-and-drugs' is the id of [[hypothesis]] number 1 already. Give each its own."),
        (GOOD.replace("alcohol-and-drugs", "all-service-users"), "'all-service-users' is how all service users are named. Take another id."),
        (GOOD.replace("alcohol-and-drugs", "Alcohol"), "'id' is 'Alcohol'. Small letters, figures and hyphens only."),
        ('hypothesis = "x"\n', "hypotheses.toml: 'hypothesis', line 1: write each as a block of its own, that begins with [[hypothesis]]."),
        (GOOD + "score = 1\n", "'score' is not known here. Known are: id, question, cohort"),
        ("[[hypothesis]\n", "hypotheses.toml is not valid TOML"),
    ],
)
def test_a_fault_is_told_in_a_sentence_and_nothing_is_tested(text: str, said: str) -> None:
    stated = parsed(text)
    assert stated.hypotheses == ()
    assert said in " ".join(stated.faults)
