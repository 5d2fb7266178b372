"""The reference that an order of ours carries, so that it is found again without its id.

It is the booking's code and a number for each order that the booking had: `K7QM-2XHP-01`. It goes
with the order as its number, and in square brackets into what is written on it.
"""

import re

SHAPE = r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[0-9]{2}"
MARK = re.compile(rf"\[booking:({SHAPE})\]", re.IGNORECASE)
NUMBER = re.compile(rf"({SHAPE})(?![0-9])")


def is_reference(text: str) -> bool:
    """Whether an order of ours may carry that."""
    return re.fullmatch(SHAPE, text) is not None


def mark_of(reference: str) -> str:
    """What stands in an order's notes, and on lines and payments of ours."""
    return f"[booking:{reference}]"


def reference_in(text: str | None) -> str:
    """The reference that is marked in `text`; empty where none is."""
    found = MARK.search(text or "")
    return found[1].upper() if found else ""


def reference_of_number(number: str | None) -> str:
    """The reference that an order's number begins with. A till may have made it longer."""
    found = NUMBER.match(number or "")
    return found[1] if found else ""
