"""A rule of earning, between the form and the terms."""

from decimal import Decimal
from enum import StrEnum
from typing import assert_never

import msgspec

from regulars.faces.console.asked import asked_day
from regulars.faces.console.benefits import plain, read_money, read_share
from regulars.faces.console.forms import Form
from regulars.faces.console.goods import selection_typed
from regulars.faces.console.program.rule_words import gives as said
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.faces.console.voice import Voice
from regulars.faces.console.vouchers.typed import hours_typed, read_hours
from regulars.kernel.errors import Invalid
from regulars.kernel.ids import RuleId, uuid7
from regulars.kernel.points import Points
from regulars.programs.earning.change import LONGEST_COOLDOWN, MOST_EXTRA, MOST_POINTS
from regulars.programs.earning.model import (
    EarningRule,
    Extra,
    FirstVisit,
    Gives,
    PerAmount,
    PerItem,
    PerVisit,
)
from regulars.programs.goods.model import Selection

LONGEST_NAME = 60
HOW_MANY = "How many?"


class Kind(StrEnum):
    """What a rule gives points for."""

    AMOUNT = "per_amount"
    VISIT = "per_visit"
    ITEM = "per_item"
    EXTRA = "extra"
    FIRST = "first_visit"


NEW = {
    "gives": Kind.AMOUNT.value,
    "amount_points": "1",
    "amount_per": "1",
    "visit_points": "10",
    "item_points": "1",
    "extra": "100",
    "first_points": "50",
    "active": "on",
}


def read_rule(
    form: Form, request: ConsoleRequest, voice: Voice, goods: Selection, known: EarningRule | None
) -> EarningRule | None:
    """The rule that was typed; None, with sentences in `form`, when it is not complete."""
    name = form.text("name", most=LONGEST_NAME)
    gives = read_gives(form, request)
    rule = EarningRule(
        id=known.id if known else RuleId(uuid7(request.now)),
        version=known.version if known else 1,
        name=name,
        gives=gives or FirstVisit(Points(1)),
        goods=goods,
        stores=tuple(one.id for one in voice.venues if form.flag(f"store_{one.id}")),
        hours=read_hours(form),
        from_day=asked_day(form, "from_day", "The first day"),
        to_day=asked_day(form, "to_day", "The last day"),
        tiers=tuple(one.id for one in voice.tiers if form.flag(f"tier_{one.id}")),
        minimum=read_money(form, request, "minimum"),
        most_a_day=_points(form, "most_a_day"),
        active=form.flag("active"),
    )
    if not form.is_good or gives is None:
        return None
    return rule if name else msgspec.structs.replace(rule, name=shortened(said(rule, voice)))


def shortened(name: str) -> str:
    """What a rule says by itself, where it has no name: cut to what a name may be."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def read_gives(form: Form, request: ConsoleRequest) -> Gives | None:
    kind = form.choice("gives", Kind, Kind.AMOUNT)
    match kind:
        case Kind.AMOUNT:
            points = _points(form, "amount_points", required=HOW_MANY)
            per = read_money(form, request, "amount_per", required="For how much spent?")
            return PerAmount(points, per) if points and per else None
        case Kind.VISIT:
            points = _points(form, "visit_points", required=HOW_MANY)
            return PerVisit(points, read_cooldown(form, request.speech)) if points else None
        case Kind.ITEM:
            points = _points(form, "item_points", required=HOW_MANY)
            return PerItem(points) if points else None
        case Kind.EXTRA:
            share = read_share(form, request.speech, "extra", most=MOST_EXTRA, required="How much?")
            return Extra(share) if share else None
        case Kind.FIRST:
            points = _points(form, "first_points", required=HOW_MANY)
            return FirstVisit(points) if points else None
        case other:
            assert_never(other)


def read_cooldown(form: Form, speech: Speech) -> int:
    """Minutes, typed as hours; 0 when the field is empty."""
    typed = form.text("cooldown", most=10)
    if not typed:
        return 0
    try:
        minutes = speech.decimal(typed) * 60
    except Invalid as refusal:
        form.errors["cooldown"] = refusal.sentence
        return 0
    if not minutes.is_finite() or minutes % 1 or not 0 <= minutes <= LONGEST_COOLDOWN:
        form.errors["cooldown"] = "Hours, from 0 to a year."
        return 0
    return int(minutes)


def filled_in(rule: EarningRule, speech: Speech) -> Form:
    """A form that has what is known of a rule."""
    fields = {
        "name": rule.name,
        "from_day": f"{rule.from_day or ''}",
        "to_day": f"{rule.to_day or ''}",
        "minimum": plain(rule.minimum, speech) if rule.minimum else "",
        "most_a_day": str(rule.most_a_day or ""),
        "active": "on" if rule.active else "",
    }
    chosen = {f"store_{one}": "on" for one in rule.stores}
    chosen |= {f"tier_{one}": "on" for one in rule.tiers}
    kind = gives_typed(rule.gives, speech)
    return Form(
        NEW | fields | chosen | kind | hours_typed(rule.hours) | selection_typed(rule.goods)
    )


def gives_typed(gives: Gives, speech: Speech) -> dict[str, str]:
    match gives:
        case PerAmount(points, per):
            typed = {"amount_points": str(points), "amount_per": plain(per, speech)}
            return {"gives": Kind.AMOUNT, **typed}
        case PerVisit(points, minutes):
            hours = speech.number(Decimal(minutes) / 60) if minutes else ""
            return {"gives": Kind.VISIT, "visit_points": str(points), "cooldown": hours}
        case PerItem(points):
            return {"gives": Kind.ITEM, "item_points": str(points)}
        case Extra(basis_points):
            return {"gives": Kind.EXTRA, "extra": speech.number(Decimal(basis_points) / 100)}
        case FirstVisit(points):
            return {"gives": Kind.FIRST, "first_points": str(points)}
        case other:
            assert_never(other)


def _points(form: Form, name: str, *, required: str = "") -> Points | None:
    number = form.whole(name, required=required, least=1, most=MOST_POINTS)
    return None if number is None else Points(number)
