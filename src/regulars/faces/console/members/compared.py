"""Two members side by side, and what one of them will be after merging."""

from collections.abc import Sequence
from dataclasses import dataclass

from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.kernel.money import Money
from regulars.ledger.model import Balance
from regulars.ledger.statement import balance
from regulars.members.merge import completed
from regulars.members.model import Details, Member
from regulars.programs.define import find_program
from regulars.sales.read import how_many_of
from regulars.vouchers.model import Wallet, WalletScheme
from regulars.vouchers.read import of_member, wallet_of
from regulars.vouchers.rules import credits_won


@dataclass(frozen=True, slots=True)
class Holdings:
    """What one member has."""

    member: Member
    balance: Balance
    wallet: Wallet
    vouchers: int
    sales: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison; `after` is what the member who is kept will have."""

    what: str
    kept: str
    gone: str
    after: str


@dataclass(frozen=True, slots=True)
class Compared:
    """The person, and what they own, as tables of rows."""

    person: Sequence[Row]
    owned: Sequence[Row]
    on_hold: bool


async def holdings_of(request: ConsoleRequest, member: Member) -> Holdings:
    db, merchant = request.db, request.merchant.id
    wallet = await wallet_of(db, merchant, member.id)
    assert wallet is not None, "whoever joins gets a wallet"
    own = await of_member(db, merchant, member.id, at=request.now)
    return Holdings(
        member=member,
        balance=await balance(db, merchant, member.account, at=request.now),
        wallet=wallet,
        vouchers=sum(1 for voucher in own if not voucher.is_wallet),
        sales=await how_many_of(db, merchant, member.id),
    )


async def compared(request: ConsoleRequest, kept: Member, gone: Member) -> Compared:
    """All that changes for either of the two."""
    one, other = await holdings_of(request, kept), await holdings_of(request, gone)
    program = await find_program(request.db, request.merchant.id)
    return Compared(
        person=person(kept, gone, request.speech),
        owned=owned(one, other, program.wallet if program else None, request.speech),
        on_hold=bool(other.balance.held or one.balance.held),
    )


def person(kept: Member, gone: Member, speech: Speech) -> list[Row]:
    """Name and contact: what only one has is kept, and of two the other's finds them as well."""
    after = completed(kept, gone)
    return [
        Row("Name", kept.name, gone.name, f"{after.first_name} {after.last_name}".strip()),
        contact("Phone", kept.phone, gone.phone, after.phone),
        contact("E-mail", kept.email, gone.email, after.email),
        contact("Card", kept.card_number, gone.card_number, after.card_number),
        contact("Member code", kept.code, gone.code, kept.code),
        birthday(kept, gone, after, speech),
    ]


def contact(what: str, kept: str | None, gone: str | None, after: str | None) -> Row:
    also = f"{after}; {gone} finds them too" if kept and gone else after
    return Row(what, kept or "–", gone or "–", also or "–")


def birthday(kept: Member, gone: Member, after: Details, speech: Speech) -> Row:
    said = [speech.birthday(one.birthday) if one.birthday else "–" for one in (kept, gone, after)]
    return Row("Birthday", *said)


def owned(one: Holdings, other: Holdings, scheme: WalletScheme | None, speech: Speech) -> list[Row]:
    """Points, money and what happened: the two add up, and may come to a credit together."""
    left, progress = together(one.wallet, other.wallet, scheme)
    rows = [
        counted("Points to spend", one.balance.available, other.balance.available, speech),
        counted("On hold", one.balance.held, other.balance.held, speech),
        counted("To spend later", one.balance.pending, other.balance.pending, speech),
        counted("Points owed", one.balance.debt, other.balance.debt, speech),
        money("In the wallet", one.wallet.left, other.wallet.left, left, speech),
        money(
            "Spent towards the next credit",
            one.wallet.progress,
            other.wallet.progress,
            progress,
            speech,
        ),
        counted("Vouchers", one.vouchers, other.vouchers, speech),
        counted("Sales", one.sales, other.sales, speech),
    ]
    always = {"Points to spend", "In the wallet", "Sales"}
    nothing = {"0", speech.money(Money.zero(one.wallet.left.currency))}
    return [row for row in rows if row.what in always or {row.kept, row.gone} - nothing]


def counted(what: str, kept: int, gone: int, speech: Speech) -> Row:
    return Row(what, speech.number(kept), speech.number(gone), speech.number(kept + gone))


def money(what: str, kept: Money, gone: Money, after: Money, speech: Speech) -> Row:
    return Row(what, speech.money(kept), speech.money(gone), speech.money(after))


def together(kept: Wallet, gone: Wallet, scheme: WalletScheme | None) -> tuple[Money, Money]:
    """What will be in the wallet, and what will count towards its next credit."""
    left = kept.left + gone.left
    if scheme is None:
        return left, kept.progress + gone.progress
    times, progress = credits_won(kept.progress, gone.progress, scheme.per)
    won = Money(times * scheme.credit.minor, left.currency)
    return left + won - min(won, kept.owed + gone.owed), progress
