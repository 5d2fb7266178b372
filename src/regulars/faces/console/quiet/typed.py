"""An offer for quiet times as it is typed."""

from decimal import Decimal
from enum import StrEnum

from regulars.bookings.floor.model import EVERY_DAY
from regulars.bookings.quiet.model import Gives, Multiplier, OfferTerms, SlotVoucher
from regulars.faces.console.forms import Form
from regulars.faces.console.services.chosen import ChosenServices, typed_services
from regulars.faces.console.services.clock import read_minute, typed_minute
from regulars.faces.console.services.typed import read_day
from regulars.faces.console.speech import Speech
from regulars.kernel.errors import Invalid, RegularsError
from regulars.kernel.money import BASIS_POINTS, Money

MOST_TIMES = 10


class Kind(StrEnum):
    """What an offer gives."""

    POINTS = "points"
    VOUCHER = "voucher"


NEW = OfferTerms(name="", fullest=30, gives=Multiplier(2 * BASIS_POINTS), most=100, budget=5_000)
"""What the form of a new offer begins with."""


def as_typed(terms: OfferTerms, speech: Speech) -> Form:
    days = {f"day_{day}": "on" for day in range(7) if terms.weekdays >> day & 1}
    first, until = terms.from_minute, terms.until_minute
    return Form(
        {
            "name": terms.name,
            "first_minute": "" if first is None else typed_minute(first),
            "until": "" if until is None else typed_minute(until),
            "first_day": terms.first_day.isoformat() if terms.first_day else "",
            "last_day": terms.last_day.isoformat() if terms.last_day else "",
            "fullest": str(terms.fullest),
            "active": "on" if terms.active else "",
        }
        | {"times": "2", "most": "100", "budget": "5000", "value": "", "budget_money": ""}
        | given_as_typed(terms, speech)
        | days
        | typed_services(terms.services)
    )


def given_as_typed(terms: OfferTerms, speech: Speech) -> dict[str, str]:
    match terms.gives:
        case Multiplier(basis_points):
            return {
                "gives": Kind.POINTS,
                "times": speech.number(Decimal(basis_points) / BASIS_POINTS),
                "most": str(terms.most),
                "budget": str(terms.budget),
            }
        case SlotVoucher(value):
            return {
                "gives": Kind.VOUCHER,
                "value": speech.number(value.major),
                "budget_money": speech.number(Money(terms.budget, value.currency).major),
            }


def read_terms(
    form: Form, services: ChosenServices, speech: Speech, currency: str
) -> OfferTerms | None:
    """The terms that were typed; None, with sentences in `form`, when they are not complete."""
    name = form.text("name", required="What is this offer called?", most=60)
    fullest = form.whole("fullest", required="How full at most?", most=100)
    first = read_minute(form, "first_minute", required="")
    until = read_minute(form, "until", required="")
    first_day, last_day = read_day(form, "first_day"), read_day(form, "last_day")
    weekdays = sum(1 << day for day in range(7) if form.flag(f"day_{day}"))
    if not weekdays:
        form.errors["weekdays"] = "Choose at least one day."
    given, chosen = read_given(form, speech, currency), services.read(form)
    if not form.is_good or fullest is None or given is None:
        return None
    gives, most, budget = given
    return OfferTerms(
        name=name,
        services=chosen,
        weekdays=weekdays & EVERY_DAY,
        from_minute=first,
        until_minute=until,
        first_day=first_day,
        last_day=last_day,
        fullest=fullest,
        gives=gives,
        most=most,
        budget=budget,
        active=form.flag("active"),
    )


def read_given(form: Form, speech: Speech, currency: str) -> tuple[Gives, int, int] | None:
    """What is given, the most that one booking can cost, and the budget."""
    if form.choice("gives", Kind, Kind.POINTS) is Kind.VOUCHER:
        value = form.money("value", speech, currency, required="How much is the voucher?")
        money = form.money("budget_money", speech, currency, required="How much in all?")
        if value is None or money is None:
            return None
        return SlotVoucher(value), value.minor, money.minor
    times = read_times(form, speech)
    most = form.whole("most", required="How many points at most?", least=1)
    budget = form.whole("budget", required="How many points in all?", least=1)
    if times is None or most is None or budget is None:
        return None
    return Multiplier(times), most, budget


def read_times(form: Form, speech: Speech) -> int | None:
    """`2` or `1.5`, as basis points."""
    typed = form.text("times", required="How many times?", most=8)
    if not typed:
        return None
    try:
        times = speech.decimal(typed)
    except Invalid as refusal:
        form.errors["times"] = refusal.sentence
        return None
    if not times.is_finite() or not 1 <= times <= MOST_TIMES:
        form.errors["times"] = f"More than 1 and at most {MOST_TIMES} times."
        return None
    return int(times * BASIS_POINTS)


def refuse(form: Form, refusal: RegularsError) -> None:
    """Note a refusal beside its field: the budget has one for points and one for money."""
    form.fields |= {"weekdays": ""}
    form.refuse(refusal)
    if form.value("gives") == Kind.VOUCHER and form.error("budget"):
        form.errors["budget_money"] = form.errors.pop("budget")
