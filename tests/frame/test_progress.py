"""What is said while a run goes on: few lines, with counts, and what was last done where it fails."""

from totalplace.progress import GroupedProgress


def told(*steps: tuple[float, str], fails: bool = False) -> list[str]:
    """The lines printed where each of the steps begins at its second."""
    lines: list[str] = []
    now = [0.0]
    progress = GroupedProgress(lines.append, lambda: now[0])
    for second, words in steps:
        now[0] = second
        progress.say(words)
    if fails:
        progress.fail()
    else:
        progress.end_group()
    return lines


def test_a_group_is_one_line_with_its_counts() -> None:
    steps = ("Keeping a.csv", "Keeping b.csv", "Recognising a.csv", "Making raw.inbox", "Making staging.payment", "Reading a.csv", "Making mart.estate", "Checking", "Publishing")
    assert told(*((0.0, words) for words in steps)) == [
        "Received: 2 files new or changed, 1 file recognised", "Made: 1 table of files read and typed, 3 tables put together", "Checking", "Publishing",
    ]  # fmt: skip


def test_a_group_that_takes_long_says_how_far_it_is() -> None:
    assert told((0.0, "Making mart.a"), (10.0, "Making mart.b"), (20.0, "Making mart.c"), (21.0, "Making mart.d")) == [
        "Made: 3 tables put together so far; making mart.c", "Made: 4 tables put together",
    ]  # fmt: skip


def test_where_it_fails_the_last_steps_are_told() -> None:
    assert told(*((0.0, f"Making mart.{name}") for name in "abcdefg"), fails=True) == [f"Making mart.{name}" for name in "cdefg"]
