"""Conditions of a list, where only those that are asked for stand in the statement.

So each kind of list has a plan of its own. A condition is written with `{}` for each of its values.
"""

import itertools
from collections.abc import Sequence
from typing import TypeAlias

Asked: TypeAlias = Sequence[tuple[str, Sequence[object]]]
"""Conditions with their values."""


def written(asked: Asked, *, first: int) -> str:
    """The conditions, each with `and` before it, their parameters numbered from `first` on."""
    numbers = (f"${number}" for number in itertools.count(first))
    texts = (text.format(*itertools.islice(numbers, len(values))) for text, values in asked)
    return "".join(f"\n       and {text}" for text in texts)


def values_of(asked: Asked) -> list[object]:
    """The arguments for what is `written`, in its order."""
    return [value for _, values in asked for value in values]


def anywhere(text: str) -> str:
    """`text` anywhere, for LIKE; nothing in it stands for anything else."""
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"
