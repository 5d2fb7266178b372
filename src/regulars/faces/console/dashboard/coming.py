"""Pictures of who comes: guests old and new, when they sit down, and how bookings turn out."""

from collections.abc import Mapping, Sequence
from datetime import time
from decimal import Decimal
from typing import Any

from regulars.bookings.model import Source
from regulars.faces.console.dashboard.picture import Picture, Value, View, row, series
from regulars.faces.console.dashboard.spans import Span, weekdays_in, what_of
from regulars.reports.model import LEADS, Booked

SOURCES = {
    Source.ONLINE: "Booking page",
    Source.PHONE: "Phone",
    Source.IN_PERSON: "In person",
    Source.EMAIL: "E-mail",
    Source.API: "Another system",
    Source.WALK_IN: "Walked in",
}
HOURS = 24


def guests(view: View, parts: Sequence[Span]) -> Picture:
    """Who came for the first time, who came again, and of whom nobody knows."""
    total = view.found.total
    kinds = [
        ("Returning", "returning_guests"),
        ("New", "new_guests"),
        ("Not known", "unknown_guests"),
    ]
    return Picture(
        key="guests",
        title="Guests, new and returning",
        sentence=_new(view),
        headings=[what_of(view.found.period.days), *(name for name, _ in kinds)],
        rows=[row(part.label, *(view.number(part.sum(of)) for _, of in kinds)) for part in parts],
        chart=_over_time(view, parts, kinds)
        if total.new_guests or total.returning_guests or total.unknown_guests
        else None,
    )


def turned_out(view: View, parts: Sequence[Span]) -> Picture:
    """Bookings that were called off, and those that nobody came for."""
    total = view.found.total
    kinds = [("Cancelled", "cancelled"), ("Did not come", "no_shows")]
    return Picture(
        key="no-shows",
        title="No-shows and cancellations",
        sentence=_lost(view),
        headings=[
            *(what_of(view.found.period.days), "Booked", "Cancelled", "Did not come"),
            *("Covers of those", "Share of bookings"),
        ],
        rows=[
            row(
                part.label,
                *(view.number(part.sum(of)) for of in ("bookings", "cancelled", "no_shows")),
                view.number(part.sum("no_show_covers")),
                view.percent(part.sum("no_shows"), part.sum("bookings")),
            )
            for part in parts
        ],
        chart=_over_time(view, parts, kinds) if total.bookings else None,
    )


def when(view: View) -> Picture:
    """How many sit down in each hour of an average Monday, Tuesday and so on."""
    days, speech = weekdays_in(view.found.period.first, view.found.period.last), view.speech
    sums = by_weekday(view)
    hours = sorted({hour for of in sums for hour in of})
    shown = range(hours[0], hours[-1] + 1) if hours else range(0)
    cells = [
        [view.tenths(_average(of.get(hour, 0), on)) for hour in shown]
        for of, on in zip(sums, days, strict=True)
    ]
    names = [speech.clock(time(hour % HOURS)) for hour in shown]
    return Picture(
        key="hours",
        title="When guests sit down",
        sentence=_fullest(view, sums, days),
        headings=["From", *speech.weekdays],
        rows=[row(name, *(of[hour] for of in cells)) for hour, name in enumerate(names)],
        chart=_heat(names, speech.weekdays, cells) if hours else None,
        wide=True,
    )


def leads(view: View) -> Picture:
    """How long ahead bookings are taken."""
    now, before = view.found.total.by_lead, view.found.before.by_lead
    return _by_kind(
        view,
        key="lead-times",
        title="How long ahead",
        sentence=_ahead(view),
        what="Ahead",
        names=[_lead(number) for number in range(len(LEADS))],
        now=[now.get(lead, 0) for lead in LEADS],
        before=[before.get(lead, 0) for lead in LEADS],
    )


def sources(view: View) -> Picture:
    """Where bookings come from."""
    now, before = view.found.total.by_source, view.found.before.by_source
    found = sorted(
        (one for one in Source if one in now or (view.compares and one in before)),
        key=lambda one: -now.get(one, Booked()).bookings,
    )
    return _by_kind(
        view,
        key="sources",
        title="Where bookings come from",
        sentence=_from_where(view, found, now),
        what="Came in by",
        names=[SOURCES[one] for one in found],
        now=[now.get(one, Booked()).bookings for one in found],
        before=[before.get(one, Booked()).bookings for one in found],
    )


def by_weekday(view: View) -> list[dict[int, int]]:
    """The covers by hour of all Mondays, Tuesdays and so on."""
    sums: list[dict[int, int]] = [{} for _ in range(7)]
    for one in view.found.days:
        of = sums[one.day.weekday()]
        for hour, covers in one.figures.by_hour.items():
            of[hour] = of.get(hour, 0) + covers
    return sums


def _over_time(
    view: View, parts: Sequence[Span], kinds: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    bars = [
        series(name, [view.number(part.sum(of)) for part in parts], quiet=of == "unknown_guests")
        for name, of in kinds
    ]
    return {"kind": "bar", "days": [part.label for part in parts], "series": bars}


def _heat(
    hours: Sequence[str], days: Sequence[str], cells: Sequence[Sequence[Value]]
) -> dict[str, Any]:
    """A row for each day, a column for each hour."""
    marks = [[hour, day, cell.mark] for day, of in enumerate(cells) for hour, cell in enumerate(of)]
    texts = [[cell.text for cell in of] for of in cells]
    covers = {"name": "Covers", "values": marks, "texts": texts}
    return {"kind": "heat", "days": hours, "rows": days, "series": [covers]}


def _by_kind(
    view: View,
    *,
    key: str,
    title: str,
    sentence: str,
    what: str,
    names: Sequence[str],
    now: Sequence[int],
    before: Sequence[int],
) -> Picture:
    """Bookings of a few kinds, beside those of the days before."""
    whole, earlier = sum(now), view.compares
    bars = [series("These days", [view.number(one) for one in now])]
    if earlier:
        bars.append(series("Before", [view.number(one) for one in before], quiet=True))
    return Picture(
        key=key,
        title=title,
        sentence=sentence,
        headings=[what, "Bookings", "Share", *(["Before"] if earlier else [])],
        rows=[
            row(
                name,
                *(view.number(one), view.percent(one, whole)),
                *([view.number(then)] if earlier else []),
            )
            for name, one, then in zip(names, now, before, strict=True)
        ],
        chart={"kind": "rows", "days": names, "series": bars} if whole else None,
    )


def _average(covers: int, days: int) -> Decimal:
    """Covers a day, to a tenth; none where the weekday is not in the period."""
    return (Decimal(covers) / days).quantize(Decimal("0.1")) if days else Decimal(0)


def _new(view: View) -> str:
    total = view.found.total
    known = total.new_guests + total.returning_guests
    if not known:
        return "Of nobody who came it is known whether they had been here before."
    new = view.words(total.new_guests, "was new", "were new")
    share = view.percent(total.new_guests, known).text
    again = view.number(total.returning_guests).text
    return f"{new}, {share} of those who are known. {again} came again."


def _lost(view: View) -> str:
    total = view.found.total
    if not total.bookings:
        return "Nothing was booked for these days."
    share = view.percent(total.no_shows, total.bookings).text
    covers = view.words(total.no_show_covers, "cover", "covers")
    cancelled = view.words(total.cancelled, "was cancelled", "were cancelled")
    booked = view.words(total.bookings, "booking", "bookings")
    if not total.no_shows:
        return f"Of {booked} {cancelled}, and everybody else came."
    return f"Of {booked} {share} did not come, {covers} in all. {cancelled}."


def _fullest(view: View, sums: Sequence[Mapping[int, int]], days: Sequence[int]) -> str:
    cells = [
        (_average(covers, days[weekday]), -weekday, -hour)
        for weekday, of in enumerate(sums)
        for hour, covers in of.items()
    ]
    if not cells:
        return "Nobody sat down in these days."
    most, weekday, hour = max(cells)
    day, at = view.speech.weekdays[-weekday], view.speech.clock(time(-hour % HOURS))
    fullest = f"The fullest is {day} at {at}, with {view.tenths(most).text}."
    return f"Covers in an hour, on average. {fullest}"


def _ahead(view: View) -> str:
    now = view.found.total.by_lead
    whole = sum(now.values())
    if not whole:
        return "Nothing was booked for these days."
    share = view.percent(now.get(0, 0), whole).text
    week = view.percent(sum(count for lead, count in now.items() if lead >= LEADS[4]), whole).text
    return f"{share} book for the same day, {week} more than a week ahead."


def _from_where(view: View, found: Sequence[Source], now: Mapping[str, Booked]) -> str:
    whole = sum(one.bookings for one in now.values())
    if not whole:
        return "Nothing was booked for these days."
    share = view.percent(now[found[0]].bookings, whole).text
    return (
        f"{SOURCES[found[0]]} brings most, {share} of {view.words(whole, 'booking', 'bookings')}."
    )


def _lead(number: int) -> str:
    """`Same day`, `2–3 days`, `31 days or more`"""
    least = LEADS[number]
    if least == 0:
        return "Same day"
    if number == len(LEADS) - 1:
        return f"{least} days or more"
    most = LEADS[number + 1] - 1
    if least == most:
        return f"{least} day" if least == 1 else f"{least} days"
    return f"{least}–{most} days"
