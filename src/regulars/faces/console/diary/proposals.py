"""What a host may do instead of what was refused, each with one press."""

from collections.abc import Sequence
from dataclasses import dataclass

from regulars.bookings.errors import Closed, NoTable, SlotFull, TableTaken
from regulars.faces.console.diary.desk import Desk
from regulars.kernel.errors import RegularsError


@dataclass(frozen=True, slots=True)
class Proposal:
    """A button that sends the same form again with one thing changed."""

    label: str
    name: str
    value: str
    picture: str


def proposals(refusal: RegularsError, desk: Desk) -> Sequence[Proposal]:
    """What else there is; nothing where the refusal leaves no way."""
    match refusal:
        case TableTaken():
            return [*_instead(refusal, desk), *_later(refusal, desk)]
        case NoTable():
            return _later(refusal, desk)
        case SlotFull() | Closed():
            return [Proposal("Take it all the same", "all_the_same", "on", "check")]
        case _:
            return []


def _instead(refusal: TableTaken, desk: Desk) -> Sequence[Proposal]:
    if not refusal.instead:
        return []
    ids = ",".join(str(one) for one in refusal.instead)
    label = desk.at_tables(refusal.instead)
    return [Proposal(label[0].upper() + label[1:], "instead", ids, "armchair")]


def _later(refusal: TableTaken | NoTable, desk: Desk) -> Sequence[Proposal]:
    if refusal.later is None:
        return []
    label = f"At {desk.speech.time(refusal.later)}"
    return [Proposal(label, "later", refusal.later.isoformat(), "clock")]
