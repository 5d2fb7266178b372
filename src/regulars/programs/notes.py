"""Why somebody changed something by hand: it stands on a statement, with their name."""

from regulars.kernel.errors import Invalid

LONGEST_NOTE = 200


def checked_note(note: str) -> str:
    """The reason in one line. Raises `Invalid` for none, and for one that cannot be kept."""
    note = " ".join(note.split())
    if not note:
        raise Invalid("Say why, for the member's statement.", field="note")
    if len(note) > LONGEST_NOTE or not note.isprintable():
        raise Invalid(f"A note has at most {LONGEST_NOTE} ordinary characters.", field="note")
    return note
