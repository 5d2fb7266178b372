"""Rewards and offers as rows."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from regulars.kernel.ids import MemberId, MerchantId, OfferId, PictureId, RewardId
from regulars.kernel.points import Points
from regulars.platform.db import Reads, Row, Transaction
from regulars.programs.benefits.model import Benefit, OfferBenefit
from regulars.programs.model import Offer, Reward
from regulars.programs.store import conditions
from regulars.programs.store.conditions import conditions_of, values_of

CURRENCY = "select currency from merchants where merchant_id = $1"

COLUMNS = (
    "title",
    "terms",
    "action_label",
    "what",
    "picture_id",
    "active",
    "position",
    *conditions.COLUMNS,
)
REWARD_COLUMNS = (*COLUMNS, "points")


def select(table: str, columns: Sequence[str]) -> str:
    """The definitions of a merchant in the till's order, or one of them."""
    return f"""
        select x.id, x.used, x.spent_minor, {", ".join(f"x.{name}" for name in columns)},
               m.currency
          from {table} x join merchants m using (merchant_id)
         where x.merchant_id = $1 and ($2::uuid is null or x.id = $2)
         order by x.position, x.id
    """


def save(table: str, columns: Sequence[str]) -> str:
    """Write one; what counts its uses stays. Lookups see that the catalogue is another now."""
    places = ", ".join(f"${number}" for number in range(4, 4 + len(columns)))
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns)
    return f"""
        with seen as (
            update programs set catalogue = catalogue + 1 where merchant_id = $1
        )
        insert into {table} (merchant_id, id, created_at, updated_at, {", ".join(columns)})
        values ($1, $2, $3, $3, {places})
        on conflict (merchant_id, id) do update set updated_at = $3, {changes}
    """


REWARDS = select("rewards", REWARD_COLUMNS)
SAVE_REWARD = save("rewards", REWARD_COLUMNS)
OFFERS = select("offers", COLUMNS)
SAVE_OFFER = save("offers", COLUMNS)

UNKNOWN_STORES = """
    select exists (select from unnest($2::integer[]) as wanted(id)
                    where not exists (select from stores s
                                       where s.merchant_id = $1 and s.id = wanted.id))
"""

MEMBER_IS_THERE = "select exists (select from members where merchant_id = $1 and id = $2)"


async def currency(reads: Reads, merchant: MerchantId) -> str:
    return str(await reads.value(CURRENCY, merchant))


async def rewards(
    reads: Reads, merchant: MerchantId, *, only: RewardId | None = None
) -> Sequence[Reward]:
    return [reward_of(row) for row in await reads.all(REWARDS, merchant, only)]


async def save_reward(
    tx: Transaction, merchant: MerchantId, reward: Reward, *, at: datetime
) -> None:
    await tx.run(SAVE_REWARD, merchant, reward.id, at, *_values(reward), reward.points)


async def offers(
    reads: Reads, merchant: MerchantId, *, only: OfferId | None = None
) -> Sequence[Offer]:
    return [offer_of(row) for row in await reads.all(OFFERS, merchant, only)]


async def save_offer(tx: Transaction, merchant: MerchantId, offer: Offer, *, at: datetime) -> None:
    await tx.run(SAVE_OFFER, merchant, offer.id, at, *_values(offer))


async def knows_stores(reads: Reads, merchant: MerchantId, stores: Sequence[int]) -> bool:
    """Whether all of them are the merchant's."""
    return not await reads.value(UNKNOWN_STORES, merchant, list(stores))


async def knows_member(reads: Reads, merchant: MerchantId, member: MemberId) -> bool:
    return bool(await reads.value(MEMBER_IS_THERE, merchant, member))


def reward_of(row: Row) -> Reward:
    return Reward(
        id=RewardId(row["id"]),
        title=row["title"],
        benefit=benefit_of(row["what"]),
        points=Points(row["points"]),
        conditions=conditions_of(row, row["currency"]),
        terms=row["terms"],
        action_label=row["action_label"],
        active=row["active"],
        position=row["position"],
        picture=_picture(row["picture_id"]),
        used=row["used"],
        spent_minor=row["spent_minor"],
    )


def offer_of(row: Row) -> Offer:
    return Offer(
        id=OfferId(row["id"]),
        title=row["title"],
        benefit=msgspec.convert(row["what"], OfferBenefit),
        conditions=conditions_of(row, row["currency"]),
        terms=row["terms"],
        action_label=row["action_label"],
        active=row["active"],
        position=row["position"],
        picture=_picture(row["picture_id"]),
        used=row["used"],
        spent_minor=row["spent_minor"],
    )


def benefit_of(what: object) -> Benefit:
    """The benefit that a column says."""
    benefit: Benefit = msgspec.convert(what, Benefit)
    return benefit


def _values(subject: Reward | Offer) -> tuple[object, ...]:
    """What is written into `COLUMNS`, in their order."""
    return (
        subject.title,
        subject.terms,
        subject.action_label,
        subject.benefit,
        subject.picture,
        subject.active,
        subject.position,
        *values_of(subject.conditions),
    )


def _picture(found: UUID | None) -> PictureId | None:
    return None if found is None else PictureId(found)
