"""Keeps a text from being taken for a formula by the program that opens it."""

SETS_OFF = ("=", "+", "-", "@", "\t", "\r", "'")


def guarded(text: str) -> str:
    """`text` with an apostrophe before what begins like a formula, or with an apostrophe."""
    return f"'{text}" if text.startswith(SETS_OFF) else text


def unguarded(text: str) -> str:
    """What was guarded, as it was before; anything else as it is."""
    return text[1:] if text.startswith("'") and text[1:].startswith(SETS_OFF) else text
