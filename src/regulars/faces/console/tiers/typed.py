"""Tiers, between the form and the scheme."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from regulars.faces.console.benefits import plain, read_share
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.kernel.ids import TierId, uuid7
from regulars.kernel.money import Money
from regulars.programs.tiers.model import COLOURS, Measure, Span, Tier, TierScheme
from regulars.programs.tiers.rules import LARGEST_EXTRA, LONGEST_GRACE, MOST_MONTHS, MOST_TIERS

NEW: Mapping[str, str] = {
    "measure": "points",
    "span": "months",
    "months": "12",
    "grace_days": "30",
    "name_0": "Silver",
    "colour_0": "neutral",
    "name_1": "Gold",
    "colour_1": "wait",
    "rows": "2",
}
"""What a merchant without tiers begins from."""

PARTS = ("id", "name", "threshold", "extra", "colour")


def rows(form: Form) -> int:
    """How many tiers the form has places for."""
    typed = form.value("rows")
    return min(int(typed), MOST_TIERS) if typed.isascii() and typed.isdigit() and typed else 0


def filled_in(scheme: TierScheme, speech: Speech, currency: str) -> Form:
    """A form that has what is set."""
    fields = {
        "measure": scheme.measure.value,
        "span": scheme.span.value,
        "months": str(scheme.months),
        "grace_days": str(scheme.grace_days),
        "rows": str(len(scheme.tiers)),
    }
    for row, tier in enumerate(scheme.tiers):
        fields |= {
            f"id_{row}": str(tier.id),
            f"name_{row}": tier.name,
            f"threshold_{row}": _threshold(scheme.measure, tier.threshold, speech, currency),
            f"extra_{row}": speech.number(Decimal(tier.extra) / 100) if tier.extra else "",
            f"colour_{row}": tier.colour,
        }
    return Form(fields)


def one_more(form: Form) -> Form:
    """The form with an empty place at the end."""
    row = rows(form)
    if row == MOST_TIERS:
        return form
    return Form({**form.fields, "rows": str(row + 1), f"colour_{row}": COLOURS[row % len(COLOURS)]})


def one_less(form: Form, gone: int) -> Form:
    """The form without the tier in place `gone`."""
    fields = {name: text for name, text in form.fields.items() if _row_of(name) is None}
    left = [row for row in range(rows(form)) if row != gone]
    for row, before in enumerate(left):
        for part in PARTS:
            fields[f"{part}_{row}"] = form.value(f"{part}_{before}")
    return Form({**fields, "rows": str(len(left))})


def read_typed(form: Form, request: ConsoleRequest) -> TierScheme:
    """The scheme that the form describes, lowest tier first. Look at the form's errors."""
    measure = form.choice("measure", Measure, Measure.POINTS)
    span = form.choice("span", Span, Span.MONTHS)
    months = _months(form) if span is Span.MONTHS else 12
    grace = form.whole("grace_days", required="How many days?", most=LONGEST_GRACE)
    tiers = [
        _tier(form, row, measure, request) for row in range(rows(form)) if _is_filled(form, row)
    ]
    if not tiers:
        form.failure = "Name a tier at least."
    return TierScheme(
        tiers=tuple(sorted(tiers, key=lambda tier: tier.threshold)),
        measure=measure,
        span=span,
        months=months,
        grace_days=grace or 0,
    )


def _months(form: Form) -> int:
    return form.whole("months", required="How many months?", least=1, most=MOST_MONTHS) or 12


def _tier(form: Form, row: int, measure: Measure, request: ConsoleRequest) -> Tier:
    colour = form.value(f"colour_{row}")
    return Tier(
        id=_id(form.value(f"id_{row}"), request.now),
        name=form.text(f"name_{row}", required="What is it called?", most=30),
        threshold=_typed_threshold(form, f"threshold_{row}", measure, request),
        extra=read_share(form, request.speech, f"extra_{row}", most=LARGEST_EXTRA) or 0,
        colour=colour if colour in COLOURS else COLOURS[0],
    )


def _typed_threshold(form: Form, name: str, measure: Measure, request: ConsoleRequest) -> int:
    asked = "Where does it begin?"
    if measure is Measure.SPEND:
        money = form.money(name, request.speech, request.merchant.currency, required=asked)
        return money.minor if money else 0
    return form.whole(name, required=asked) or 0


def _threshold(measure: Measure, figure: int, speech: Speech, currency: str) -> str:
    if measure is Measure.SPEND:
        return plain(Money(figure, currency), speech)
    return str(figure)


def _is_filled(form: Form, row: int) -> bool:
    parts = ("id", "name", "threshold", "extra")
    return any(form.value(f"{part}_{row}").strip() for part in parts)


def _id(text: str, at: datetime) -> TierId:
    """The tier's own id, so that its members stay in it; a new one for a new tier."""
    try:
        return TierId(UUID(text))
    except ValueError:
        return TierId(uuid7(at))


def _row_of(name: str) -> int | None:
    part, _, row = name.rpartition("_")
    return int(row) if part in PARTS and row.isascii() and row.isdigit() else None
