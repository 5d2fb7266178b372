"""How the rows of a day add up to its figures, and figures to those of many days."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from itertools import chain
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
from regulars.reports.sources import Bill, Coming, Party, Redeemed, Rows

K = TypeVar("K")
V = TypeVar("V")

NUMBERS = ("by_hour", "by_lead")
TUPLES: dict[str, type[Used] | type[Paid] | type[Booked]] = {
    "rewards": Used,
    "by_party": Paid,
    "by_stay": Paid,
    "by_source": Booked,
}
COUNTS = tuple(set(Figures.__struct_fields__) - {*NUMBERS, *TUPLES})

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
        **of_points(rows.bills, rows.redeemed),
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
    paid = [party for party in came if party.minor is not None]
    left = [party.minutes for party in came if party.minutes is not None]
    return {
        "visits": len(came),
        "walk_ins": sum(party.walk_in for party in came),
        "covers": covers_of(came),
        "paid_covers": covers_of(paid),
        "visit_minor": sum(party.minor or 0 for party in paid),
        "left": len(left),
        "minutes": sum(left),
        "by_hour": added((party.hour, party.covers) for party in came),
        "by_party": paid_by((min(party.covers, LARGEST_PARTY), party) for party in paid),
        "by_stay": paid_by(
            (party.minutes // STAY_MINUTES * STAY_MINUTES, party)
            for party in paid
            if party.minutes is not None
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
        "by_lead": added((lead_of(day, one.taken_on), 1) for one in booked),
        "by_source": {
            source: Booked(len(of), covers_of(of))
            for source, of in grouped((one.source, one) for one in booked).items()
        },
    }


def of_points(bills: Sequence[Bill], redeemed: Sequence[Redeemed]) -> dict[str, Any]:
    used = grouped((one.what, one) for one in redeemed)
    return {
        "earned": sum(bill.points for bill in bills),
        "burned": sum(one.points for one in redeemed),
        "rewards": {
            what: Used(len(of), sum(one.minor for one in of), sum(one.points for one in of))
            for what, of in used.items()
        },
    }


def lead_of(day: date, taken_on: date) -> int:
    """How many days ahead it was taken, as the lowest of those that are counted together."""
    ahead = max((day - taken_on).days, 0)
    return max(lead for lead in LEADS if lead <= ahead)


def covers_of(parties: Iterable[Party]) -> int:
    return sum(party.covers for party in parties)


def paid_by(parties: Iterable[tuple[int, Party]]) -> dict[int, Paid]:
    return {
        key: Paid(len(of), covers_of(of), sum(party.minor or 0 for party in of))
        for key, of in grouped(parties).items()
    }


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    found: dict[K, list[V]] = {}
    for key, one in pairs:
        found.setdefault(key, []).append(one)
    return found


def added(pairs: Iterable[tuple[K, int]]) -> dict[K, int]:
    found: dict[K, int] = {}
    for key, number in pairs:
        found[key] = found.get(key, 0) + number
    return found


def summed(parts: Sequence[Figures]) -> Figures:
    """Figures of several days or stores, as one. This is most of what a page waits for."""
    if not parts:
        return Figures()
    if len(parts) == 1:
        return parts[0]
    columns = zip(*map(the_counts, parts), strict=True)
    fields: dict[str, Any] = dict(zip(COUNTS, map(sum, columns), strict=True))
    for name in NUMBERS:
        fields[name] = added(chain.from_iterable([getattr(part, name).items() for part in parts]))
    for name, kind in TUPLES.items():
        entries = chain.from_iterable([getattr(part, name).items() for part in parts])
        fields[name] = {
            key: kind._make(map(sum, zip(*of, strict=True))) if len(of) > 1 else of[0]
            for key, of in grouped(entries).items()
        }
    return Figures(**fields)


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
