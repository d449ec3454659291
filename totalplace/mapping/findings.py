"""The title of a map: its finding in at most twelve words, or what is known where that is too little for a finding.

Belongs here: which figure the title states, by the kind of finding that the map's declaration names. Does not belong here:
the sentences (maps/*.toml), how a figure is written (wording.py), counting (totals.py).
"""

from collections.abc import Sequence

import polars as pl

from totalplace.language import say
from totalplace.mapping import wording
from totalplace.mapping.clusters import Clustered
from totalplace.mapping.colouring import Colouring
from totalplace.mapping.escape import plain
from totalplace.mapping.planned import Planned
from totalplace.mapping.spec import (
    Fact,
    HowMuchIsIn,
    HowMuchIsKnown,
    MapSpec,
    WhatCouldBeGivenUp,
    WhatCouldBeReleased,
    WhoHoldsMost,
)
from totalplace.mapping.totals import LOCATED, Completeness, Figures, known_for

_IN_WORDS = 10  # fewer buildings than so many are told in words
_TITLE_WORDS = 12  # a title says its finding in so many words, or says another


def title(
    spec: MapSpec,
    estate: pl.DataFrame,
    bodies: pl.DataFrame,
    coverage: pl.DataFrame,
    by_class: Sequence[Figures],
    colours: Colouring,
    left_out: int,
    clustered: Clustered | None = None,
    planned: Planned | None = None,
) -> str:
    """The title. `left_out`: assets held that this edition does not show."""
    finding, figures, complete = spec.finding, Figures.of(estate), Completeness.of(coverage)
    if not figures.assets:
        return finding.title_nothing
    if left_out:
        return finding.title_public.format(assets=wording.count(figures.assets), held=wording.count(figures.assets + left_out))
    if isinstance(finding, WhatCouldBeReleased):
        if clustered is None:
            raise ValueError("a title about clusters needs them")
        return _what_could_be_released(finding, clustered)
    if isinstance(finding, WhatCouldBeGivenUp):
        if planned is None:
            raise ValueError("a title about the plan needs it")
        return _what_could_be_given_up(finding, planned)
    if isinstance(finding, HowMuchIsIn):
        return _how_much_is_in(finding, by_class, colours)
    if isinstance(finding, HowMuchIsKnown):
        return _how_much_is_known(finding, spec.facts, coverage, complete)
    return _who_holds_most(finding, estate, bodies, figures, by_class, colours, complete)


def _what_could_be_released(finding: WhatCouldBeReleased, clustered: Clustered) -> str:
    every = clustered.clusters.height
    if not clustered.spare_known or clustered.spare_known < finding.known_share * every:
        return finding.title_coverage.format(known=wording.count(clustered.spare_known), clusters=wording.count(every))
    return finding.title_released.format(area=wording.area(clustered.releasable_m2), clusters=wording.count(every))


def _what_could_be_given_up(finding: WhatCouldBeGivenUp, planned: Planned) -> str:
    first = planned.first
    assessed, buildings = first.row["assessed_count"], first.row["building_count"]
    if not assessed or assessed < finding.assessed_share * buildings:
        return finding.title_coverage.format(assessed=wording.count(assessed), buildings=wording.count(buildings))
    core, given_up = planned.core(first).height, planned.given_up(first).height
    if not given_up:
        return finding.title_none.format(assessed=wording.count(assessed))
    if not core:
        return finding.title_not_robust.format(given_up=_first_words(given_up))
    return finding.title_core.format(core=_first_words(core))


def _first_words(buildings: int) -> str:
    """So many buildings, at the head of a sentence."""
    return say(f"findings.buildings_{buildings}") if buildings < _IN_WORDS else say("counted.buildings", number=buildings)


def _how_much_is_in(finding: HowMuchIsIn, by_class: Sequence[Figures], colours: Colouring) -> str:
    every = sum(item.assets for item in by_class)
    known = sum(item.assets for shade, item in zip(colours.shades, by_class, strict=True) if not shade.is_unknown)
    if not known or known < finding.known_share * every:
        return finding.title_coverage.format(known=wording.count(known), assets=wording.count(every))
    inside = sum(item.assets for shade, item in zip(colours.shades, by_class, strict=True) if shade.label in finding.labels)
    share = wording.share(inside, known)
    return _sentence(finding.title_classes.format(share=share, known=wording.count(known), assets=wording.count(every)))


def _how_much_is_known(finding: HowMuchIsKnown, facts: Sequence[Fact], coverage: pl.DataFrame, complete: Completeness) -> str:
    if complete.with_register < finding.bodies_share * complete.bodies:
        return finding.title_coverage.format(with_register=complete.with_register, bodies=complete.bodies)
    shares = [(known_for(coverage, fact.share) or 0.0, fact.label) for fact in facts if fact.share != LOCATED]
    (most_share, most), (least_share, least) = max(shares, key=lambda each: each[0]), min(shares, key=lambda each: each[0])
    said = finding.title_most_and_least.format(
        most=most, most_share=wording.share(most_share, 1), least=_inside(least), least_share=wording.share(least_share, 1)
    )
    if most_share > least_share and _is_short(said):
        return _sentence(said)
    return _sentence(finding.title_least.format(least=least, least_share=wording.share(least_share, 1)))


def _who_holds_most(
    finding: WhoHoldsMost,
    estate: pl.DataFrame,
    bodies: pl.DataFrame,
    figures: Figures,
    by_class: Sequence[Figures],
    colours: Colouring,
    complete: Completeness,
) -> str:
    if complete.with_register < finding.bodies_share * complete.bodies or figures.located < finding.located_share * figures.assets:
        return finding.title_coverage.format(
            with_register=complete.with_register,
            bodies=complete.bodies,
            located=wording.share(figures.located, figures.assets),
            assets=wording.count(figures.assets),
        )
    by_area = figures.buildings > 0 and figures.with_floor_area >= finding.floor_area_share * figures.buildings
    by_area = by_area and figures.floor_area_m2 > 0
    whole = figures.floor_area_m2 if by_area else figures.assets
    values = [item.floor_area_m2 if by_area else item.assets for item in by_class]
    if sum(value > 0 for value in values) > 1:
        top = max(range(len(values)), key=lambda position: (values[position], -position))
        template = finding.title_floor_area if by_area else finding.title_assets
        return template.format(
            top=colours.shades[top].label,
            share=wording.share(values[top], whole),
            assets=wording.count(figures.assets),
        )
    # that all is of one class is no finding: which body holds most, unless it is the only one
    each = [
        (item.floor_area_m2 if by_area else item.assets, plain(name))
        for body_id, name in bodies.select("body_id", "name").iter_rows()
        if (item := Figures.of(estate.filter(pl.col("body_id") == body_id))).assets
    ]
    most, name = max(each, key=lambda entry: entry[0])
    said = finding.title_one_class.format(body=name, share=wording.share(most, whole))
    if len(each) > 1 and _is_short(said):
        return said
    return finding.title_all.format(
        assets=say("counted.assets", number=figures.assets), floor_area=wording.area(figures.floor_area_m2 or None)
    )


def _is_short(said: str) -> bool:
    return len(said.replace(wording.NBSP, " ").split()) <= _TITLE_WORDS


def _sentence(said: str) -> str:
    """With a capital, where a figure in words ("under 1 %") comes first."""
    return said[:1].upper() + said[1:]


def _inside(label: str) -> str:
    """A label as it stands within a sentence."""
    return label[:1].lower() + label[1:]
