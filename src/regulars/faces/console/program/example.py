"""A bill that was never paid, and what each rule gives for it, while one types."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from regulars.faces.console.benefits import currency_symbol
from regulars.faces.console.forms import Form
from regulars.faces.console.program.bill import Item, items, read_basket, read_standing, selections
from regulars.faces.console.program.rule_words import WHY_NOT, reckoned
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.faces.console.voice import Voice, voice_of
from regulars.kernel.money import Money
from regulars.programs.earning.counting import counted
from regulars.programs.earning.lasting import expires_at
from regulars.programs.earning.model import Basket, Terms, Worked
from regulars.programs.earning.rules import work_out
from regulars.vouchers.model import WalletScheme
from regulars.vouchers.rules import credits_won


@dataclass(frozen=True, slots=True)
class Gave:
    """A rule, why it gave that much or nothing, and the points."""

    name: str
    why: str
    points: str
    gave: bool


@dataclass(frozen=True, slots=True)
class Example:
    """The bill with its fields, what it earns rule by rule, and what that means."""

    form: Form
    symbol: str
    items: Sequence[Item]
    paid: str
    tax: str
    gave: Sequence[Gave]
    points: str
    after: str
    wrong: Sequence[str]
    stores: Sequence[tuple[str, str]]
    tiers: Sequence[tuple[str, str]]


async def example(
    request: ConsoleRequest, form: Form, terms: Terms, wallet: WalletScheme | None
) -> Example:
    """What the bill that stands in `form` earns by `terms`, saved or not."""
    about = selections(terms)
    voice = await voice_of(request, *about)
    basket = read_basket(form, request, voice, about)
    worked = work_out(terms, basket, read_standing(form, voice))
    return Example(
        form=form,
        symbol=currency_symbol(request),
        items=items(form, request, voice, about),
        paid=request.speech.money(basket.total),
        tax="" if terms.tax_included else request.speech.money(basket.tax),
        gave=list(told(terms, worked, voice)),
        points=voice.points(worked.points),
        after=" ".join(_lasting(terms, basket, request) + _filling(wallet, terms, basket, request)),
        wrong=list(form.errors.values()),
        stores=[(str(one.id), one.name) for one in voice.venues],
        tiers=[("", "None"), *((str(one.id), one.name) for one in voice.tiers)],
    )


def told(terms: Terms, worked: Worked, voice: Voice) -> Iterator[Gave]:
    """What every rule gave, in the order they were worked out, then those that gave nothing."""
    rules = {rule.id: rule for rule in terms.rules}
    for part in worked.parts:
        why = reckoned(part, rules.get(part.rule), voice)
        if part.cut:
            why += f" The most of a day took {voice.points(part.cut)} off."
        yield Gave(part.name, why, f"+{voice.speech.number(part.points)}", gave=True)
    for passed in worked.passed:
        yield Gave(passed.name, WHY_NOT[passed.why], "0", gave=False)


def _lasting(terms: Terms, basket: Basket, request: ConsoleRequest) -> list[str]:
    ends = expires_at(terms.expiry, basket.at, request.merchant.time_zone)
    if ends is None:
        return ["They never expire."]
    last_day = request.speech.date(ends - timedelta(seconds=1))
    return [f"They can be used until the end of {last_day}."]


def _filling(
    scheme: WalletScheme | None, terms: Terms, basket: Basket, request: ConsoleRequest
) -> list[str]:
    """What the same bill does to a wallet that nothing has been counted for yet."""
    if scheme is None:
        return []
    speech: Speech = request.speech
    total = counted(terms, basket)
    times, over = credits_won(Money.zero(total.currency), total, scheme.per)
    credit = Money(scheme.credit.minor * times, total.currency)
    to_go = f"{speech.money(over)} of {speech.money(scheme.per)} counts for the next credit"
    if not times:
        return [f"Nothing comes into the wallet yet: {to_go}."]
    return [f"{speech.money(credit)} comes into the wallet, and {to_go}."]
