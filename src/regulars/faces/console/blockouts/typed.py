"""A blockout as it is typed: a day and two times by the store's clock."""

from datetime import date, datetime

from regulars.bookings.floor.model import Floor, NewBlockout
from regulars.bookings.rules.times import DAY_BEGINS, DAY_ENDS, bounds, instant_of
from regulars.faces.console.forms import Form
from regulars.faces.console.services.clock import read_minute
from regulars.faces.console.services.typed import read_day

BESIDE = {"starts_at": "starts", "ends_at": "ends"}
"""Where the sentence about an instant stands."""


def read_blockout(form: Form, floor: Floor, zone: str) -> NewBlockout | None:
    """What was typed; None, with sentences in `form`, when it is not complete."""
    first = read_day(form, "day")
    last = read_day(form, "last_day") or first
    reason = form.text("reason", required="Why?", most=120)
    if first is None:
        form.errors.setdefault("day", "On which day?")
    if first is None or last is None or not is_near(form, first, last):
        return None
    time = (
        whole_days(first, last, zone) if form.flag("whole_day") else hours(form, first, last, zone)
    )
    if time is None or not form.is_good:
        return None
    return NewBlockout(
        starts_at=time[0],
        ends_at=time[1],
        tables=tuple(one.id for one in floor.tables if form.flag(f"table_{one.id}")),
        online_only=form.flag("online_only"),
        reason=reason,
    )


def is_near(form: Form, first: date, last: date) -> bool:
    """Whether both days can be worked with: a calendar ends."""
    for name, day in (("day", first), ("last_day", last)):
        if not 2000 <= day.year < 2200:
            form.errors[name] = "That is too far away."
    return form.is_good


def whole_days(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    return bounds(first, zone)[0], bounds(last, zone)[1]


def hours(form: Form, first: date, last: date, zone: str) -> tuple[datetime, datetime] | None:
    begins = read_minute(form, "starts", required="From when?")
    ends = read_minute(form, "ends", required="Until when?")
    if begins is None or ends is None:
        return None
    # Four in the morning ends the day on which it is typed as an end.
    ends = DAY_ENDS if ends == DAY_BEGINS else ends
    starts_at, ends_at = instant_of(first, begins, zone), instant_of(last, ends, zone)
    for name, instant in (("starts", starts_at), ("ends", ends_at)):
        if instant is None:
            form.errors[name] = "The clock is put forward past this time on that day."
    return (starts_at, ends_at) if starts_at and ends_at else None
