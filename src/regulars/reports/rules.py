"""How the rows of a day add up to its figures, and figures to those of many days."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import Any, TypeVar

from regulars.bookings.model import StatusType
from regulars.reports.model import (
    LARGEST_PARTY,
    LEADS,
    STAY_MINUTES,
    Booked,
    Figures,
    Paid,
    Period,
    Used,
)
from regulars.reports.sources import Bill, Coming, Party, Rows

K = TypeVar("K")
V = TypeVar("V", int, Used, Paid, Booked)

MAPS = ("rewards", "by_hour", "by_party", "by_stay", "by_lead", "by_source")
COUNTS = tuple(name for name in Figures.__struct_fields__ if name not in MAPS)

the_counts = attrgetter(*COUNTS)


def figures_of(day: date, rows: Rows) -> Figures:
    """What `day` came to at one store."""
    standing = [bill for bill in rows.bills if bill.stands]
    came = [party for party in rows.parties if party.came]
    booked = [one for one in rows.parties if not one.walk_in and not one.listed]
    everybody: list[Party | Bill] = [*came, *standing]
    comings = [one.came for one in everybody if one.came]
    return Figures(
        **of_bills(standing),
        **of_visits(came),
        **of_guests(comings),
        **of_bookings(day, booked),
        **of_points(rows),
    )


def of_bills(bills: Sequence[Bill]) -> dict[str, Any]:
    members = [bill for bill in bills if bill.of_member]
    return {
        "sales": len(bills),
        "spent_minor": sum(bill.minor for bill in bills),
        "tips_minor": sum(bill.tips_minor for bill in bills),
        "discount_minor": sum(bill.discount_minor for bill in bills),
        "member_sales": len(members),
        "member_minor": sum(bill.minor for bill in members),
    }


def of_visits(came: Sequence[Party]) -> dict[str, Any]:
    payers = [party for party in came if party.minor is not None]
    left = [party.minutes for party in came if party.minutes is not None]
    return {
        "visits": len(came),
        "walk_ins": sum(party.walk_in for party in came),
        "covers": covers_of(came),
        "paid_covers": covers_of(payers),
        "visit_minor": sum(party.minor or 0 for party in payers),
        "left": len(left),
        "minutes": sum(left),
        "by_hour": together({party.hour: party.covers} for party in came),
        "by_party": together({min(one.covers, LARGEST_PARTY): paid(one)} for one in payers),
        "by_stay": together(
            {one.minutes // STAY_MINUTES * STAY_MINUTES: paid(one)}
            for one in payers
            if one.minutes is not None
        ),
    }


def of_guests(comings: Sequence[Coming]) -> dict[str, Any]:
    return {
        "new_guests": sum(one.before is False for one in comings),
        "returning_guests": sum(one.before is True for one in comings),
        "unknown_guests": sum(one.before is None for one in comings),
    }


def of_bookings(day: date, booked: Sequence[Party]) -> dict[str, Any]:
    cancelled = [one for one in booked if one.status is StatusType.CANCELLED]
    missed = [one for one in booked if one.status is StatusType.NO_SHOW]
    return {
        "bookings": len(booked),
        "booked_covers": covers_of(booked),
        "cancelled": len(cancelled),
        "cancelled_covers": covers_of(cancelled),
        "no_shows": len(missed),
        "no_show_covers": covers_of(missed),
        "by_lead": together({lead_of(day, one.taken_on): 1} for one in booked),
        "by_source": together({one.source: Booked(1, one.covers)} for one in booked),
    }


def of_points(rows: Rows) -> dict[str, Any]:
    redeemed = rows.redeemed
    of_bills = sum(bill.points for bill in rows.bills)
    return {
        "earned": of_bills + sum(party.points for party in rows.parties),
        "burned": sum(one.points for one in redeemed),
        "rewards": together({one.what: Used(1, one.minor, one.points)} for one in redeemed),
    }


def lead_of(day: date, taken_on: date) -> int:
    """How many days ahead it was taken, as the lowest of those that are counted together."""
    ahead = max((day - taken_on).days, 0)
    return max(lead for lead in LEADS if lead <= ahead)


def covers_of(parties: Iterable[Party]) -> int:
    return sum(party.covers for party in parties)


def paid(party: Party) -> Paid:
    return Paid(1, party.covers, party.minor or 0)


def summed(parts: Sequence[Figures]) -> Figures:
    """Figures of several days or stores, as one. This is most of what a page waits for."""
    if not parts:
        return Figures()
    if len(parts) == 1:
        return parts[0]
    columns = zip(*map(the_counts, parts), strict=True)
    fields: dict[str, Any] = dict(zip(COUNTS, map(sum, columns), strict=True))
    for name in MAPS:
        fields[name] = together([getattr(part, name) for part in parts])
    return Figures(**fields)


def together(parts: Iterable[Mapping[K, V]]) -> dict[K, V]:
    """What stands under the same key, added up."""
    rest = iter(parts)
    found = dict(next(rest, {}))
    for part in rest:
        for key, entry in part.items():
            there = found.get(key)
            found[key] = entry if there is None else there + entry
    return found


def days_in(period: Period) -> list[date]:
    return [period.first + timedelta(days=number) for number in range(period.days)]


def to_count(
    period: Period, folded: Collection[date], changed: Collection[date], *, since: date | None
) -> list[date]:
    """The days of a period that have to be counted from the rows: for one store.

    Those that changed after they were folded, and those that are not. Before the first day that is
    folded, `since`, nothing was but what changed.
    """
    return [
        day
        for day in days_in(period)
        if day in changed or (day not in folded and (since is None or day > since))
    ]


def to_fold(first: date | None, over: date, folded: Collection[date]) -> list[date]:
    """The days that are missing, oldest first: from the `first` on which anything was to `over`."""
    if first is None:
        return []
    return [day for day in days_in(Period(first, over)) if day not in folded]
