"""The merchant of the bench: a program, its rewards and offers, a till that is connected."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from bench.history import ACCOUNT, MEMBER
from regulars.kernel.ids import (
    ConnectionId,
    MemberId,
    MerchantId,
    OfferId,
    RewardId,
    StoreId,
    uuid7,
)
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.merchants.connections import authorised, enable, save_mapping
from regulars.merchants.create_merchant import create_merchant
from regulars.merchants.model import (
    ConnectionSettings,
    Credentials,
    NewMerchant,
    NewOwner,
    SiteMapping,
)
from regulars.merchants.stores import stores
from regulars.merchants.tokens import keep_tokens
from regulars.platform.db import Database
from regulars.platform.secrets import KeyRing
from regulars.programs.benefits.model import AmountOff, PercentOff, PointsForMoney
from regulars.programs.conditions.model import Conditions
from regulars.programs.define import save_offer, save_reward, set_program
from regulars.programs.earning.model import MonthsSince, one_for_each
from regulars.programs.model import Offer, Program, Reward

KEYS = (b"a-bench-guards-nothing-yet-it-signs",)
CREDENTIALS = Credentials("regulars-bench", "the-secret", "the-signature-token")
ACCESS_TOKEN = "an-access-token-of-the-bench"
SITE = "4201"


class Facts(msgspec.Struct, frozen=True):
    """What was set up, kept beside the database so that a loaded folder can be used again."""

    merchant: MerchantId
    connection: ConnectionId
    company_id: str
    store: StoreId
    reward: RewardId
    members: int


def aud(amount: str) -> Money:
    return Money.of(amount, "AUD")


def member_id(number: int) -> MemberId:
    return MemberId(UUID(f"{MEMBER}{number:012x}"))


def account_id(number: int) -> UUID:
    return UUID(f"{ACCOUNT}{number:012x}")


async def set_up(db: Database, *, company_id: str, members: int) -> Facts:
    """Everything but the members, by the hub's own use cases."""
    at = datetime.now(UTC)
    business = NewMerchant("Harbour Kitchen Group", "AU", "AUD", "en_AU", "Australia/Sydney")
    owner = NewOwner("owner@example.test", "Mia", "correct horse battery")
    merchant = (await create_merchant(db, business, owner, "Harbour Kitchen", at=at)).id
    [store] = await stores(db, merchant)
    connection = (await enable(db, merchant, "kounta", at=at)).id
    await authorised(db, merchant, connection, company_id, "Harbour Kitchen Group", at=at)
    sites = (SiteMapping(SITE, "Harbour Kitchen", store.id),)
    await save_mapping(db, merchant, connection, sites, ConnectionSettings(), at=at)
    reward = await set_up_program(db, merchant, at=at)
    return Facts(merchant, connection, company_id, store.id, reward, members)


async def set_up_program(db: Database, merchant: MerchantId, *, at: datetime) -> RewardId:
    """Six rewards and three offers, as a lookup lists them. Answers the reward that is redeemed."""
    program = Program(
        merchant=merchant,
        name="Regulars",
        points_label="Beans",
        terms=one_for_each(aud("1"), expiry=MonthsSince(18)),
        intro_text="A bean for every dollar.",
    )
    await set_program(db, program, at=at, actor="bench")
    rewards: list[tuple[str, Any, int]] = [
        ("$5 off", AmountOff(aud("5")), 100),
        ("$12 off", AmountOff(aud("12")), 200),
        ("10 % off", PercentOff(1_000, aud("15")), 150),
        ("20 % off", PercentOff(2_000, aud("40")), 350),
        ("$50 off", AmountOff(aud("50")), 750),
        ("Pay with points", PointsForMoney(aud("5"), Points(100)), 1_000),
    ]
    ids = [RewardId(uuid7(at)) for _ in rewards]
    for place, (title, benefit, points) in enumerate(rewards):
        reward = Reward(ids[place], title, benefit, Points(points), position=place)
        await save_reward(db, merchant, reward, at=at, actor="bench")
    for title, most in (("Welcome: $3 off", 1), ("Tuesday: $4 off", None), ("$2 off coffee", 5)):
        offer = Offer(
            OfferId(uuid7(at)),
            title,
            AmountOff(aud("3")),
            Conditions(limit_per_member=most),
        )
        await save_offer(db, merchant, offer, at=at, actor="bench")
    return ids[0]


async def authorise(db: Database, facts: Facts) -> None:
    """Have tokens that the simulators of this run know, for a day."""
    await keep_tokens(
        db,
        KeyRing(KEYS),
        facts.merchant,
        facts.connection,
        access_token=ACCESS_TOKEN,
        refresh_token="",
        expires_at=datetime.now(UTC) + timedelta(days=1),
    )
