"""Which lines go on with something begun above: a list further down, a question's second line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.enumerations import RANKS
from index.types import SectionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.roles import Role

# Kinds of section that stand in no other.
OUTERMOST = {
    SectionKind.ARTICLE,
    SectionKind.QUESTION,
    SectionKind.ANSWER,
    SectionKind.FRONT_MATTER,
    SectionKind.CONTACT,
}


def continued_points(roles: Sequence[Role]) -> set[int]:
    """The lines that carry a mark whose next number comes before the list's surroundings end."""
    found: set[int] = set()
    last: dict[tuple[str, str], int] = {}
    for i, role in enumerate(roles):
        if role.kind in OUTERMOST or role.kind is SectionKind.HEADING:
            last.clear()
        mark = role.mark
        if role.kind is not SectionKind.POINT or mark is None:
            continue
        last = {key: at for key, at in last.items() if RANKS[key[0]] <= mark.rank}
        key = (mark.style, mark.prefix)
        before = last.get(key)
        if before is not None and mark.number > _number(roles[before]):
            found.add(before)
        last[key] = i
    return found


def _number(role: Role) -> int:
    return 0 if role.mark is None else role.mark.number


def question_lines(roles: Sequence[Role]) -> set[int]:
    """The lines between 问： and its 答：, which belong to the question."""
    found: set[int] = set()
    between: list[int] | None = None
    for i, role in enumerate(roles):
        if role.kind is SectionKind.ANSWER:
            found.update(between or ())
            between = None
        elif role.kind is SectionKind.QUESTION:
            between = []
        elif role.kind in OUTERMOST or role.kind is SectionKind.HEADING:
            between = None
        elif between is not None:
            between.append(i)
    return found
