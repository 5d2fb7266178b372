"""What members have besides points: the wallet, how far it is to its next credit, vouchers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.faces.console.vouchers import listed
from regulars.faces.console.vouchers import told as story
from regulars.kernel.ids import MemberId
from regulars.kernel.money import Money
from regulars.members.model import Member
from regulars.programs.define import find_program
from regulars.vouchers.model import Voucher, Wallet, WalletScheme
from regulars.vouchers.read import of_member, read_voucher, wallet_of, wallets_of

LATEST = 5


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a wallet is from its next credit, in hundredths and in words, long and short."""

    percent: int
    text: str
    short: str


@dataclass(frozen=True, slots=True)
class Purse:
    """A member's wallet with the latest of its story, and the vouchers that are the member's."""

    wallet: Voucher
    owed: Money
    progress: Progress | None
    lines: Sequence[story.Line]
    vouchers: Sequence[listed.Line]


@dataclass(frozen=True, slots=True)
class Shown:
    """A wallet in a list of members."""

    left: Money
    progress: Progress | None


async def purse_of(request: ConsoleRequest, member: Member) -> Purse:
    db, merchant, now = request.db, request.merchant.id, request.now
    wallet = await wallet_of(db, merchant, member.id)
    assert wallet is not None, "whoever joins gets a wallet"
    program = await find_program(db, merchant)
    voucher = await read_voucher(db, merchant, wallet.voucher)
    told = await story.told(request, voucher)
    own = await of_member(db, merchant, member.id, at=now)
    return Purse(
        wallet=voucher,
        owed=wallet.owed,
        progress=progress(wallet, program.wallet if program else None, request.speech),
        lines=told.lines[:LATEST],
        vouchers=await listed.lines(request, [one for one in own if not one.is_wallet]),
    )


async def wallets(
    request: ConsoleRequest, members: Collection[MemberId]
) -> Mapping[MemberId, Shown]:
    """The wallets of a list; none where no wallet has anything and nothing fills them."""
    program = await find_program(request.db, request.merchant.id)
    scheme = program.wallet if program else None
    found = await wallets_of(request.db, request.merchant.id, members)
    if scheme is None and not any(one.left for one in found.values()):
        return {}
    return {
        member: Shown(one.left, progress(one, scheme, request.speech))
        for member, one in found.items()
    }


def progress(wallet: Wallet, scheme: WalletScheme | None, speech: Speech) -> Progress | None:
    """`$32.00 of $50.00 to the next $5.00`; None where nothing fills wallets."""
    if scheme is None:
        return None
    spent = min(wallet.progress, scheme.per)
    short = f"{speech.money(spent)} of {speech.money(scheme.per)}"
    text = f"{short} to the next {speech.money(scheme.credit)}"
    return Progress(100 * spent.minor // scheme.per.minor, text, short)
