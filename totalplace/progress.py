"""What is said while something long goes on: a line a group of steps with counts, not one for every file and table.

Belongs here: gathering the words of single steps into lines. Does not belong here: what the steps say, or where it is printed (cli.py).
"""

import time
from collections import Counter
from collections.abc import Callable

_SECONDS_OF_SILENCE = 15.0  # a group that takes longer says how far it is
_LAST_TOLD = 5
# first word of a step -> its group, what is counted, and what has become of it
_GROUPS = {
    "Keeping": ("Received", "file", "new or changed"),
    "Recognising": ("Received", "file", "recognised"),
    "Reading": ("Made", "table", "of files read and typed"),
    "Making": ("Made", "table", "put together"),
}


class GroupedProgress:
    """Takes the words of each step and prints a line when a group of them has ended, or has gone on for long."""

    def __init__(self, print_line: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._print, self._clock = print_line, clock
        self._group = ""
        self._counts: Counter[str] = Counter()
        self._last: list[str] = []
        self._told_at = clock()

    def say(self, words: str) -> None:
        """One step has begun."""
        verb = words.split(" ", 1)[0]
        group = _GROUPS[verb][0] if verb in _GROUPS else words
        if group != self._group:
            self.end_group()
            self._group = group
            if verb not in _GROUPS:
                self._print(words)
        self._counts[verb] += 1
        self._last = [*self._last[1 - _LAST_TOLD :], words]
        if verb in _GROUPS and self._clock() - self._told_at > _SECONDS_OF_SILENCE:
            self._print(f"{self._so_far()} so far; {words[0].lower()}{words[1:]}")

    def end_group(self) -> None:
        """Say what the group was, if it is one with counts."""
        if any(verb in _GROUPS for verb in self._counts):
            self._print(self._so_far())
        self._counts.clear()
        self._told_at = self._clock()

    def fail(self) -> None:
        """It was stopped or failed: say what was done last."""
        for words in self._last:
            self._print(words)

    def _so_far(self) -> str:
        self._told_at = self._clock()
        told = []
        for verb, (_, noun, become) in _GROUPS.items():
            if number := self._counts[verb]:
                told.append(f"{number:,} {noun if number == 1 else noun + 's'} {become}")
        return f"{self._group}: {', '.join(told)}"
