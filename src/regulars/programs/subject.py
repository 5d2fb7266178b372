"""What a button is about, as it is now: a reward, an offer or a voucher."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias, assert_never

from regulars.kernel.ids import MerchantId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.platform.db import Transaction
from regulars.programs.benefits.model import Benefit
from regulars.programs.benefits.rules import Bill, worth
from regulars.programs.errors import NoSuchReward
from regulars.programs.model import Claim, Kind, Offer, Reward
from regulars.programs.rules import check_age, check_claim, name_of, voucher_worth
from regulars.programs.store import definitions
from regulars.vouchers.errors import NoSuchVoucher
from regulars.vouchers.model import Voucher
from regulars.vouchers.read import read_voucher

Subject: TypeAlias = Reward | Offer | Voucher


async def subject_of(tx: Transaction, merchant: MerchantId, claim: Claim) -> Subject:
    """What `claim` is about. Raises `NoSuchReward`."""
    found: Sequence[Subject] = ()
    if claim.reward is not None:
        found = await definitions.rewards(tx, merchant, only=claim.reward)
    elif claim.offer is not None:
        found = await definitions.offers(tx, merchant, only=claim.offer)
    elif claim.voucher is not None:
        found = await _vouchers(tx, merchant, claim)
    if not found:
        raise NoSuchReward("This reward does not exist any more. Open the member again.")
    return found[0]


async def _vouchers(tx: Transaction, merchant: MerchantId, claim: Claim) -> Sequence[Voucher]:
    assert claim.voucher is not None
    try:
        return [await read_voucher(tx, merchant, claim.voucher)]
    except NoSuchVoucher:
        return []


def check(claim: Claim, subject: Subject, *, at: datetime) -> None:
    """Raises `CannotRedeem` unless the button still shows what `subject` is.

    Whether a voucher can be used is looked at once nobody else can use it, when it is set aside.
    """
    if isinstance(subject, Voucher):
        check_age(claim, at=at)
    else:
        check_claim(claim, subject, at=at)


def title_of(subject: Subject) -> str:
    """What is written on the bill."""
    return name_of(subject) if isinstance(subject, Voucher) else subject.title


def kind_of(subject: Subject) -> Kind:
    match subject:
        case Reward():
            return Kind.REWARD
        case Offer():
            return Kind.OFFER
        case Voucher():
            return Kind.VOUCHER
        case other:
            assert_never(other)


def benefit_of(subject: Subject) -> Benefit | None:
    """What it gives; None for a voucher, which has a value of its own."""
    return None if isinstance(subject, Voucher) else subject.benefit


def comes_off(subject: Subject, asked: Points, bill: Bill) -> tuple[Money, Points]:
    """What comes off a bill, and the points it takes. Raises `CannotRedeem`."""
    if isinstance(subject, Voucher):
        return voucher_worth(subject, bill.before, bill.owed), Points(0)
    return worth(subject.benefit, asked, bill)
