"""What a reward or an offer takes off a bill: read from a form, and said in words."""

from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from babel.numbers import format_decimal, get_currency_symbol

from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.kernel.errors import Invalid
from regulars.kernel.money import Money, decimals_of
from regulars.kernel.points import Points
from regulars.programs.model import AmountOff, Benefit, PercentOff, PointsForMoney

AN_AMOUNT = "How much comes off?"


class BenefitKind(StrEnum):
    """The ways in which a bill gets smaller."""

    AMOUNT = "amount_off"
    PERCENT = "percent_off"
    POINTS = "points_for_money"


def read_benefit(form: Form, request: ConsoleRequest) -> Benefit | None:
    """The benefit that was typed; None, with sentences in `form`, when it is not complete."""
    kind = form.choice("benefit", BenefitKind, BenefitKind.AMOUNT)
    match kind:
        case BenefitKind.AMOUNT:
            value = read_money(form, request, "value", required=AN_AMOUNT)
            return AmountOff(value) if value else None
        case BenefitKind.PERCENT:
            share = read_percent(form, request.speech)
            most = read_money(form, request, "most")
            return PercentOff(share, most) if share else None
        case BenefitKind.POINTS:
            value = read_money(form, request, "value", required=AN_AMOUNT)
            unit = form.whole("unit", required="For how many points?", least=1)
            return PointsForMoney(value, Points(unit)) if value and unit else None
        case other:
            assert_never(other)


def read_money(
    form: Form, request: ConsoleRequest, name: str, *, required: str = ""
) -> Money | None:
    """An amount above zero in the merchant's currency; None when the field is empty."""
    amount = form.money(name, request.speech, request.merchant.currency, required=required)
    if amount is not None and not amount:
        form.errors[name] = "More than zero, please."
        return None
    return amount


def read_percent(form: Form, speech: Speech) -> int | None:
    """A share in basis points, typed as per cent with at most two decimals."""
    typed = form.text("percent", required="How many per cent?", most=10).removesuffix("%").strip()
    if not typed:
        return None
    try:
        basis_points = speech.decimal(typed) * 100
    except Invalid as refusal:
        form.errors["percent"] = refusal.sentence
        return None
    known = basis_points.is_finite() and 0 < basis_points <= 10_000
    if not known or basis_points != int(basis_points):
        form.errors["percent"] = "More than 0 and at most 100, with two decimals."
        return None
    return int(basis_points)


def as_typed(benefit: Benefit, speech: Speech) -> dict[str, str]:
    """The fields that a form shows `benefit` in."""
    match benefit:
        case AmountOff(value):
            return {"benefit": BenefitKind.AMOUNT, "value": plain(value, speech)}
        case PercentOff(basis_points, most):
            percent = speech.number(Decimal(basis_points) / 100)
            shown = plain(most, speech) if most else ""
            return {"benefit": BenefitKind.PERCENT, "percent": percent, "most": shown}
        case PointsForMoney(value, unit):
            shown = plain(value, speech)
            return {"benefit": BenefitKind.POINTS, "value": shown, "unit": str(unit)}
        case other:
            assert_never(other)


def described(benefit: Benefit, speech: Speech) -> str:
    """`10% off, at most $15.00`"""
    match benefit:
        case AmountOff(value):
            return f"{speech.money(value)} off"
        case PercentOff(basis_points, most):
            limit = f", at most {speech.money(most)}" if most else ""
            return f"{speech.number(Decimal(basis_points) / 100)}% off{limit}"
        case PointsForMoney(value, unit):
            return f"{speech.money(value)} off for every {speech.number(unit)} points"
        case other:
            assert_never(other)


def plain(amount: Money, speech: Speech) -> str:
    """An amount as it is typed: `12.50`."""
    digits = "0" * decimals_of(amount.currency)
    shape = f"0.{digits}" if digits else "0"
    return format_decimal(amount.major, shape, locale=speech.locale)


def currency_symbol(request: ConsoleRequest) -> str:
    return get_currency_symbol(request.merchant.currency, locale=request.speech.locale)
