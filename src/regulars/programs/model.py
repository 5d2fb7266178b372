"""What a program is made of: earning, rewards, offers, and what was redeemed on which order."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from regulars.kernel.ids import (
    ConnectionId,
    HoldId,
    MemberId,
    MerchantId,
    OfferId,
    PictureId,
    RedemptionId,
    RewardId,
    StoreId,
    VoucherId,
)
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.merchants.model import ConnectionSettings, ConnectionStatus
from regulars.programs.benefits.model import Benefit, OfferBenefit, PointsForMoney
from regulars.programs.conditions.model import ALWAYS, FOR_EVER, Conditions
from regulars.programs.earning.model import Terms
from regulars.vouchers.model import WalletScheme, Worth


class AtTillWords(msgspec.Struct, frozen=True):
    """What the till shows of a member beside name and points.

    `nearly` is a line on what is nearly reached.
    """

    nearly: bool = True
    tier: bool = True
    next_reward: bool = False
    last_visit: bool = False


class Program(msgspec.Struct, frozen=True):
    """The program of one merchant: what it is called, and the `terms` by which sales earn.

    `version` is the one that the terms are in. `wallet` is how what is spent tops up a member's
    wallet, None where it does not. `new_guest_voucher` is shown to members without a first sale.
    """

    merchant: MerchantId
    name: str
    points_label: str
    terms: Terms
    version: int = 0
    intro_text: str = ""
    wallet: WalletScheme | None = None
    new_guest_voucher: VoucherId | None = None
    at_till: AtTillWords = AtTillWords()


class Reward(msgspec.Struct, frozen=True):
    """Something bought with `points`; with `PointsForMoney` that is the most that may be chosen.

    `used` and `spent_minor` count what stands, also on open bills: uses, and what they take off.
    """

    id: RewardId
    title: str
    benefit: Benefit
    points: Points
    conditions: Conditions = ALWAYS
    terms: str = ""
    action_label: str = "Redeem"
    active: bool = True
    position: int = 0
    picture: PictureId | None = None
    used: int = 0
    spent_minor: int = 0

    @property
    def variable(self) -> bool:
        """Whether the cashier chooses how many points."""
        return isinstance(self.benefit, PointsForMoney)


class Usable(msgspec.Struct, frozen=True):
    """A reward with the points its button shows: its price, or the most that may be chosen."""

    reward: Reward
    points: Points


class Offer(msgspec.Struct, frozen=True):
    """A coupon: a benefit without points. `used` and `spent_minor` count as a reward's do."""

    id: OfferId
    title: str
    benefit: OfferBenefit
    conditions: Conditions = ALWAYS
    terms: str = ""
    action_label: str = "Apply"
    active: bool = True
    position: int = 0
    picture: PictureId | None = None
    used: int = 0
    spent_minor: int = 0


class MemberAtTill(msgspec.Struct, frozen=True):
    """A member as the till shows them."""

    id: MemberId
    code: str
    first_name: str
    last_name: str
    email: str | None
    picture_url: str | None
    available: Points
    last_seen_at: datetime | None = None


class VoucherAtTill(msgspec.Struct, frozen=True, kw_only=True):
    """A voucher of a member, or for everybody, that can be used now.

    `name` is empty for one that has no description. `worth` is what it takes off a bill of at least
    `minimum`: what is left, where it `stores_value`. `ends_at` is the first moment at which it
    cannot be used any more.
    """

    id: VoucherId
    name: str
    worth: Worth
    stores_value: bool
    minimum: Money
    ends_at: datetime | None


class NextCredit(msgspec.Struct, frozen=True):
    """`credit` comes into the member's wallet once `missing` more has been spent."""

    credit: Money
    missing: Money


class NextReward(msgspec.Struct, frozen=True):
    """The reward that is reached next: `missing` more points and it can be used."""

    title: str
    missing: Points


class AtTill(msgspec.Struct, frozen=True, kw_only=True):
    """The connection that was asked through, and what the member can use now.

    `words` says what is told besides: the name of the `tier`, the `next_reward`, the last visit.
    `locale` is how the merchant writes money, `time_zone` the store's.
    """

    status: ConnectionStatus
    key_version: int
    company_id: str | None
    settings: ConnectionSettings
    store: StoreId | None
    points_label: str
    intro_text: str
    words: AtTillWords
    member: MemberAtTill | None
    rewards: Sequence[Usable] = ()
    offers: Sequence[Offer] = ()
    vouchers: Sequence[VoucherAtTill]
    tier: str = ""
    next_reward: NextReward | None = None
    next_credit: NextCredit | None
    locale: str
    time_zone: ZoneInfo


class RedemptionState(StrEnum):
    """How far a redemption has come.

    `ASKED` is set aside here and the till has not agreed yet; `APPLIED` stands on the open bill;
    `SETTLED` was carried by the finished order; `RELEASED` came off again; `REFUSED` never got on.
    """

    ASKED = "asked"
    APPLIED = "applied"
    SETTLED = "settled"
    RELEASED = "released"
    REFUSED = "refused"

    @property
    def stands(self) -> bool:
        """Whether it belongs on the open bill."""
        return self in (RedemptionState.ASKED, RedemptionState.APPLIED)


class Kind(StrEnum):
    """What was redeemed."""

    REWARD = "reward"
    OFFER = "offer"
    VOUCHER = "voucher"


ReleaseWhy: TypeAlias = Literal["rejected", "taken_off", "deleted", "refused", "abandoned"]
"""Why what was set aside came back."""

BackWhy: TypeAlias = Literal["rejected", "taken_off", "deleted", "refunded", "undone"]
"""Why what was settled came back."""


class Redemption(msgspec.Struct, frozen=True):
    """One reward, offer or voucher on one order. `points` are held, `discount` comes off.

    `order` is the till's id of the order and `number` the one that people read. `claim` is the
    button that was pressed, `quantity` the points that were asked for: more than `points` where the
    bill needed less. `what` is the benefit as it was then, None for a voucher. The use counts in
    the period that began on the day `since`. What is `alone` goes with nothing else on the bill.
    """

    id: RedemptionId
    connection: ConnectionId
    store: StoreId
    order: str
    number: str
    member: MemberId
    title: str
    points: Points
    discount: Money
    state: RedemptionState
    claim: UUID
    quantity: Points
    requested_at: datetime
    decided_at: datetime | None = None
    hold: HoldId | None = None
    reward: RewardId | None = None
    offer: OfferId | None = None
    voucher: VoucherId | None = None
    carried: Money | None = None
    reason: str = ""
    what: Benefit | None = None
    since: date = FOR_EVER
    alone: bool = False

    @property
    def variable(self) -> bool:
        """Whether the cashier chose how many points."""
        return isinstance(self.what, PointsForMoney)

    @property
    def kind(self) -> Kind:
        if self.voucher is not None:
            return Kind.VOUCHER
        return Kind.REWARD if self.reward is not None else Kind.OFFER


class Claim(msgspec.Struct, frozen=True):
    """What a redeem button stands for: one reward, offer or voucher of one member, as shown."""

    id: UUID
    member: MemberId
    reward: RewardId | None
    offer: OfferId | None
    points: Points
    issued_at: datetime
    voucher: VoucherId | None = None
