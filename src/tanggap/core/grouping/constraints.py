"""What people decided about stories, which no machine may undo."""

from __future__ import annotations


class Constraints:
    """Stories that must stay apart, the issues that stories hang on, and merges already proposed."""

    def __init__(self) -> None:
        self._apart: dict[int, dict[int, None]] = {}
        self._proposed: dict[int, dict[int, None]] = {}
        self._issues: dict[int, int] = {}

    def forbid(self, one: int, other: int) -> None:
        """Keep two stories apart that a person parted."""
        _link(self._apart, one, other)

    def allow(self, one: int, other: int) -> None:
        """Lift the ban: a person brought them together after all."""
        _unlink(self._apart, one, other)

    def are_apart(self, one: int, other: int) -> bool:
        """Whether a person parted these two, or the stories that went into them."""
        return other in self._apart.get(one, ())

    def tie(self, story: int, issue: int | None) -> None:
        """Hang the story on this issue; None: on none."""
        if issue is None:
            self._issues.pop(story, None)
        else:
            self._issues[story] = issue

    def hang_on_different_issues(self, one: int, other: int) -> bool:
        """Whether both have an issue, and not the same."""
        issue, another = self._issues.get(one), self._issues.get(other)
        return issue is not None and another is not None and issue != another

    def propose_once(self, one: int, other: int) -> bool:
        """Return True the first time that this merge is proposed."""
        if other in self._proposed.get(one, ()):
            return False
        _link(self._proposed, one, other)
        return True

    def hand_over(self, younger: int, elder: int) -> None:
        """Let everything decided about `younger` hold for `elder`, into which it went."""
        for pairs in (self._apart, self._proposed):
            for other in list(pairs.get(younger, ())):
                if other != elder:
                    _link(pairs, elder, other)
        if younger in self._issues:
            self._issues.setdefault(elder, self._issues[younger])
        self.forget(younger)

    def forget(self, story: int) -> None:
        """Drop what is known about a story that takes nothing more."""
        for pairs in (self._apart, self._proposed):
            for other in list(pairs.get(story, ())):
                _unlink(pairs, story, other)
        self._issues.pop(story, None)


def _link(pairs: dict[int, dict[int, None]], one: int, other: int) -> None:
    pairs.setdefault(one, {})[other] = None
    pairs.setdefault(other, {})[one] = None


def _unlink(pairs: dict[int, dict[int, None]], one: int, other: int) -> None:
    for story, friend in ((one, other), (other, one)):
        friends = pairs.get(story, {})
        friends.pop(friend, None)
        if not friends:
            pairs.pop(story, None)
