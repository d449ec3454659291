"""Doing independent work on two files at once.

Belongs here: the one way in which files are worked on side by side. Does not belong here: threads within one file.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
_AT_ONCE = 2


def side_by_side(
    work: Callable[[Item], Result], items: Sequence[Item], is_small: Callable[[Item], bool]
) -> list[Result]:
    """Results in the order of the items. Small items go two at a time, a large one alone, so that memory stays that of one.

    Raises what the first failing item raises.
    """
    results: dict[int, Result] = {}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        under_way: dict[int, Future[Result]] = {
            position: pool.submit(work, item) for position, item in enumerate(items) if is_small(item)
        }
        try:
            for position, future in under_way.items():
                results[position] = future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    for position, item in enumerate(items):
        if position not in under_way:
            results[position] = work(item)
    return [results[position] for position in range(len(items))]
