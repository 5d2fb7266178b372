"""Rewards and offers as rows."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import MemberId, MerchantId, OfferId, RewardId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.platform.db import Reads, Row, Transaction
from regulars.programs.model import (
    AmountOff,
    Benefit,
    Offer,
    PercentOff,
    PointsForMoney,
    Reward,
)

CURRENCY = "select currency from merchants where merchant_id = $1"

REWARD_COLUMNS = """
    r.id, r.title, r.terms, r.action_label, r.benefit, r.value_minor, r.basis_points, r.max_minor,
    r.points, r.points_unit, r.active, r.position
"""

REWARDS = f"""
    select {REWARD_COLUMNS}, m.currency
      from rewards r join merchants m using (merchant_id)
     where r.merchant_id = $1 and ($2::uuid is null or r.id = $2)
     order by r.position, r.id
"""

SAVE_REWARD = """
    insert into rewards (merchant_id, id, title, terms, action_label, benefit, value_minor,
                         basis_points, max_minor, points, points_unit, active, position,
                         created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
    on conflict (merchant_id, id) do update
       set title = excluded.title, terms = excluded.terms, action_label = excluded.action_label,
           benefit = excluded.benefit, value_minor = excluded.value_minor,
           basis_points = excluded.basis_points, max_minor = excluded.max_minor,
           points = excluded.points, points_unit = excluded.points_unit,
           active = excluded.active, position = excluded.position,
           updated_at = excluded.updated_at
"""

OFFER_COLUMNS = """
    o.id, o.title, o.terms, o.action_label, o.benefit, o.value_minor, o.basis_points, o.max_minor,
    o.member_id, o.starts_at, o.ends_at, o.limit_total, o.limit_per_member, o.used, o.active,
    o.position
"""

OFFERS = f"""
    select {OFFER_COLUMNS}, m.currency
      from offers o join merchants m using (merchant_id)
     where o.merchant_id = $1 and ($2::uuid is null or o.id = $2)
     order by o.position, o.id
"""

SAVE_OFFER = """
    insert into offers (merchant_id, id, title, terms, action_label, benefit, value_minor,
                        basis_points, max_minor, member_id, starts_at, ends_at, limit_total,
                        limit_per_member, active, position, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17)
    on conflict (merchant_id, id) do update
       set title = excluded.title, terms = excluded.terms, action_label = excluded.action_label,
           benefit = excluded.benefit, value_minor = excluded.value_minor,
           basis_points = excluded.basis_points, max_minor = excluded.max_minor,
           member_id = excluded.member_id, starts_at = excluded.starts_at,
           ends_at = excluded.ends_at, limit_total = excluded.limit_total,
           limit_per_member = excluded.limit_per_member, active = excluded.active,
           position = excluded.position, updated_at = excluded.updated_at
"""


async def currency(reads: Reads, merchant: MerchantId) -> str:
    return str(await reads.value(CURRENCY, merchant))


async def rewards(
    reads: Reads, merchant: MerchantId, *, only: RewardId | None = None
) -> Sequence[Reward]:
    rows = await reads.all(REWARDS, merchant, only)
    return [reward_of(row, row["currency"]) for row in rows]


async def save_reward(
    tx: Transaction, merchant: MerchantId, reward: Reward, *, at: datetime
) -> None:
    await tx.run(
        SAVE_REWARD,
        merchant,
        reward.id,
        reward.title,
        reward.terms,
        reward.action_label,
        *_columns(reward.benefit),
        reward.points,
        reward.benefit.unit if isinstance(reward.benefit, PointsForMoney) else None,
        reward.active,
        reward.position,
        at,
    )


async def offers(
    reads: Reads, merchant: MerchantId, *, only: OfferId | None = None
) -> Sequence[Offer]:
    rows = await reads.all(OFFERS, merchant, only)
    return [offer_of(row, row["currency"]) for row in rows]


async def save_offer(tx: Transaction, merchant: MerchantId, offer: Offer, *, at: datetime) -> None:
    await tx.run(
        SAVE_OFFER,
        merchant,
        offer.id,
        offer.title,
        offer.terms,
        offer.action_label,
        *_columns(offer.benefit),
        offer.member,
        offer.starts_at,
        offer.ends_at,
        offer.limit_total,
        offer.limit_per_member,
        offer.active,
        offer.position,
        at,
    )


def reward_of(row: Row, currency: str) -> Reward:
    return Reward(
        id=RewardId(row["id"]),
        title=row["title"],
        benefit=_benefit(row, currency, unit=row["points_unit"]),
        points=Points(row["points"]),
        terms=row["terms"],
        action_label=row["action_label"],
        active=row["active"],
        position=row["position"],
    )


def offer_of(row: Row, currency: str) -> Offer:
    benefit = _benefit(row, currency, unit=None)
    assert not isinstance(benefit, PointsForMoney), "the table's own check refuses it"
    return Offer(
        id=OfferId(row["id"]),
        title=row["title"],
        benefit=benefit,
        terms=row["terms"],
        action_label=row["action_label"],
        member=None if row["member_id"] is None else MemberId(row["member_id"]),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        limit_total=row["limit_total"],
        limit_per_member=row["limit_per_member"],
        used=row["used"],
        active=row["active"],
        position=row["position"],
    )


def _benefit(row: Row, currency: str, *, unit: int | None) -> Benefit:
    if row["benefit"] == "percent_off":
        most = row["max_minor"]
        return PercentOff(row["basis_points"], None if most is None else Money(most, currency))
    value = Money(row["value_minor"], currency)
    return AmountOff(value) if unit is None else PointsForMoney(value, Points(unit))


def _columns(benefit: Benefit) -> tuple[str, int | None, int | None, int | None]:
    """benefit, value_minor, basis_points, max_minor"""
    match benefit:
        case AmountOff(value):
            return "amount_off", value.minor, None, None
        case PercentOff(basis_points, most):
            return "percent_off", None, basis_points, None if most is None else most.minor
        case PointsForMoney(value):
            return "points_for_money", value.minor, None, None
