"""Links joined into assets: the order of rows changes nothing, and no rule of one building is broken."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.drafts import WORDS, rows
from totalplace.analysis.asset_clusters import Link, OwnId, join, name_clusters, pair
from totalplace.analysis.matching import Record, records

DIAMETER_M = 500.0


@st.composite
def places(draw: st.DrawFn) -> list[Record]:
    """Up to nine records of three lists along a road of one kilometre."""
    count = draw(st.integers(1, 9))
    drawn = [
        {"source_key": f"b/{number}", "list_ids": f"f{draw(st.integers(1, 3))}/table", "easting": 100.0 * draw(st.integers(0, 10)), "northing": 0.0}
        for number in range(count)
    ]
    return records(rows(*drawn), WORDS)


def some_pairs(draw: st.DrawFn, known: list[Record], most: int) -> list[tuple[str, str]]:
    every = list(combinations(sorted(record.source_key for record in known), 2))
    return draw(st.lists(st.sampled_from(every), max_size=most, unique=True)) if every else []


@st.composite
def situations(draw: st.DrawFn) -> tuple[list[Record], list[Link], list[tuple[str, str]], list[tuple[str, str]]]:
    known = draw(places())
    linked = some_pairs(draw, known, 12)
    links = [Link(*keys, draw(st.sampled_from([0.82, 0.9, 0.93, 0.99]))) for keys in linked]
    return known, links, some_pairs(draw, known, 2), some_pairs(draw, known, 2)


def of_key(clusters: list[list[str]]) -> dict[str, int]:
    return {key: number for number, cluster in enumerate(clusters) for key in cluster}


@given(situations(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(situation, random) -> None:  # type: ignore[no-untyped-def]
    known, links, same, different = situation
    expected = join(known, links, same, different, DIAMETER_M)
    shuffled = [list(part) for part in situation]
    for part in shuffled:
        random.shuffle(part)
    turned = [Link(link.right_key, link.left_key, link.score) for link in shuffled[1]]
    assert join(shuffled[0], turned, shuffled[2], [(two, one) for one, two in shuffled[3]], DIAMETER_M) == expected


@given(situations())
def test_rules_of_one_building_hold(situation) -> None:  # type: ignore[no-untyped-def]
    """By brute force over every pair of every cluster, but for what a person joined."""
    known, links, _, different = situation
    clusters = join(known, links, [], different, DIAMETER_M)
    assert sorted(key for cluster in clusters for key in cluster) == sorted(record.source_key for record in known)
    by_key = {record.source_key: record for record in known}
    linked = {pair(link.left_key, link.right_key) for link in links}
    apart = {pair(*keys) for keys in different}
    for cluster in clusters:
        for one, other in combinations(cluster, 2):
            left, right = by_key[one], by_key[other]
            assert not left.lists & right.lists, "two entries of one list"
            assert left.point is not None and right.point is not None
            assert abs(left.point[0] - right.point[0]) <= DIAMETER_M, "two campuses"
            assert pair(one, other) not in apart, "a person said different"
        if len(cluster) > 1:  # every member hangs on another by a link
            assert all(any(pair(one, other) in linked for other in cluster if other != one) for one in cluster)


@given(situations())
def test_a_person_is_obeyed(situation) -> None:  # type: ignore[no-untyped-def]
    """`different` always; `same` unless another person's word speaks against it."""
    known, links, same, different = situation
    found = of_key(join(known, links, same, different, DIAMETER_M))
    assert all(found[one] != found[other] for one, other in different)
    if not different:
        assert all(found[one] == found[other] for one, other in same)


@given(situations(), st.integers(1, 3), st.integers(0, 10))
def test_another_record_splits_nothing_it_has_no_link_with(situation, list_number: int, east: int) -> None:  # type: ignore[no-untyped-def]
    known, links, same, different = situation
    (added,) = records(rows({"source_key": "b/added", "list_ids": f"f{list_number}/table", "easting": 100.0 * east, "northing": 0.0}), WORDS)
    before = join(known, links, same, different, DIAMETER_M)
    after = join([*known, added], links, same, different, DIAMETER_M)
    assert after == sorted([*before, ["b/added"]])


def test_the_surer_link_wins_and_equal_ones_are_left_to_a_person() -> None:
    known = records(rows({"list_ids": "f1/t"}, {"list_ids": "f2/t"}, {"list_ids": "f2/t"}), WORDS)
    one, two, three = (record.source_key for record in known)
    assert join(known, [Link(one, two, 0.9), Link(one, three, 0.8)], [], [], DIAMETER_M) == [[one, two], [three]]
    assert join(known, [Link(one, two, 0.9), Link(one, three, 0.9)], [], [], DIAMETER_M) == [[one], [two], [three]]


def own(key: str, day: str | None, into: str | None = None, register: bool = True) -> OwnId:
    return OwnId(key, f"id {key}", day, into, register)


def test_the_oldest_id_stands() -> None:
    ids = {"a": own("a", None), "b": own("b", "2025-01-01"), "c": own("c", "2024-01-01", register=False)}
    assert set(name_clusters([["a", "b", "c"]], ids).values()) == {"id c"}


def test_of_one_age_the_registers_then_the_first() -> None:
    ids = {"a": own("a", None, register=False), "b": own("b", None), "c": own("c", None)}
    assert set(name_clusters([["a", "b", "c"]], ids).values()) == {"id b"}


def test_an_id_stays_with_its_own_record_when_assets_part() -> None:
    ids = {"a": own("a", "2024-01-01"), "b": own("b", "2025-01-01", into="id a")}
    assert name_clusters([["a"], ["b"]], ids) == {"a": "id a", "b": "id b"}


def test_what_is_left_of_an_asset_keeps_its_id() -> None:
    assert name_clusters([["b"]], {"b": own("b", "2025-01-01", into="id a")}) == {"b": "id a"}


def test_an_id_that_nobody_owns_goes_to_one_asset_only() -> None:
    ids = {"b": own("b", "2025-01-01", into="id a"), "c": own("c", "2025-01-01", into="id a")}
    assert name_clusters([["b"], ["c"]], ids) == {"b": "id a", "c": "id c"}


def test_a_decision_on_another_pair_settles_no_tie() -> None:
    """c fits two entries of one list equally well: which it is, the word on a and b1 does not say."""
    known = records(
        rows(
            {"source_key": "b/a", "list_ids": "f1/table", "easting": 0.0, "northing": 0.0},
            {"source_key": "b/b1", "list_ids": "f2/table", "easting": 0.0, "northing": 0.0},
            {"source_key": "b/b2", "list_ids": "f2/table", "easting": 0.0, "northing": 0.0},
            {"source_key": "b/c", "list_ids": "f3/table", "easting": 0.0, "northing": 0.0},
        ),
        WORDS,
    )
    links = [Link("b/c", "b/b1", 0.93), Link("b/c", "b/b2", 0.93)]
    for chosen, other in (("b/b1", "b/b2"), ("b/b2", "b/b1")):
        assert join(known, links, [("b/a", chosen)], [], DIAMETER_M) == sorted([sorted(["b/a", chosen]), [other], ["b/c"]])
