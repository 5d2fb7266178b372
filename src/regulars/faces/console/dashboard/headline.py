"""The figures on top: what the days came to, each with its way through them and what was before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from regulars.faces.console.dashboard.picture import Value, View, percent, share
from regulars.faces.console.dashboard.spans import Span
from regulars.faces.console.speech import Speech
from regulars.reports.model import Figures

WIDTH, HEIGHT = 100, 28
"""What a way through the days is drawn into, in units of its own."""


@dataclass(frozen=True, slots=True)
class Change:
    """How a figure moved: `way` is up, down or flat, and `kind` good, bad or neutral."""

    text: str
    way: str
    kind: str


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure. `note` says more of it, `before` what it was; `way` is a line to be drawn."""

    label: str
    value: str
    note: str
    picture: str
    way: str = ""
    before: str = ""
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure to be shown: its value of any days, and how that is written.

    `more_is_good` is None where it is neither good nor bad.
    """

    label: str
    picture: str
    of: Callable[[Figures], int]
    written: Callable[[Figures], Value]
    note: str
    of_span: Callable[[Span], int]
    more_is_good: bool | None = True


def headlines(view: View, parts: Sequence[Span]) -> Sequence[Headline]:
    return [_headline(view, one, parts) for one in _figures(view)]


def _figures(view: View) -> Sequence[Figure]:
    total = view.found.total
    members = view.percent(total.member_minor, total.spent_minor).text
    return [
        Figure(
            "Spend",
            "banknote",
            lambda of: of.spent_minor,
            lambda of: view.large(of.spent_minor),
            f"{members} from members" if total.spent_minor else "no bills",
            lambda span: span.sum("spent_minor"),
        ),
        Figure(
            "A head",
            "receipt-text",
            lambda of: share(of.visit_minor, of.paid_covers),
            lambda of: view.each(of.visit_minor, of.paid_covers),
            view.words(total.paid_covers, "paid cover", "paid covers"),
            lambda span: share(span.sum("visit_minor"), span.sum("paid_covers")),
        ),
        Figure(
            "Covers",
            "armchair",
            lambda of: of.covers,
            lambda of: view.number(of.covers),
            f"{view.words(total.visits, 'party', 'parties')}, "
            f"{view.number(total.walk_ins).text} walked in",
            lambda span: span.sum("covers"),
        ),
        Figure(
            "New guests",
            "user-plus",
            lambda of: of.new_guests,
            lambda of: view.number(of.new_guests),
            f"{view.number(total.returning_guests).text} came again",
            lambda span: span.sum("new_guests"),
        ),
        Figure(
            "Bookings",
            "calendar-days",
            lambda of: of.bookings,
            lambda of: view.number(of.bookings),
            f"for {view.words(total.booked_covers, 'guest', 'guests')}",
            lambda span: span.sum("bookings"),
        ),
        Figure(
            "No-shows",
            "user-x",
            lambda of: of.no_shows,
            lambda of: view.number(of.no_shows),
            f"{view.percent(total.no_shows, total.bookings).text} of bookings"
            if total.bookings
            else "no bookings",
            lambda span: span.sum("no_shows"),
            more_is_good=False,
        ),
        Figure(
            f"{view.points_begun} earned",
            "coins",
            lambda of: of.earned,
            lambda of: view.number(of.earned),
            f"{view.number(total.burned).text} redeemed",
            lambda span: span.sum("earned"),
            more_is_good=None,
        ),
        Figure(
            "Discounts",
            "gift",
            lambda of: of.discount_minor,
            lambda of: view.large(of.discount_minor),
            f"{view.words(sum(one.uses for one in total.rewards.values()), 'reward', 'rewards')} "
            "and offers used",
            lambda span: span.sum("discount_minor"),
            more_is_good=None,
        ),
    ]


def _headline(view: View, figure: Figure, parts: Sequence[Span]) -> Headline:
    now, before = figure.of(view.found.total), figure.of(view.found.before)
    shown = Headline(
        label=figure.label,
        value=figure.written(view.found.total).text,
        note=figure.note,
        picture=figure.picture,
        way=drawn([figure.of_span(part) for part in parts]),
    )
    if not view.compares:
        return shown
    return Headline(
        label=shown.label,
        value=shown.value,
        note=shown.note,
        picture=shown.picture,
        way=shown.way,
        before=figure.written(view.found.before).text,
        change=change(view.speech, now, before, more_is_good=figure.more_is_good),
    )


def change(speech: Speech, now: int, before: int, *, more_is_good: bool | None) -> Change | None:
    """How far `now` is from `before`, in per cent; None where nothing was before.

    Half a per cent, or less, is no change.
    """
    if before <= 0:
        return None
    if 200 * abs(now - before) <= before:
        return Change("as before", "flat", "neutral")
    up = now > before
    text = percent(abs(now - before), before, speech)
    if more_is_good is None:
        return Change(text, "up" if up else "down", "neutral")
    return Change(text, "up" if up else "down", "good" if up == more_is_good else "bad")


def drawn(values: Sequence[int]) -> str:
    """The values as points of a line, from left to right; nothing where there is no line."""
    least, most = min(values, default=0), max(values, default=0)
    if len(values) < 2 or least == most:
        return ""
    last, tall = len(values) - 1, HEIGHT - 4
    return " ".join(
        f"{number * WIDTH // last},{HEIGHT - 2 - (value - least) * tall // (most - least)}"
        for number, value in enumerate(values)
    )
