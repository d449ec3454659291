"""Outcomes of the example place: a list of today's framework in two editions, and the county's National Indicators of 2008 to 2012.

Belongs here: both lists, and how each series moves. Does not belong here: what is spent. Figures are made up by hand, so that what is told of
each can be known: where it is first of its series, better, worse, on target; and that nothing is told across a change of definition.
"""


from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from totalplace.example.bodies import COUNTY_COUNCIL, FINANCE_SENDER
from totalplace.example.draft import Draft, write_text
from totalplace.example.geography import COUNTY_CODE, district_code
from totalplace.example.truth import Row, Truth
from totalplace.example.words import COUNTY, DISTRICTS

TODAY, BEFORE = (f"inbox/{FINANCE_SENDER}/{name}" for name in ("outcomes-framework-2025.csv", "outcomes-framework-2024.csv"))
OLD = f"inbox/{COUNTY_COUNCIL}/performance/national-indicators-2008-2012.csv"
ANSWERS = ["indicator_id", "area_code", "period", "value", "series_number", "movement", "target_status"]
Answer = tuple[str, str, str, str, int, str, str]
KIND = "outcome"

_HEADINGS = ["Framework", "Priority outcome", "Metric", "Area code", "Area name", "Period", "Value", "Unit", "Lower limit", "Upper limit", "Polarity", "Lead partner", "Data source", "Break in series", "Target"]
_OLD_HEADINGS = ["NI", "National indicator", "LA code", "Local authority", "Year", "Value", "Unit", "LAA target", "Lead partner"]
_PROGRESS = "Percentage of people in substance use treatment flagged as experiencing multiple disadvantage, achieving significant progress in treatment"
_NEET = "16 and 17 year olds not in education, employment or training (NEET) or whose activity is not known"
_ROUGH = "Number of people sleeping rough on a single night"


@dataclass(frozen=True)
class _Figure:
    period: str
    value: str
    low: str = ""
    high: str = ""
    is_break: bool = False
    target: str = ""
    part: int = 1
    movement: str = "first of its series"
    target_status: str = "not told"


@dataclass
class _Series:
    indicator_id: str
    framework: str
    outcome: str
    name: str
    area_code: str
    area: str
    unit: str
    polarity: str
    lead: str
    source: str
    figures: list[_Figure] = field(default_factory=list)


def _series() -> list[_Series]:
    """Two of the county, one of each district."""
    progress = _Series(
        "lof-multiple-disadvantage-progress", "Local Outcomes Framework", "Multiple disadvantage", _PROGRESS, COUNTY_CODE, COUNTY, "percent", "", f"{COUNTY} North PCT", "OHID (fictional figures)",
        [
            _Figure("2021-22", "38.4", "36.9", "39.9"), _Figure("2022-23", "39.0", "37.5", "40.5", movement="better"),
            _Figure("2023-24", "45.2", "43.6", "46.8", is_break=True, part=2), _Figure("2024-25", "41.9", "40.4", "43.4", target="46", part=2, movement="worse", target_status="not met"),
        ],
    )  # fmt: skip
    neet = _Series(
        "neet-16-17-or-not-known", "Department for Education", "", _NEET, COUNTY_CODE, COUNTY, "percent", "Low", f"{COUNTY} CC", "DfE (fictional figures)",
        [
            _Figure("December 2022 to February 2023", "6.1"), _Figure("December 2023 to February 2024", "5.8", movement="better"),
            _Figure("December 2024 to February 2025", "5.8", movement="as before", target="5.9", target_status="met"),
        ],
    )  # fmt: skip
    rough = []
    for index, (name, _) in enumerate(DISTRICTS):
        first, second = 4 + index % 3, 4 + (index * 5) % 4
        moved = "as before" if first == second else "better" if second < first else "worse"
        figures = [_Figure("30/11/2023", str(first)), _Figure("30/11/2024", str(second), movement=moved)]
        rough.append(_Series("lof-rough-sleeping-single-night", "Local Outcomes Framework", "Homelessness and rough sleeping", _ROUGH, district_code(index), name, "people", "Low", "", "MHCLG (fictional figures)", figures))
    return [progress, neet, *rough]


def _old_series() -> list[_Series]:
    """Of the county: the number of young people's indicator changed its definition in 2011, which ref.indicator knows."""
    lead = f"{COUNTY} CC"
    neet = [
        _Figure("2008/09", "9.0", target="8.5", target_status="not met"), _Figure("2009/10", "8.7", target="8.2", target_status="not met", movement="better"),
        _Figure("2010/11", "8.0", target="8.0", target_status="met", movement="better"), _Figure("2011/12", "6.2", part=2),
    ]  # fmt: skip
    alcohol = [_Figure("2008/09", "1,912"), _Figure("2009/10", "2,044", movement="worse"), _Figure("2010/11", "2,114", movement="worse")]
    treated = [_Figure("2008/09", "2,250"), _Figure("2009/10", "2,391", target="2300", target_status="met", movement="better")]
    said = (("ni-117", "16 to 18 year olds who are not in education, employment or training (NEET)", "percent", neet), ("ni-39", "Alcohol-harm related hospital admission rates", "per 100,000", alcohol), ("ni-40", "Drug users in effective treatment", "people", treated))  # fmt: skip
    return [_Series(key, "National Indicators 2008", "", name, COUNTY_CODE, f"{COUNTY} County Council", unit, "", lead, "", figures) for key, name, unit, figures in said]


def _row(series: _Series, figure: _Figure, outcome: str = "loaded", reason: str = "") -> Row:
    cells: list[object] = [
        series.framework, series.outcome, series.name, series.area_code, series.area, figure.period, figure.value, series.unit, figure.low, figure.high, series.polarity, series.lead, series.source,
        "Yes" if figure.is_break else "", figure.target,
    ]  # fmt: skip
    return Row(cells, outcome=outcome, reason=reason)


def write_outcomes(folder: Path, truth: Truth, seed: int) -> list[Answer]:
    """The three lists; returns the rows of truth/outcomes.csv."""
    rng = np.random.default_rng([seed, 53])
    today, old = _series(), _old_series()
    rows = [_row(series, figure) for series in today for figure in series.figures]
    # a figure that the publisher holds back, and an area of another county
    rows.append(_row(today[2], _Figure("30/11/2022", "[c]"), "ignored", "not available"))
    rows.append(_row(_Series("", "Local Outcomes Framework", "", _ROUGH, "E07999999", "Elsewhere", "people", "Low", "", ""), _Figure("30/11/2024", "90"), "ignored", "outside the place"))
    write_text(folder, truth, TODAY, Draft(KIND, _HEADINGS, {}, rows, rng))
    # the edition before has one figure otherwise: the later file counts
    earlier = _Figure("2022-23", "38.1", "36.6", "39.6")
    truth.add_file(BEFORE, "superseded", "older edition")
    write_text(folder, truth, BEFORE, Draft(KIND, _HEADINGS, {}, [_row(today[0], figure, "superseded", "older edition") for figure in (today[0].figures[0], earlier)], rng))
    lines = [
        Row([series.indicator_id.removeprefix("ni-"), series.name, "E9921", series.area, figure.period, figure.value, series.unit, figure.target, series.lead])
        for series in old
        for figure in series.figures
    ]
    write_text(folder, truth, OLD, Draft(KIND, _OLD_HEADINGS, {}, lines, rng))
    return [_answer(series, figure) for series in (*today, *old) for figure in series.figures]


def _answer(series: _Series, figure: _Figure) -> Answer:
    return series.indicator_id, series.area_code, figure.period, figure.value.replace(",", ""), figure.part, figure.movement, figure.target_status


