"""The settings of a program, between their forms and the terms. What is read is a change."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeAlias, assert_never

import msgspec

from regulars.faces.console.forms import Form
from regulars.faces.console.goods import read_selection, selection_typed
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.points import Points
from regulars.programs.earning.change import MOST_MONTHS, MOST_PENDING, MOST_POINTS
from regulars.programs.earning.model import (
    CalendarEnd,
    CalendarUnit,
    Expiry,
    Idle,
    MonthsSince,
    Never,
    Terms,
    WhenSpent,
)
from regulars.programs.stacking import Stacking

Change: TypeAlias = Callable[[Terms], Terms]

PAIRS = (
    "rewards_with_rewards",
    "offers_with_offers",
    "rewards_with_offers",
    "vouchers_with_others",
)
MOST_ON_A_BILL = 10
MONTHS_WANTED = "How many months?"


class Lasting(StrEnum):
    """How points can end."""

    NEVER = "never"
    MONTHS = "months"
    CALENDAR = "calendar"
    IDLE = "idle"


class Tax(StrEnum):
    INCLUDED = "included"
    LEFT_OUT = "left_out"


class Discounts(StrEnum):
    AFTER = "after"
    BEFORE = "before"


def changing(**fields: object) -> Change:
    """The change that sets these fields of the terms."""
    return lambda terms: msgspec.structs.replace(terms, **fields)


async def read_counting(form: Form, request: ConsoleRequest) -> Change:
    return changing(
        tax_included=form.choice("tax", Tax, Tax.INCLUDED) is Tax.INCLUDED,
        discounts_count=form.choice("discounts", Discounts, Discounts.AFTER) is Discounts.BEFORE,
        earn_when_redeeming=form.flag("earn_when_redeeming"),
        left_out=await read_selection(form, request),
        most_a_day=read_points(form, "most_a_day"),
    )


def counting_typed(terms: Terms) -> dict[str, str]:
    fields = {
        "tax": Tax.INCLUDED if terms.tax_included else Tax.LEFT_OUT,
        "discounts": Discounts.BEFORE if terms.discounts_count else Discounts.AFTER,
        "earn_when_redeeming": "on" if terms.earn_when_redeeming else "",
        "most_a_day": str(terms.most_a_day or ""),
    }
    return fields | selection_typed(terms.left_out)


async def read_lasting(form: Form, _request: ConsoleRequest) -> Change:
    return changing(
        expiry=read_expiry(form),
        pending_days=form.whole("pending_days", most=MOST_PENDING) or 0,
        when_spent=form.choice("when_spent", WhenSpent, WhenSpent.LET_GO),
    )


def read_expiry(form: Form) -> Expiry:
    """How points end; `Never`, with sentences in `form`, where that is not complete."""
    kind = form.choice("lasting", Lasting, Lasting.NEVER)
    match kind:
        case Lasting.NEVER:
            return Never()
        case Lasting.MONTHS:
            months = form.whole("months", required=MONTHS_WANTED, least=1, most=MOST_MONTHS)
            return MonthsSince(months) if months else Never()
        case Lasting.CALENDAR:
            unit = form.choice("unit", CalendarUnit, CalendarUnit.YEAR)
            return CalendarEnd(unit, form.whole("after", most=MOST_MONTHS) or 0)
        case Lasting.IDLE:
            months = form.whole("idle_months", required=MONTHS_WANTED, least=1, most=MOST_MONTHS)
            return Idle(months) if months else Never()
        case other:
            assert_never(other)


def lasting_typed(terms: Terms) -> dict[str, str]:
    fields = {"pending_days": str(terms.pending_days or ""), "when_spent": terms.when_spent.value}
    return fields | {"months": "12", "idle_months": "12", "after": "1"} | expiry_typed(terms.expiry)


def expiry_typed(expiry: Expiry) -> dict[str, str]:
    match expiry:
        case Never():
            return {"lasting": Lasting.NEVER}
        case MonthsSince(months):
            return {"lasting": Lasting.MONTHS, "months": str(months)}
        case CalendarEnd(unit, after):
            return {"lasting": Lasting.CALENDAR, "unit": unit, "after": str(after)}
        case Idle(months):
            return {"lasting": Lasting.IDLE, "idle_months": str(months)}
        case other:
            assert_never(other)


async def read_bonuses(form: Form, _request: ConsoleRequest) -> Change:
    return changing(sign_up=read_points(form, "sign_up"), birthday=read_points(form, "birthday"))


def bonuses_typed(terms: Terms) -> dict[str, str]:
    return {"sign_up": str(terms.sign_up or ""), "birthday": str(terms.birthday or "")}


async def read_combining(form: Form, _request: ConsoleRequest) -> Change:
    most = form.whole("most", required="How many?", least=1, most=MOST_ON_A_BILL)
    pairs = {name: form.flag(name) for name in PAIRS}
    return changing(stacking=Stacking(**pairs, most=most or MOST_ON_A_BILL))


def combining_typed(terms: Terms) -> dict[str, str]:
    stacking = terms.stacking
    pairs = {name: "on" if getattr(stacking, name) else "" for name in PAIRS}
    return pairs | {"most": str(stacking.most)}


def read_points(form: Form, name: str) -> Points | None:
    number = form.whole(name, least=1, most=MOST_POINTS)
    return None if number is None else Points(number)
