"""What has happened lately, in plain sentences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from regulars.faces.console.codes import may_see_codes
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.kernel.ids import MemberId
from regulars.kernel.money import Money
from regulars.members.facts import MemberEnrolled
from regulars.members.model import Named
from regulars.members.names import names_of
from regulars.merchants.stores import stores
from regulars.platform import journal
from regulars.platform.journal import Written
from regulars.programs.facts import PointsAdjusted, RedemptionMoved
from regulars.sales.facts import SaleCompleted, SaleRefunded, SaleVoided
from regulars.vouchers.facts import (
    VoucherGivenBack,
    VoucherIssued,
    VouchersIssued,
    VoucherUsed,
    WalletCredited,
)
from regulars.vouchers.gift_cards.facts import GiftCardCancelled, GiftCardSold
from regulars.vouchers.model import Problem
from regulars.vouchers.rules import sentence_of

LOOKED_AT = 100
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened, and the page about it."""

    picture: str
    kind: str
    sentence: str
    note: str
    href: str
    when: str


@dataclass(frozen=True, slots=True)
class Teller:
    """Knows what the ids in facts are called. Staff are not told codes that may be money."""

    members: Mapping[MemberId, Named]
    stores: Mapping[int, str]
    speech: Speech
    currency: str
    now: datetime
    tells_codes: bool

    def money(self, minor: int) -> str:
        return self.speech.money(Money(minor, self.currency))

    def when(self, fact: Written) -> str:
        return self.speech.when(fact.at, now=self.now)

    def member(self, text: str) -> str:
        found = self.members.get(MemberId(UUID(text)))
        return found.name if found else "A former member"

    def store(self, number: int | None) -> str:
        name = self.stores.get(number) if number else None
        return f" at {name}" if name else ""

    def voucher(self, code: str) -> str:
        return f"voucher {code}" if self.tells_codes else "a voucher"

    def points(self, number: int) -> str:
        return f"{self.speech.number(number)} {'point' if number == 1 else 'points'}"


async def activity(request: ConsoleRequest) -> Sequence[Happening]:
    """The latest things that are worth a sentence, newest first."""
    db, merchant = request.db, request.merchant.id
    facts = await journal.newest(db, merchant, limit=LOOKED_AT)
    members = {MemberId(UUID(text)) for fact in facts if (text := fact.data.get("member"))}
    teller = Teller(
        members=await names_of(db, merchant, members),
        stores={store.id: store.name for store in await stores(db, merchant)},
        speech=request.speech,
        currency=request.merchant.currency,
        now=request.now,
        tells_codes=may_see_codes(request.me),
    )
    return list(islice(told(facts, teller), SHOWN))


def told(facts: Sequence[Written], teller: Teller) -> Iterator[Happening]:
    gift_cards = {fact.subject for fact in facts if fact.kind == GiftCardSold.kind}
    for fact in facts:
        if fact.kind == VoucherIssued.kind and fact.subject in gift_cards:
            continue  # its sale tells of it, without the code
        match fact.kind:
            case SaleCompleted.kind:
                yield sale(fact, teller)
            case SaleVoided.kind:
                yield void(fact, teller)
            case SaleRefunded.kind:
                yield refunded(fact, teller)
            case RedemptionMoved.kind if is_worth_telling(fact):
                yield redemption(fact, teller)
            case MemberEnrolled.kind:
                yield enrolled(fact, teller)
            case PointsAdjusted.kind:
                yield adjusted(fact, teller)
            case _:
                yield from told_of_voucher(fact, teller)


def is_worth_telling(redemption: Written) -> bool:
    """Whether it has ended as it will. A voucher's own facts tell of it."""
    data = redemption.data
    return data["state"] in ("settled", "released") and not data.get("voucher")


def told_of_voucher(fact: Written, teller: Teller) -> Iterator[Happening]:
    match fact.kind:
        case VoucherIssued.kind | VouchersIssued.kind:
            yield issued(fact, teller)
        case VoucherUsed.kind if fact.data["state"] == "used":
            yield voucher_used(fact, teller)
        case VoucherGivenBack.kind:
            yield given_back(fact, teller)
        case WalletCredited.kind if fact.data["credited_minor"]:
            yield credited(fact, teller)
        case GiftCardSold.kind | GiftCardCancelled.kind:
            yield gift_card(fact, teller)
        case _:
            pass


def sale(fact: Written, teller: Teller) -> Happening:
    data = fact.data
    total = teller.speech.money(Money(data["total_minor"], data["currency"]))
    where, href = teller.store(data["store"]), f"/console/sales/{data['sale']}"
    if data["version"] > 1:
        sentence = f"Sale {data['number']}{where} has changed"
        return Happening("refresh-cw", "", sentence, f"{total} now", href, teller.when(fact))
    if not data["member"]:
        return Happening(
            "receipt-text", "", f"A guest paid {total}{where}", "", href, teller.when(fact)
        )
    who = teller.member(data["member"])
    if not data["points_earned"]:
        return Happening(
            "receipt-text", "", f"{who} paid {total}{where}", "", href, teller.when(fact)
        )
    sentence = f"{who} earned {teller.points(data['points_earned'])}{where}"
    return Happening("coins", "plus", sentence, f"{total} paid", href, teller.when(fact))


def void(fact: Written, teller: Teller) -> Happening:
    data = fact.data
    taken = data["points_taken_back"]
    note = f"{teller.points(taken)} taken back" if taken else ""
    sentence = f"A sale{teller.store(data['store'])} was voided"
    href = f"/console/sales/{data['sale']}"
    return Happening("rotate-ccw", "minus", sentence, note, href, teller.when(fact))


def refunded(fact: Written, teller: Teller) -> Happening:
    data = fact.data
    amount = teller.speech.money(Money(abs(data["amount_minor"]), data["currency"]))
    taken = data["points_taken_back"]
    href = f"/console/sales/{data['sale']}"
    if data["amount_minor"] < 0:
        note = f"{teller.points(-taken)} earned again" if taken else ""
        sentence = f"A refund of {amount} was taken back{teller.store(data['store'])}"
        return Happening("refresh-cw", "plus", sentence, note, href, teller.when(fact))
    note = f"{teller.points(taken)} taken back" if taken else ""
    sentence = f"{amount} went back to a guest{teller.store(data['store'])}"
    return Happening("rotate-ccw", "minus", sentence, note, href, teller.when(fact))


def redemption(fact: Written, teller: Teller) -> Happening:
    data = fact.data
    who, href = teller.member(data["member"]), f"/console/members/{data['member']}"
    points = teller.points(data["points"]) if data["points"] else ""
    if data["state"] == "settled":
        return Happening(
            "gift", "minus", f"{who} redeemed {data['title']}", points, href, teller.when(fact)
        )
    note = f"{points} came back" if points else ""
    did = "got back" if data["reason"] == "refunded" else "did not use"
    return Happening(
        "undo-2", "back", f"{who} {did} {data['title']}", note, href, teller.when(fact)
    )


def enrolled(fact: Written, teller: Teller) -> Happening:
    member = fact.data["member"]
    sentence = f"{teller.member(member)} joined{teller.store(fact.data['store'])}"
    return Happening(
        "user-plus", "plus", sentence, "", f"/console/members/{member}", teller.when(fact)
    )


def adjusted(fact: Written, teller: Teller) -> Happening:
    points, member = fact.data["points"], fact.data["member"]
    who, href = teller.member(member), f"/console/members/{member}"
    if points > 0:
        sentence = f"{who} was given {teller.points(points)}"
        return Happening("pencil", "plus", sentence, "By hand", href, teller.when(fact))
    sentence = f"{teller.points(-points)} were taken from {who}"
    return Happening("pencil", "minus", sentence, "By hand", href, teller.when(fact))


def issued(fact: Written, teller: Teller) -> Happening:
    data = fact.data
    if fact.kind == VoucherIssued.kind:
        sentence, href = f"{teller.voucher(data['code'])} was made", voucher_page(fact)
    else:
        count = teller.speech.number(data["vouchers"])
        sentence, href = f"{count} vouchers were made", "/console/vouchers"
    return Happening("ticket", "plus", begun(sentence), "", href, teller.when(fact))


def voucher_used(fact: Written, teller: Teller) -> Happening:
    data = fact.data
    off = teller.money(data["discount_minor"])
    sentence = begun(f"{teller.voucher(data['code'])} took {off} off a bill")
    sentence += teller.store(data["store"])
    note = sentence_of(Problem(data["problem"])) if data["problem"] else ""
    return Happening("ticket", "minus", sentence, note, voucher_page(fact), teller.when(fact))


def given_back(fact: Written, teller: Teller) -> Happening:
    data = fact.data
    voucher = teller.voucher(data["code"])
    sentence = begun(f"{voucher} came off a bill again")
    if not data["whole"]:
        sentence = f"Part of {voucher} came back"
    back = data["given_back_minor"]
    note = f"{teller.money(back)} came back" if back else ""
    return Happening("undo-2", "back", sentence, note, voucher_page(fact), teller.when(fact))


def credited(fact: Written, teller: Teller) -> Happening:
    minor, member = fact.data["credited_minor"], fact.data["member"]
    who, amount = teller.member(member), teller.money(abs(minor))
    sentence = f"{who} got {amount} in the wallet"
    if minor < 0:
        sentence = f"{amount} went out of the wallet of {who}"
    kind, href = "plus" if minor > 0 else "minus", f"/console/members/{member}"
    return Happening("wallet", kind, sentence, "", href, teller.when(fact))


def gift_card(fact: Written, teller: Teller) -> Happening:
    data, href = fact.data, f"/console/gift-cards/{fact.data['voucher']}"
    if fact.kind == GiftCardCancelled.kind:
        return Happening("gift", "minus", "A gift card was cancelled", "", href, teller.when(fact))
    sentence = f"A gift card was sold{teller.store(data['store'])}"
    return Happening(
        "gift", "plus", sentence, teller.money(data["value_minor"]), href, teller.when(fact)
    )


def begun(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def voucher_page(fact: Written) -> str:
    return f"/console/vouchers/{fact.data['voucher']}"
