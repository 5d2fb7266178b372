"""What comes next in a visit: the few large buttons of a booking, and every other status."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from regulars.bookings.model import Booking, Kind, Stage, Status, StatusType
from regulars.bookings.rules.statuses import stage_of

_ = StatusType

NEXT: Mapping[StatusType, Sequence[StatusType]] = {
    _.UNCONFIRMED: (_.CONFIRMED, _.ARRIVED, _.SEATED),
    _.CONFIRMED: (_.ARRIVED, _.SEATED),
    _.ARRIVED: (_.SEATED, _.PARTIALLY_SEATED),
    _.PARTIALLY_SEATED: (_.SEATED, _.FINISHED),
    _.SEATED: (_.ORDERED, _.FINISHED),
    _.ORDERED: (_.ENTREES_AWAY, _.MAINS_AWAY, _.FINISHED),
    _.ENTREES_AWAY: (_.MAINS_AWAY, _.FINISHED),
    _.MAINS_AWAY: (_.DESSERTS_AWAY, _.BILLED, _.FINISHED),
    _.DESSERTS_AWAY: (_.BILLED, _.FINISHED),
    _.BILLED: (_.PAID, _.FINISHED),
    _.PAID: (_.FINISHED,),
    _.FINISHED: (),
    _.CANCELLED: (_.CONFIRMED,),
    _.NO_SHOW: (_.ARRIVED, _.CONFIRMED),
}

PICTURES: Mapping[StatusType, str] = {
    _.UNCONFIRMED: "circle-dashed",
    _.CONFIRMED: "circle-check",
    _.ARRIVED: "map-pin",
    _.PARTIALLY_SEATED: "users",
    _.SEATED: "armchair",
    _.ORDERED: "list-checks",
    _.ENTREES_AWAY: "utensils",
    _.MAINS_AWAY: "utensils",
    _.DESSERTS_AWAY: "croissant",
    _.BILLED: "receipt-text",
    _.PAID: "banknote",
    _.FINISHED: "check",
    _.CANCELLED: "x",
    _.NO_SHOW: "user-x",
}

LOOKS: Mapping[Stage, str] = {
    Stage.COMING: "info",
    Stage.AT_TABLE: "good",
    Stage.OVER: "neutral",
    Stage.OFF: "bad",
}

STAGES: Mapping[Stage, str] = {
    Stage.COMING: "Coming",
    Stage.AT_TABLE: "At the table",
    Stage.OVER: "Over",
    Stage.OFF: "Not coming",
}

UNDO_WITHIN = timedelta(minutes=5)
"""For as long a slip can be undone on the till as well."""


@dataclass(frozen=True, slots=True)
class Step:
    """A button that gives a booking another status."""

    status: Status
    picture: str
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class Steps:
    """`next` is what most likely comes, the likeliest first; `all` is everything, by stage."""

    next: Sequence[Step]
    all: Sequence[tuple[str, Sequence[Step]]]
    undo: Status | None
    is_coming: bool
    is_at_table: bool


def steps_of(booking: Booking, statuses: Sequence[Status], now: datetime) -> Steps:
    """The way on from where a booking is. A venue's own statuses stand where their type does."""
    offered = [one for one in statuses if one.active or one.code == booking.status]
    stage = stage_of(booking.status_type)
    return Steps(
        next=list(_next(booking, offered)),
        all=list(_by_stage(booking, offered)),
        undo=_undo(booking, offered, now),
        is_coming=stage is Stage.COMING,
        is_at_table=stage is Stage.AT_TABLE,
    )


def _next(booking: Booking, statuses: Sequence[Status]) -> Iterator[Step]:
    for kind in NEXT[booking.status_type]:
        for status in statuses:
            if status.type is kind and not status.own:
                yield Step(status, PICTURES[kind])
    for status in statuses:
        is_now = status.code == booking.status
        if status.own and status.type is booking.status_type and not is_now:
            yield Step(status, PICTURES[status.type])


def _by_stage(booking: Booking, statuses: Sequence[Status]) -> Iterator[tuple[str, Sequence[Step]]]:
    in_order = sorted(statuses, key=lambda one: (list(StatusType).index(one.type), one.own))
    for stage, name in STAGES.items():
        steps = [
            Step(one, PICTURES[one.type], is_now=one.code == booking.status)
            for one in in_order
            if stage_of(one.type) is stage
        ]
        yield name, steps


def _undo(booking: Booking, statuses: Sequence[Status], now: datetime) -> Status | None:
    """To what a party goes back that was seated by a slip, while the till can still follow."""
    seated = booking.seated_at
    if stage_of(booking.status_type) is not Stage.AT_TABLE or seated is None:
        return None
    if now - seated > UNDO_WITHIN:
        return None
    back_to = StatusType.CANCELLED if booking.kind is Kind.WALK_IN else StatusType.CONFIRMED
    return next(one for one in statuses if one.code == back_to)
