"""How often somebody may send a booking page's form."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from regulars.faces.guest.answers import GuestRequest

MOST = 20
MOST_BEHIND_ONE = 400
WITHIN = timedelta(minutes=10)


class Brake:
    """Counts forms by who sent them, over ten minutes.

    Each process counts for itself. A proxy names whom it stands before, and so does anybody who
    wants to be taken for many: therefore whoever connects has a limit too, a wide one.
    """

    def __init__(self) -> None:
        self._since = datetime.min.replace(tzinfo=UTC)
        self._sent = Counter[str]()

    def is_on(self, request: GuestRequest, *, at: datetime) -> bool:
        """Count a form, and say whether it is one too many."""
        if at - self._since >= WITHIN:
            self._since = at
            self._sent.clear()
        connected = request.client.host if request.client else ""
        named = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        return self._many(connected, MOST_BEHIND_ONE) or self._many(f"{connected} {named}", MOST)

    def _many(self, who: str, most: int) -> bool:
        self._sent[who] += 1
        return self._sent[who] > most
