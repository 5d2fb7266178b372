"""How the points of a sale came about: what each rule gave, in which version, and why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from regulars.faces.console.program.bill import selections
from regulars.faces.console.program.rule_words import WHY_NOT, reckoned
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.voice import Voice, voice_of
from regulars.kernel.ids import LotId
from regulars.kernel.money import Money
from regulars.ledger.model import Lot
from regulars.ledger.statement import lots_by_id
from regulars.programs.earning.explain import explanation_of
from regulars.programs.earning.model import Explanation, Part, Passed, Terms
from regulars.sales.model import Refund, Sale
from regulars.sales.read import refunds_of


@dataclass(frozen=True, slots=True)
class RuleLine:
    """What one rule gave, or why it did not."""

    name: str
    why: str
    points: str
    gave: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """One version of a bill: by which terms it was worked out, rule by rule, and what it earned.

    `after` are sentences on what has become of it since.
    """

    title: str
    lines: Sequence[RuleLine]
    points: str
    after: Sequence[str]


async def explained(
    request: ConsoleRequest, sale: Sale, version: int, *, lot: LotId | None = None
) -> Explained | None:
    """A version of the bill of `sale`; None where nobody kept from what it was worked out.

    `lot` is where the points are: it says since when and until when they can be used.
    """
    db, merchant = request.db, request.merchant.id
    found = await explanation_of(db, merchant, sale.id, version)
    if found is None:
        return None
    voice = await voice_of(request, *(selections(found.terms) if found.terms else ()))
    lots = await lots_by_id(db, merchant, [lot] if lot else [])
    refunds = await refunds_of(db, merchant, sale.id)
    return Explained(
        title=title_of(found, voice),
        lines=list(rule_lines(found, voice)),
        points=voice.points(found.worked.points),
        after=[
            *back(sale, found, refunds, voice),
            *(said for one in lots.values() for said in lasting(one, request.now, voice)),
        ],
    )


def title_of(found: Explanation, voice: Voice) -> str:
    """`Bill of $38.50, by version 3 of the program`"""
    if found.program_version is None:
        return "There was no program yet."
    of = "" if found.version == 1 else f", version {found.version},"
    paid = voice.speech.money(found.basket.total)
    return f"Bill of {paid}{of} by version {found.program_version} of the program"


def rule_lines(found: Explanation, voice: Voice) -> Sequence[RuleLine]:
    """What every rule gave, in the order they were worked out, then those that gave nothing."""
    if found.terms is None:
        return []
    given = [given_line(part, found.terms, voice) for part in found.worked.parts]
    return [*given, *(passed_line(passed) for passed in found.worked.passed)]


def given_line(part: Part, terms: Terms, voice: Voice) -> RuleLine:
    rules = {rule.id: rule for rule in terms.rules}
    why = reckoned(part, rules.get(part.rule), voice)
    if part.cut:
        why += f" The most of a day took {voice.points(part.cut)} off."
    return RuleLine(
        called(part), why, f"+{voice.speech.number(part.points)}", gave=bool(part.points)
    )


def passed_line(passed: Passed) -> RuleLine:
    return RuleLine(called(passed), WHY_NOT[passed.why], "0", gave=False)


def called(one: Part | Passed) -> str:
    """`Double points (version 3)`; a tier's extra has no version."""
    return f"{one.name} (version {one.version})" if one.version else one.name


def back(sale: Sale, found: Explanation, refunds: Sequence[Refund], voice: Voice) -> Sequence[str]:
    """What of the bill went back, and what stands of its points after it."""
    if not sale.refunded or found.member != sale.member:
        return []
    total = found.basket.total
    gone = f"{voice.speech.money(sale.refunded)} of {voice.speech.money(total)} went back"
    share = percent(sale.refunded, total)
    times = f" in {len(refunds)} refunds" if len(refunds) > 1 else ""
    stands = f"{voice.points(sale.points_earned)} of {voice.speech.number(found.worked.points)}"
    return [f"{gone}{share}{times}: {stands} stand."]


def percent(part: Money, whole: Money) -> str:
    """` (31 %)`, half up; nothing of nothing."""
    if not whole:
        return ""
    return f" ({(200 * part.minor + whole.minor) // (2 * whole.minor)} %)"


def lasting(lot: Lot, now: datetime, voice: Voice) -> Sequence[str]:
    """Since when the points can be spent, if not at once, and until when."""
    said, speech = [], voice.speech
    if lot.matures_at is not None:
        since = "They can be spent from" if lot.matures_at > now else "They could be spent from"
        said.append(f"{since} {speech.date(lot.matures_at)}.")
    if lot.expires_at is not None:
        last = speech.date(lot.expires_at - timedelta(seconds=1))
        idle = ", and longer with each visit" if lot.idle_months else ""
        said.append(f"They can be used until the end of {last}{idle}.")
    return said
