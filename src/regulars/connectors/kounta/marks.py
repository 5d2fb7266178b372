"""The mark of a redemption on what we put on a bill: a line's notes, a payment's reference."""

import re
from uuid import UUID

MARK = re.compile(
    r"\[regulars:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\]", re.IGNORECASE
)


def mark_of(redemption: UUID) -> str:
    return f"[regulars:{redemption}]"


def redemption_in(text: str | None) -> UUID | None:
    """Whose mark is in `text`."""
    found = MARK.search(text or "")
    return UUID(found[1]) if found else None
