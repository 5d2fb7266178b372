"""Pictures of money: what was spent over time, a head, by party size and by stay, and by store."""

from collections.abc import Mapping, Sequence
from typing import Any

from regulars.faces.console.dashboard.picture import (
    Picture,
    Series,
    Value,
    View,
    row,
    series,
    share,
)
from regulars.faces.console.dashboard.spans import Span, what_of
from regulars.faces.console.home.pictures import money_axis
from regulars.faces.console.visits.shown import lasted
from regulars.reports.model import LARGEST_PARTY, STAY_MINUTES, Paid, StoreFigures

A_FEW = 5
"""So many visits at the least say what is usual."""


def spend(view: View, parts: Sequence[Span]) -> Picture:
    """What bills came to in each span, and what a head spent."""
    together = [view.money(part.sum("spent_minor")) for part in parts]
    members = [view.money(part.sum("member_minor")) for part in parts]
    others = [view.money(part.sum("spent_minor") - part.sum("member_minor")) for part in parts]
    heads = [view.each(part.sum("visit_minor"), part.sum("paid_covers")) for part in parts]
    rows = zip(parts, members, others, together, heads, strict=True)
    marks = [
        series("Members", members),
        series("Others", others, quiet=True),
        series("A head", heads, line=True),
    ]
    return Picture(
        key="spend",
        title="Spend",
        sentence=_spent(view),
        headings=[what_of(view.found.period.days), "Members", "Others", "Together", "A head"],
        rows=[row(part.label, *values) for part, *values in rows],
        chart=_in_money(view, "bar", [part.label for part in parts], marks)
        if view.found.total.sales
        else None,
        wide=True,
    )


def by_party(view: View) -> Picture:
    """What a head spends in parties of each size."""
    now, before = view.found.total.by_party, view.found.before.by_party
    known = {*now, *(before if view.compares else ())}
    sizes = [size for size in range(1, LARGEST_PARTY + 1) if size in known]
    heads, earlier = _heads(view, now, sizes), _heads(view, before, sizes)
    marks = [series("These days", heads)]
    if view.compares:
        marks.append(series("Before", earlier, quiet=True))
    names = [_size(size) for size in sizes]
    return Picture(
        key="party-size",
        title="A head, by party size",
        sentence=_best_size(view, now),
        headings=["Party of", "Visits", "Covers", "Spent", "A head", *_earlier(view)],
        rows=[
            row(name, *_paid(view, now, size), head, *([then] if view.compares else []))
            for name, size, head, then in zip(names, sizes, heads, earlier, strict=True)
        ],
        chart=_in_money(view, "beside", names, marks) | {"names": [_people(size) for size in sizes]}
        if any(paid.covers for paid in now.values())
        else None,
    )


def by_stay(view: View) -> Picture:
    """How long parties stay against what a head spends: one mark for each quarter of an hour."""
    now = view.found.total.by_stay
    stays = sorted(stay for stay, paid in now.items() if paid.covers)
    heads, names = _heads(view, now, stays), [_stay(stay) for stay in stays]
    visits = [view.words(now[stay].visits, "visit", "visits") for stay in stays]
    marks = series("A head", heads) | {
        "sizes": [now[stay].visits for stay in stays],
        "texts": [f"{head.text}, {said}" for head, said in zip(heads, visits, strict=True)],
    }
    middles = [stay + STAY_MINUTES // 2 for stay in stays]
    return Picture(
        key="stay",
        title="Stay and spend",
        sentence=_long_stays(view, now),
        headings=["At the table", "Visits", "Covers", "Spent", "A head"],
        rows=[
            row(name, *_paid(view, now, stay), head)
            for name, stay, head in zip(names, stays, heads, strict=True)
        ],
        chart=_in_money(view, "dots", names, [marks]) | {"at": middles} if stays else None,
    )


def by_store(view: View) -> Picture:
    """The stores beside one another."""
    shown = view.found.stores
    marks = [series("These days", [view.money(one.total.spent_minor) for one in shown])]
    if view.compares:
        before = [view.money(one.before.spent_minor) for one in shown]
        marks.append(series("Before", before, quiet=True))
    return Picture(
        key="stores",
        title="Between stores",
        sentence=_first_store(view),
        headings=[
            *("Store", "Spent", *_earlier(view), "Covers", "A head", "New guests"),
            *("Bookings", "No-shows", f"{view.points_begun} earned"),
        ],
        rows=[_store_row(view, one) for one in shown],
        chart=_in_money(view, "rows", [one.name for one in shown], marks)
        if any(one.total.sales for one in shown)
        else None,
        wide=True,
    )


def _in_money(
    view: View, kind: str, names: Sequence[str], marks: Sequence[Series]
) -> dict[str, Any]:
    return {"kind": kind, "days": names, "series": marks, "money": money_axis(view.merchant)}


def _spent(view: View) -> str:
    total = view.found.total
    if not total.sales:
        return "No bill was paid in these days."
    said = f"{view.large(total.spent_minor).text} on {view.words(total.sales, 'bill', 'bills')}"
    if total.paid_covers:
        said += f", {view.each(total.visit_minor, total.paid_covers).text} a head"
    return f"{said}. {view.percent(total.member_minor, total.spent_minor).text} came from members."


def _best_size(view: View, sizes: Mapping[int, Paid]) -> str:
    known = _often(sizes)
    if not known:
        return "No party with a bill sat down."
    best, most = _dearest(known), max(known, key=lambda size: known[size].visits)
    head = view.each(known[best].minor, known[best].covers).text
    said = f"{_people(best)} spend most a head, {head}."
    if most == best:
        return f"{said} They are also those who come most often."
    return f"{said} {_people(most)} come most often."


def _long_stays(view: View, stays: Mapping[int, Paid]) -> str:
    known, total = _often(stays), view.found.total
    if not known:
        return "No party with a bill has left."
    best = _dearest(known)
    head = view.each(known[best].minor, known[best].covers).text
    said = f"Who stays {_stay(best)} spends most, {head} a head."
    return f"Parties stay {lasted(total.minutes // total.left)} on average. {said}"


def _first_store(view: View) -> str:
    shown = view.found.stores
    if not any(one.total.sales for one in shown):
        return "No store had a bill in these days."
    first = max(shown, key=lambda one: one.total.spent_minor)
    whole = view.percent(first.total.spent_minor, view.found.total.spent_minor).text
    return f"{first.name} took most: {view.large(first.total.spent_minor).text}, {whole} of all."


def _often(kinds: Mapping[int, Paid]) -> Mapping[int, Paid]:
    """Those that a few visits stand behind; where there are none, all that have any."""
    known = {kind: paid for kind, paid in kinds.items() if paid.covers}
    return {kind: paid for kind, paid in known.items() if paid.visits >= A_FEW} or known


def _dearest(kinds: Mapping[int, Paid]) -> int:
    """Where a head spends most."""
    return max(kinds, key=lambda kind: share(kinds[kind].minor, kinds[kind].covers))


def _heads(view: View, of: Mapping[int, Paid], kinds: Sequence[int]) -> list[Value]:
    found = [of.get(kind, Paid()) for kind in kinds]
    return [view.each(paid.minor, paid.covers) for paid in found]


def _paid(view: View, of: Mapping[int, Paid], kind: int) -> Sequence[Value]:
    paid = of.get(kind, Paid())
    return view.number(paid.visits), view.number(paid.covers), view.money(paid.minor)


def _store_row(view: View, one: StoreFigures) -> Sequence[Value]:
    total = one.total
    return row(
        one.name,
        view.money(total.spent_minor),
        *([view.money(one.before.spent_minor)] if view.compares else []),
        view.number(total.covers),
        view.each(total.visit_minor, total.paid_covers),
        view.number(total.new_guests),
        view.number(total.bookings),
        view.number(total.no_shows),
        view.number(total.earned),
    )


def _earlier(view: View) -> list[str]:
    return ["Before"] if view.compares else []


def _size(size: int) -> str:
    return f"{size} or more" if size == LARGEST_PARTY else str(size)


def _people(size: int) -> str:
    return "Guests alone" if size == 1 else f"Parties of {_size(size)}"


def _stay(stay: int) -> str:
    """`1 h 00 min to 1 h 15 min`"""
    return f"{lasted(stay)} to {lasted(stay + STAY_MINUTES)}"
