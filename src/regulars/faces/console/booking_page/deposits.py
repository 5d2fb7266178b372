"""The part of the room that says which guests pay ahead, and the form of one rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.bookings.deposits.arrange import move_rule, remove_rule, save_rule
from regulars.bookings.deposits.errors import NoSuchRule
from regulars.bookings.deposits.model import EVERY_DAY, DepositRule, Per
from regulars.bookings.page.read import page_of
from regulars.faces.console.benefits import currency_symbol
from regulars.faces.console.booking_page.address import AT, BOOKING_PAGE
from regulars.faces.console.diary.at_store import Place, place_of
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.services.chosen import ChosenServices, services_of, typed_services
from regulars.faces.console.services.typed import read_day
from regulars.faces.console.services.week import days_said
from regulars.faces.console.speech import Speech
from regulars.kernel.errors import RegularsError
from regulars.kernel.money import Money
from regulars.merchants.model import Role

NEW = Form({"least_covers": "6", "per": Per.COVER} | {f"day_{day}": "on" for day in range(7)})
"""What the form of a new rule begins with."""


@dataclass(frozen=True, slots=True)
class Row:
    """A rule in an owner's words."""

    name: str
    who: str
    when: str
    amount: str
    each: str


@get(f"{AT}/deposits/new", may=Role.MANAGER)
async def show_new(request: ConsoleRequest, store_id: FromPath[int]) -> Page:
    place = await place_of(request, store_id)
    return await show(request, place, NEW, "", await services_for(request, place, None))


@get(f"{AT}/deposits/{{number:int}}", may=Role.MANAGER)
async def show_rule(
    request: ConsoleRequest, store_id: FromPath[int], number: FromPath[int]
) -> Page:
    place = await place_of(request, store_id)
    rules = await rules_of(request, place)
    if not 1 <= number <= len(rules):
        raise NoSuchRule("There is no such rule any more.")
    rule = rules[number - 1]
    services = await services_for(request, place, rule)
    return await show(request, place, as_typed(rule, request), rule.name, services)


@post(f"{AT}/deposits")
async def save(request: ConsoleRequest, store_id: FromPath[int]) -> Response[Any]:
    """Keep a rule: a new one, or in the place of the one that was called `was`."""
    place, form = await place_of(request, store_id), await request.read_form()
    was = form.value("was")
    before = next((one for one in await rules_of(request, place) if one.name == was), None)
    services = await services_for(request, place, before)
    rule = read_rule(form, services, request)
    if rule is None:
        return await show(request, place, form, was, services, status=422)
    db, merchant, store = request.db, request.merchant.id, place.store.id
    said: dict[str, Any] = {"at": request.now, "actor": request.actor}
    try:
        await save_rule(db, merchant, store, rule, instead_of=was, **said)
    except RegularsError as refusal:
        form.fields |= {"weekdays": ""}
        form.refuse(refusal)
        return await show(request, place, form, was, services, status=422)
    return request.go_to(f"{BOOKING_PAGE}/{store}#deposits", good=f"{rule.name} is saved.")


@post(f"{AT}/deposits/remove")
async def remove(request: ConsoleRequest, store_id: FromPath[int]) -> Response[Any]:
    place, name = await place_of(request, store_id), (await request.read_form()).value("was")
    db, merchant, store = request.db, request.merchant.id, place.store.id
    await remove_rule(db, merchant, store, name, at=request.now, actor=request.actor)
    said = f"{name} is gone. Who was asked to pay before is still asked."
    return request.go_to(f"{BOOKING_PAGE}/{store}#deposits", good=said)


@post(f"{AT}/deposits/place")
async def move(request: ConsoleRequest, store_id: FromPath[int]) -> Response[Any]:
    place, form = await place_of(request, store_id), await request.read_form()
    by = -1 if form.value("way") == "up" else 1
    db, merchant, store = request.db, request.merchant.id, place.store.id
    said: dict[str, Any] = {"at": request.now, "actor": request.actor}
    await move_rule(db, merchant, store, form.value("was"), by=by, **said)
    return request.go_to(f"{BOOKING_PAGE}/{store}#deposits")


async def rows(
    request: ConsoleRequest, place: Place, rules: Sequence[DepositRule]
) -> Sequence[Row]:
    """The rules as they are listed."""
    every = await services_of(request, place.store.id) if rules else ()
    return [_row(rule, ChosenServices(every, rule.services), request) for rule in rules]


def _row(rule: DepositRule, services: ChosenServices, request: ConsoleRequest) -> Row:
    speech = request.speech
    return Row(
        name=rule.name,
        who="Every party" if rule.least_covers == 1 else f"Parties of {rule.least_covers} or more",
        when=when_said(rule, services, speech),
        amount=speech.money(Money(rule.amount_minor, request.merchant.currency)),
        each="a person" if rule.per is Per.COVER else "a booking",
    )


def when_said(rule: DepositRule, services: ChosenServices, speech: Speech) -> str:
    """`Fri, Sat · Dinner · from 1 Dec 2026`"""
    said = [days_said(rule.weekdays, speech)]
    if services.said:
        said.append(services.said)
    if rule.first_day:
        said.append(f"from {speech.date(rule.first_day)}")
    if rule.last_day:
        said.append(f"until {speech.date(rule.last_day)}")
    return " · ".join(said)


def as_typed(rule: DepositRule, request: ConsoleRequest) -> Form:
    amount = Money(rule.amount_minor, request.merchant.currency)
    days = {f"day_{day}": "on" for day in range(7) if rule.weekdays >> day & 1}
    return Form(
        {
            "name": rule.name,
            "least_covers": str(rule.least_covers),
            "amount": request.speech.number(amount.major),
            "per": rule.per,
            "first_day": rule.first_day.isoformat() if rule.first_day else "",
            "last_day": rule.last_day.isoformat() if rule.last_day else "",
        }
        | days
        | typed_services(rule.services)
    )


def read_rule(form: Form, services: ChosenServices, request: ConsoleRequest) -> DepositRule | None:
    """The rule that was typed; None, with sentences in `form`, when it cannot be used."""
    name = form.text("name", required="What is this rule called?", most=60)
    least = form.whole("least_covers", required="From how many people on?", least=1, most=100)
    amount = form.money(
        "amount", request.speech, request.merchant.currency, required="How much do they pay?"
    )
    per = form.choice("per", Per, Per.COVER)
    first_day, last_day = read_day(form, "first_day"), read_day(form, "last_day")
    weekdays = sum(1 << day for day in range(7) if form.flag(f"day_{day}"))
    if not weekdays:
        form.errors["weekdays"] = "Choose at least one day."
    chosen = services.read(form)
    if not form.is_good or least is None or amount is None:
        return None
    return DepositRule(
        name=name,
        least_covers=least,
        services=chosen,
        weekdays=weekdays & EVERY_DAY,
        first_day=first_day,
        last_day=last_day,
        amount_minor=amount.minor,
        per=per,
    )


async def rules_of(request: ConsoleRequest, place: Place) -> Sequence[DepositRule]:
    found = await page_of(request.db, request.merchant.id, place.store.id)
    return found.terms.deposits if found else ()


async def services_for(
    request: ConsoleRequest, place: Place, rule: DepositRule | None
) -> ChosenServices:
    every = await services_of(request, place.store.id)
    return ChosenServices(every, rule.services if rule else ())


async def show(
    request: ConsoleRequest,
    place: Place,
    form: Form,
    was: str,
    services: ChosenServices,
    *,
    status: int = 200,
) -> Page:
    return request.page(
        "booking_page/deposit.html",
        status=status,
        here="seating",
        place=place,
        address=f"{BOOKING_PAGE}/{place.store.id}",
        form=form,
        was=was,
        symbol=currency_symbol(request),
        days=[
            (f"day_{day}", name, form.flag(f"day_{day}"))
            for day, name in enumerate(request.speech.weekdays)
        ],
        services=services.checks(form),
        has_lost_some=services.has_lost_some,
    )


ROUTES = [show_new, show_rule, save, remove, move]
