"""Conditions as columns, which rewards and offers have alike."""

import msgspec

from regulars.kernel.ids import StoreId
from regulars.kernel.money import Money
from regulars.platform.db import Row
from regulars.programs.conditions.model import Audience, Conditions, Period
from regulars.vouchers.model import Hours

COLUMNS = (
    "stores",
    "weekdays",
    "from_minute",
    "until_minute",
    "starts_at",
    "ends_at",
    "minimum_minor",
    "limit_total",
    "limit_per_member",
    "per",
    "budget_minor",
    "audience",
    "alone",
)


def values_of(conditions: Conditions) -> tuple[object, ...]:
    """What is written into the columns, in their order."""
    hours = conditions.hours
    return (
        list(conditions.stores),
        hours.weekdays,
        hours.from_minute,
        hours.until_minute,
        conditions.starts_at,
        conditions.ends_at,
        None if conditions.minimum is None else conditions.minimum.minor,
        conditions.limit_total,
        conditions.limit_per_member,
        conditions.per.value,
        None if conditions.budget is None else conditions.budget.minor,
        conditions.audience,
        conditions.alone,
    )


def conditions_of(row: Row, currency: str) -> Conditions:
    return Conditions(
        stores=tuple(StoreId(store) for store in row["stores"]),
        hours=Hours(row["weekdays"], row["from_minute"], row["until_minute"]),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        minimum=_money(row["minimum_minor"], currency),
        limit_total=row["limit_total"],
        limit_per_member=row["limit_per_member"],
        per=Period(row["per"]),
        budget=_money(row["budget_minor"], currency),
        audience=msgspec.convert(row["audience"], Audience),
        alone=row["alone"],
    )


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)
