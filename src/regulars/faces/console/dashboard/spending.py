"""Pictures of money: what was spent over time, a head, by party size and by stay, and by store."""

from collections.abc import Mapping, Sequence

from regulars.faces.console.dashboard.picture import Picture, Value, View, series, share
from regulars.faces.console.dashboard.spans import Span, what_of
from regulars.faces.console.home.pictures import money_axis
from regulars.faces.console.visits.shown import lasted
from regulars.reports.model import LARGEST_PARTY, STAY_MINUTES, Paid, StoreFigures


def spend(view: View, parts: Sequence[Span]) -> Picture:
    """What bills came to in each span, and what a head spent."""
    members = [view.money(part.sum("member_minor")) for part in parts]
    others = [view.money(part.sum("spent_minor") - part.sum("member_minor")) for part in parts]
    heads = [view.each(part.sum("visit_minor"), part.sum("paid_covers")) for part in parts]
    days, total = [part.label for part in parts], view.found.total
    return Picture(
        key="spend",
        title="Spend",
        sentence=_spent(view),
        headings=[what_of(view.found.period.days), "Members", "Others", "Together", "A head"],
        rows=[
            [
                Value(part.label, part.label),
                *(member, other, view.money(part.sum("spent_minor")), head),
            ]
            for part, member, other, head in zip(parts, members, others, heads, strict=True)
        ],
        chart={
            "kind": "bar",
            "days": days,
            "series": [
                series("Members", members, at=[part.sum("member_minor") for part in parts]),
                series(
                    "Others",
                    others,
                    at=[part.sum("spent_minor") - part.sum("member_minor") for part in parts],
                    quiet=True,
                ),
                series(
                    "A head",
                    heads,
                    at=[share(part.sum("visit_minor"), part.sum("paid_covers")) for part in parts],
                    line=True,
                ),
            ],
            "money": money_axis(view.merchant),
        }
        if total.sales
        else None,
        wide=True,
    )


def by_party(view: View) -> Picture:
    """What a head spends in parties of each size."""
    now, before = view.found.total.by_party, view.found.before.by_party
    sizes = [size for size in range(1, LARGEST_PARTY + 1) if size in now or _seen(view, size)]
    return Picture(
        key="party-size",
        title="A head, by party size",
        sentence=_best_size(view, now),
        headings=["Party of", "Visits", "Covers", "Spent", "A head", *_earlier(view)],
        rows=[_size_row(view, size) for size in sizes],
        chart={
            "kind": "beside",
            "days": [_size(size) for size in sizes],
            "series": _compared(view, sizes, now, before),
            "money": money_axis(view.merchant),
        }
        if any(paid.covers for paid in now.values())
        else None,
    )


def by_stay(view: View) -> Picture:
    """How long parties stay against what a head spends: one mark for each quarter of an hour."""
    now = view.found.total.by_stay
    stays = sorted(stay for stay, paid in now.items() if paid.covers)
    heads = [view.each(now[stay].minor, now[stay].covers) for stay in stays]
    return Picture(
        key="stay",
        title="Stay and spend",
        sentence=_long_stays(view, now),
        headings=["At the table", "Visits", "Covers", "Spent", "A head"],
        rows=[
            [
                Value(_stay(stay), _stay(stay)),
                *(view.number(now[stay].visits), view.number(now[stay].covers)),
                *(view.money(now[stay].minor), head),
            ]
            for stay, head in zip(stays, heads, strict=True)
        ],
        chart={
            "kind": "dots",
            "days": [_stay(stay) for stay in stays],
            "at": [stay + STAY_MINUTES // 2 for stay in stays],
            "series": [
                series("A head", heads, at=[share(now[s].minor, now[s].covers) for s in stays])
                | {"sizes": [now[stay].visits for stay in stays]}
            ],
            "money": money_axis(view.merchant),
        }
        if stays
        else None,
    )


def by_store(view: View) -> Picture:
    """The stores beside one another."""
    shown = view.found.stores
    now = [view.money(one.total.spent_minor) for one in shown]
    before = [view.money(one.before.spent_minor) for one in shown]
    bars = [series("These days", now, at=[one.total.spent_minor for one in shown])]
    if view.compares:
        at = [one.before.spent_minor for one in shown]
        bars.append(series("Before", before, at=at, quiet=True))
    return Picture(
        key="stores",
        title="Between stores",
        sentence=_first_store(view),
        headings=[
            *("Store", "Spent", *_earlier(view), "Covers", "A head", "New guests"),
            *("Bookings", "No-shows", "Points earned"),
        ],
        rows=[_store_row(view, one) for one in shown],
        chart={
            "kind": "rows",
            "days": [one.name for one in shown],
            "series": bars,
            "money": money_axis(view.merchant),
        }
        if any(one.total.sales for one in shown)
        else None,
        wide=True,
    )


def _spent(view: View) -> str:
    total = view.found.total
    if not total.sales:
        return "No bill was paid in these days."
    taken = view.large(total.spent_minor).text
    said = f"{taken} on {view.words(total.sales, 'bill', 'bills')}"
    if total.paid_covers:
        said += f", {view.each(total.visit_minor, total.paid_covers).text} a head"
    return f"{said}. {view.percent(total.member_minor, total.spent_minor).text} came from members."


def _best_size(view: View, sizes: Mapping[int, Paid]) -> str:
    known = {size: paid for size, paid in sizes.items() if paid.covers}
    if not known:
        return "No party with a bill sat down."
    best = max(known, key=lambda size: share(known[size].minor, known[size].covers))
    most = max(known, key=lambda size: known[size].visits)
    head = view.each(known[best].minor, known[best].covers).text
    said = f"{_people(best)} spend most a head, {head}."
    if most == best:
        return f"{said} They are also those who come most often."
    return f"{said} {_people(most)} come most often."


def _long_stays(view: View, stays: Mapping[int, Paid]) -> str:
    total = view.found.total
    if not any(paid.covers for paid in stays.values()):
        return "No party with a bill has left."
    best = max(
        (stay for stay in stays if stays[stay].covers),
        key=lambda stay: share(stays[stay].minor, stays[stay].covers),
    )
    said = f"A head spends most, {view.each(stays[best].minor, stays[best].covers).text}, "
    said += f"in {_stay(best)}."
    if not total.left:
        return said
    return f"Parties stay {lasted(total.minutes // total.left)} on average. {said}"


def _first_store(view: View) -> str:
    shown = view.found.stores
    if not any(one.total.sales for one in shown):
        return "No store had a bill in these days."
    first = max(shown, key=lambda one: one.total.spent_minor)
    whole = view.percent(first.total.spent_minor, view.found.total.spent_minor).text
    return f"{first.name} took most: {view.large(first.total.spent_minor).text}, {whole} of all."


def _compared(
    view: View, sizes: Sequence[int], now: Mapping[int, Paid], before: Mapping[int, Paid]
) -> list[dict[str, object]]:
    kinds = [("These days", now, False), ("Before", before, True)]
    return [
        series(name, [_head(view, of, size) for size in sizes], at=_heads(of, sizes), quiet=quiet)
        for name, of, quiet in kinds
        if view.compares or not quiet
    ]


def _heads(of: Mapping[int, Paid], sizes: Sequence[int]) -> list[int]:
    return [share(paid.minor, paid.covers) for paid in (of.get(size, Paid()) for size in sizes)]


def _head(view: View, of: Mapping[int, Paid], size: int) -> Value:
    paid = of.get(size, Paid())
    return view.each(paid.minor, paid.covers)


def _size_row(view: View, size: int) -> list[Value]:
    paid = view.found.total.by_party.get(size, Paid())
    row = [
        Value(_size(size), _size(size)),
        *(view.number(paid.visits), view.number(paid.covers), view.money(paid.minor)),
        view.each(paid.minor, paid.covers),
    ]
    return [*row, _head(view, view.found.before.by_party, size)] if view.compares else row


def _store_row(view: View, one: StoreFigures) -> list[Value]:
    total = one.total
    return [
        Value(one.name, one.name),
        view.money(total.spent_minor),
        *([view.money(one.before.spent_minor)] if view.compares else []),
        view.number(total.covers),
        view.each(total.visit_minor, total.paid_covers),
        view.number(total.new_guests),
        view.number(total.bookings),
        view.number(total.no_shows),
        view.number(total.earned),
    ]


def _seen(view: View, size: int) -> bool:
    return view.compares and size in view.found.before.by_party


def _earlier(view: View) -> list[str]:
    return ["Before"] if view.compares else []


def _size(size: int) -> str:
    return f"{size} or more" if size == LARGEST_PARTY else str(size)


def _people(size: int) -> str:
    return "Guests alone" if size == 1 else f"Parties of {_size(size)}"


def _stay(stay: int) -> str:
    """`1 h 00 min to 1 h 15 min`"""
    return f"{lasted(stay)} to {lasted(stay + STAY_MINUTES)}"
