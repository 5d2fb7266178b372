"""What a reward or an offer does to a bill: read from a form, and said in words."""

from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from babel.numbers import format_decimal, get_currency_symbol

from regulars.faces.console.forms import Form
from regulars.faces.console.goods import read_selection, selection_typed
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.faces.console.voice import Voice
from regulars.kernel.errors import Invalid
from regulars.kernel.money import BASIS_POINTS, Money, decimals_of
from regulars.kernel.points import Points
from regulars.programs.benefits.model import (
    AmountOff,
    Benefit,
    ByHand,
    FreeProduct,
    GoodsAmountOff,
    GoodsPercentOff,
    PercentOff,
    PointsForMoney,
    WalletCredit,
)
from regulars.programs.goods.model import Selection

AN_AMOUNT = "How much comes off?"
WHICH = "Which products? Look for them, then choose."
MOST_ITEMS = 1000


class BenefitKind(StrEnum):
    """What can be given."""

    AMOUNT = "amount_off"
    PERCENT = "percent_off"
    FREE = "free_product"
    GOODS_AMOUNT = "goods_amount_off"
    GOODS_PERCENT = "goods_percent_off"
    POINTS = "points_for_money"
    WALLET = "wallet_credit"
    BY_HAND = "by_hand"


CHOICES = [
    (BenefitKind.AMOUNT, "Amount off", "$5 off the bill", "banknote"),
    (BenefitKind.PERCENT, "Per cent off", "10 % off, with a maximum", "percent"),
    (BenefitKind.FREE, "Free product", "A coffee on the house", "coffee"),
    (BenefitKind.GOODS_AMOUNT, "Product cheaper", "$2 off any cake", "tag"),
    (BenefitKind.GOODS_PERCENT, "Products, per cent off", "Half price on wine", "badge-percent"),
    (BenefitKind.POINTS, "Points as money", "The guest chooses how many", "coins"),
    (BenefitKind.WALLET, "Wallet credit", "Money for the next visit", "wallet"),
    (BenefitKind.BY_HAND, "Handed over by staff", "A bag of beans, a badge", "hand-coins"),
]
"""What a form of a reward offers. An offer takes no points."""
FOR_OFFERS = [one for one in CHOICES if one[0] is not BenefitKind.POINTS]


async def read_benefit(form: Form, request: ConsoleRequest) -> Benefit | None:
    """The benefit that was typed; None, with sentences in `form`, when it is not complete."""
    kind = form.choice("benefit", BenefitKind, BenefitKind.AMOUNT)
    match kind:
        case BenefitKind.FREE | BenefitKind.GOODS_AMOUNT | BenefitKind.GOODS_PERCENT:
            return _of_goods(
                kind, await read_selection(form, request, required=WHICH), form, request
            )
        case BenefitKind.PERCENT:
            share = read_percent(form, request.speech)
            most = read_money(form, request, "most")
            return PercentOff(share, most) if share else None
        case BenefitKind.BY_HAND:
            what = form.text("what", required="What do staff hand over?", most=100)
            return ByHand(what) if what else None
        case BenefitKind.AMOUNT | BenefitKind.POINTS | BenefitKind.WALLET:
            return _of_money(kind, form, request)
        case other:
            assert_never(other)


def _of_goods(
    kind: BenefitKind, goods: Selection, form: Form, request: ConsoleRequest
) -> Benefit | None:
    most = read_money(form, request, "most") if kind is not BenefitKind.GOODS_AMOUNT else None
    items = form.whole("items", least=1, most=MOST_ITEMS)
    if kind is BenefitKind.FREE:
        return FreeProduct(goods, most)
    if kind is BenefitKind.GOODS_AMOUNT:
        value = read_money(form, request, "value", required=AN_AMOUNT)
        return GoodsAmountOff(goods, value, items or 1) if value else None
    share = read_percent(form, request.speech)
    return GoodsPercentOff(goods, share, items, most) if share else None


def _of_money(kind: BenefitKind, form: Form, request: ConsoleRequest) -> Benefit | None:
    value = read_money(form, request, "value", required=AN_AMOUNT)
    if kind is not BenefitKind.POINTS:
        benefit = WalletCredit if kind is BenefitKind.WALLET else AmountOff
        return benefit(value) if value else None
    unit = form.whole("unit", required="For how many points?", least=1)
    return PointsForMoney(value, Points(unit)) if value and unit else None


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
    """A share of a bill in basis points, typed as per cent."""
    return read_share(form, speech, "percent", required="How many per cent?")


def read_share(
    form: Form, speech: Speech, name: str, *, required: str = "", most: int = BASIS_POINTS
) -> int | None:
    """Basis points up to `most`, typed as per cent with at most two decimals."""
    typed = form.text(name, required=required, most=10).removesuffix("%").strip()
    if not typed:
        return None
    try:
        basis_points = speech.decimal(typed) * 100
    except Invalid as refusal:
        form.errors[name] = refusal.sentence
        return None
    known = basis_points.is_finite() and 0 < basis_points <= most
    if not known or basis_points != int(basis_points):
        form.errors[name] = f"More than 0 and at most {most // 100}, with two decimals."
        return None
    return int(basis_points)


def as_typed(benefit: Benefit, speech: Speech) -> dict[str, str]:
    """The fields that a form shows `benefit` in."""
    match benefit:
        case AmountOff(value):
            return {"benefit": BenefitKind.AMOUNT, "value": plain(value, speech)}
        case WalletCredit(value):
            return {"benefit": BenefitKind.WALLET, "value": plain(value, speech)}
        case ByHand(what):
            return {"benefit": BenefitKind.BY_HAND, "what": what}
        case PercentOff(share, most):
            fields = _share_typed(share, most, speech)
            return {"benefit": BenefitKind.PERCENT, **fields}
        case PointsForMoney(value, unit):
            fields = {"value": plain(value, speech), "unit": str(unit)}
            return {"benefit": BenefitKind.POINTS, **fields}
        case FreeProduct(goods, most):
            fields = {"most": plain(most, speech) if most else ""}
            return {"benefit": BenefitKind.FREE, **fields, **selection_typed(goods)}
        case GoodsAmountOff(goods, value, items):
            fields = {"value": plain(value, speech), "items": str(items)}
            return {"benefit": BenefitKind.GOODS_AMOUNT, **fields, **selection_typed(goods)}
        case GoodsPercentOff(goods, share, items, most):
            fields = _share_typed(share, most, speech) | {"items": str(items or "")}
            return {"benefit": BenefitKind.GOODS_PERCENT, **fields, **selection_typed(goods)}
        case other:
            assert_never(other)


def _share_typed(basis_points: int, most: Money | None, speech: Speech) -> dict[str, str]:
    percent = speech.number(Decimal(basis_points) / 100)
    return {"percent": percent, "most": plain(most, speech) if most else ""}


def described(benefit: Benefit, voice: Voice) -> str:
    """`10% off, at most $15.00`, `One Flat white free`"""
    money = voice.speech.money
    match benefit:
        case AmountOff(value):
            return f"{money(value)} off"
        case PercentOff(share, most):
            return f"{_percent(share, voice)} off{_most(most, voice)}"
        case FreeProduct(goods, most):
            return f"One {voice.selection(goods)} free{_most(most, voice)}"
        case GoodsAmountOff(goods, value, items):
            each = "" if items == 1 else f" each, up to {items}"
            return f"{money(value)} off {voice.selection(goods)}{each}"
        case GoodsPercentOff(goods, share, items, most):
            some = "" if items is None else ", one of them" if items == 1 else f", up to {items}"
            off = f"{_percent(share, voice)} off {voice.selection(goods)}"
            return f"{off}{some}{_most(most, voice)}"
        case PointsForMoney(value, unit):
            return f"{money(value)} off for every {voice.points(unit)}"
        case WalletCredit(value):
            return f"{money(value)} into the wallet"
        case ByHand(what):
            return what
        case other:
            assert_never(other)


def goods_in(benefit: Benefit) -> Selection:
    """The products and categories that a benefit is about."""
    match benefit:
        case FreeProduct(goods) | GoodsAmountOff(goods) | GoodsPercentOff(goods):
            return goods
        case _:
            return Selection()


def _percent(basis_points: int, voice: Voice) -> str:
    return f"{voice.speech.number(Decimal(basis_points) / 100)}%"


def _most(most: Money | None, voice: Voice) -> str:
    return f", at most {voice.speech.money(most)}" if most else ""


def plain(amount: Money, speech: Speech) -> str:
    """An amount as it is typed: `12.50`."""
    digits = "0" * decimals_of(amount.currency)
    shape = f"0.{digits}" if digits else "0"
    return format_decimal(amount.major, shape, locale=speech.locale)


def currency_symbol(request: ConsoleRequest) -> str:
    return get_currency_symbol(request.merchant.currency, locale=request.speech.locale)
