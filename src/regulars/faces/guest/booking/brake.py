"""How often somebody may look at a booking page, choose a time on it, and send its form."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from regulars.faces.guest.answers import GuestRequest
from regulars.platform.secrets import digest, to_text

WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Limit:
    """What one guest may do within ten minutes, and all who are behind one connection."""

    most: int
    most_behind_one: int


LOOKS = Limit(300, 6000)
HOLDS = Limit(30, 600)
FORMS = Limit(20, 400)


class Brake:
    """Counts what guests do, by who they are, over ten minutes.

    Each process counts for itself. A proxy names whom it stands before, and so does anybody who
    wants to be taken for many: therefore whoever connects has a limit too, a wide one.
    """

    def __init__(self) -> None:
        self._since = datetime.min.replace(tzinfo=UTC)
        self._done = Counter[tuple[Limit, str]]()

    def is_on(self, request: GuestRequest, limit: Limit, *, at: datetime) -> bool:
        """Count one more, and say whether it is one too many."""
        if at - self._since >= WITHIN:
            self._since = at
            self._done.clear()
        connected, guest = _who(request)
        if self._count(limit, connected) > limit.most_behind_one:
            return True
        return self._count(limit, guest) > limit.most

    def _count(self, limit: Limit, who: str) -> int:
        self._done[limit, who] += 1
        return self._done[limit, who]


def client_of(request: GuestRequest) -> str:
    """The same text for the same guest, as far as their connection tells; not their address."""
    _, guest = _who(request)
    return to_text(digest(guest)[:12])


def _who(request: GuestRequest) -> tuple[str, str]:
    connected = request.client.host if request.client else ""
    named = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return connected, f"{connected} {named}"
