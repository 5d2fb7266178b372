"""What a host is told, by the store's clock."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from regulars.bookings.floor.model import Floor
from regulars.bookings.model import Booking, Kind
from regulars.bookings.rules.statuses import NAMES
from regulars.kernel.ids import TableId

A_DAY = timedelta(days=1)


def clock(instant: datetime, zone: str) -> str:
    return f"{instant.astimezone(ZoneInfo(zone)):%H:%M}"


def who(booking: Booking) -> str:
    """Whom a sentence is about, at its beginning."""
    return booking.name or ("A walk-in" if booking.kind is Kind.WALK_IN else "The party")


def tables_named(names: Sequence[str]) -> str:
    """`Table 12`, `Tables 12 and 13`."""
    if len(names) == 1:
        return f"Table {names[0]}"
    return f"Tables {', '.join(names[:-1])} and {names[-1]}"


def has_the_table(booking: Booking, table: str, zone: str, *, wanted: datetime, sits: bool) -> str:
    """Why a table is not to be had at a `wanted` time, or because somebody `sits` there."""
    if sits:
        since = booking.seated_at or booking.starts_at
        if wanted - since < A_DAY:
            return f"{who(booking)} still sits at table {table}, since {clock(since, zone)}."
        day = f"{since.astimezone(ZoneInfo(zone)):%-d %B}"
        return f"{who(booking)} still sits at table {table}, since {day}. Finish that visit first."
    times = f"from {clock(booking.starts_at, zone)} to {clock(booking.ends_at, zone)}"
    return f"Table {table} is {f'{booking.name}’s' if booking.name else 'taken'} {times}."


def proposal(floor: Floor, instead: Iterable[TableId], later: datetime | None, zone: str) -> str:
    """What can be had instead, as a sentence, or nothing."""
    names = [found.name for one in instead if (found := floor.table(one))]
    if names:
        return f"{tables_named(names)} {'is' if len(names) == 1 else 'are'} free."
    return "" if later is None else f"There is a table at {clock(later, zone)}."


def changed_meanwhile(booking: Booking, table_names: Sequence[str], zone: str) -> str:
    """What has become of a booking that somebody else changed."""
    where = f", {_lower(tables_named(table_names))}" if table_names else ""
    now = (
        f"{NAMES[booking.status_type]}, {booking.covers} at {clock(booking.starts_at, zone)}{where}"
    )
    return f"Somebody changed this booking meanwhile. It is now: {now}."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
