"""How often somebody may ask for a code that there is not."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

MOST = 30
WITHIN = timedelta(minutes=10)
DRAWN = re.compile(r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}")
"""The shape of codes that we draw. Of their 60 bits, nobody guesses one."""


class Misses:
    """Counts codes that were asked for in vain, by who asked, over ten minutes.

    Each process counts for itself, and guests behind one proxy count together: it is enough to keep
    short codes, which a merchant thought of, from being tried out. A code of the drawn shape is
    always looked up, so that nobody who has a gift card is ever kept from it.
    """

    def __init__(self) -> None:
        self._since = datetime.min.replace(tzinfo=UTC)
        self._misses = Counter[str]()

    def too_many(self, who: str, code: str, *, at: datetime) -> bool:
        """Whether `who` has to wait before `code` is looked up."""
        self._forget(at)
        return self._misses[who] >= MOST and not DRAWN.fullmatch(code.strip().upper())

    def count(self, who: str, *, at: datetime) -> None:
        self._forget(at)
        self._misses[who] += 1

    def _forget(self, at: datetime) -> None:
        if at - self._since >= WITHIN:
            self._since = at
            self._misses.clear()
