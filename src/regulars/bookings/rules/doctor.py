"""Which tables of the diary and of the till do not match, and what would mend it.

Tills know a table by its name alone, to the letter, so a name that only looks the same is found
here before a host finds it on a Friday night.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from enum import StrEnum

import msgspec

from regulars.bookings.floor.model import Table

WORDS = re.compile(r"\b(?:tables?|tbl|tab|t)(?=\d|\b)")
LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


class Mismatch(StrEnum):
    """`SPELT` differs in the writing, `ONLY_HERE` and `ONLY_THERE` have no partner, `TWICE` two."""

    SPELT = "spelt"
    ONLY_HERE = "only_here"
    ONLY_THERE = "only_there"
    TWICE = "twice"


class TableFinding(msgspec.Struct, frozen=True):
    """A table that does not match. `ours` is None where the diary has none, `theirs` empty
    where the till has none.
    """

    kind: Mismatch
    ours: Table | None
    theirs: str


def compare(ours: Sequence[Table], theirs: Sequence[str]) -> list[TableFinding]:
    """What does not match between the diary's tables and the names that the till has.

    Those that are written the same are fine. Of the rest, those that read the same are partners
    with a slip; what is left has none.
    """
    found = [TableFinding(Mismatch.TWICE, None, name) for name in twice(theirs)]
    same = {table.name for table in ours} & set(theirs)
    strangers: defaultdict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys(theirs):
        if name not in same:
            strangers[folded(name)].append(name)
    for table in ours:
        if table.name in same:
            continue
        partners = strangers.get(folded(table.name))
        if partners:
            found.append(TableFinding(Mismatch.SPELT, table, partners.pop(0)))
        else:
            found.append(TableFinding(Mismatch.ONLY_HERE, table, ""))
    left = [name for names in strangers.values() for name in names]
    found += [TableFinding(Mismatch.ONLY_THERE, None, name) for name in left]
    return found


def folded(name: str) -> str:
    """A table's name as people read it: `T05`, `table 5` and `5` are one.

    >>> folded("T05"), folded("Table 5"), folded("Terrace 5")
    ('5', '5', 'terrace5')
    """
    plain = WORDS.sub("", name.casefold())
    letters = "".join(letter for letter in plain if letter.isalnum())
    return LEADING_ZEROS.sub("", letters) or name.casefold()


def twice(names: Sequence[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
