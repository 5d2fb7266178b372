"""What statuses are called and do: the system's own, and a venue's, each of a type."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import assert_never

from regulars.bookings.errors import NoSuchStatus
from regulars.bookings.model import Stage, Status, StatusType

NAMES = {
    StatusType.UNCONFIRMED: "Unconfirmed",
    StatusType.CONFIRMED: "Confirmed",
    StatusType.ARRIVED: "Arrived",
    StatusType.PARTIALLY_SEATED: "Partially seated",
    StatusType.SEATED: "Seated",
    StatusType.ORDERED: "Ordered",
    StatusType.ENTREES_AWAY: "Entrées away",
    StatusType.MAINS_AWAY: "Mains away",
    StatusType.DESSERTS_AWAY: "Desserts away",
    StatusType.BILLED: "Billed",
    StatusType.PAID: "Paid",
    StatusType.FINISHED: "Finished",
    StatusType.CANCELLED: "Cancelled",
    StatusType.NO_SHOW: "No-show",
}
SYSTEM = tuple(Status(one.value, NAMES[one], one) for one in StatusType)
ORDER = tuple(StatusType)
"""As a visit goes."""

LATE = timedelta(minutes=15)
"""Who comes later than this after the booked time was late."""


def stage_of(type_: StatusType) -> Stage:
    """Where in a visit a status type stands."""
    match type_:
        case StatusType.UNCONFIRMED | StatusType.CONFIRMED | StatusType.ARRIVED:
            return Stage.COMING
        case (
            StatusType.PARTIALLY_SEATED
            | StatusType.SEATED
            | StatusType.ORDERED
            | StatusType.ENTREES_AWAY
            | StatusType.MAINS_AWAY
            | StatusType.DESSERTS_AWAY
            | StatusType.BILLED
            | StatusType.PAID
        ):
            return Stage.AT_TABLE
        case StatusType.FINISHED:
            return Stage.OVER
        case StatusType.CANCELLED | StatusType.NO_SHOW:
            return Stage.OFF
        case other:
            assert_never(other)


def has_come(type_: StatusType) -> bool:
    """Whether the party has been at its table, or still is."""
    return stage_of(type_) in (Stage.AT_TABLE, Stage.OVER)


def types_of(*stages: Stage) -> tuple[StatusType, ...]:
    """The status types of these stages, as a visit goes."""
    return tuple(one for one in StatusType if stage_of(one) in stages)


def fold(code: str) -> str:
    """A code as it is compared: without case, blank, underscore or dash."""
    return re.sub(r"[\s_\-]+", "", code).casefold()


def find(code: str, own: Iterable[Status]) -> Status:
    """The status that `code` means; `own` are the venue's. Raises `NoSuchStatus`."""
    wanted = fold(code)
    for status in (*SYSTEM, *own):
        if wanted == fold(status.code) and status.active:
            return status
    raise NoSuchStatus(f"There is no status “{code[:40]}”.", field="status")


def goes_on(before: StatusType, to: StatusType) -> bool:
    """Whether a party at its table comes further with `to`, as the till tells it."""
    at_table = stage_of(before) is Stage.AT_TABLE
    return at_table and ORDER.index(before) < ORDER.index(to) <= ORDER.index(StatusType.FINISHED)
