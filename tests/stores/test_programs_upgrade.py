"""Promises to a venue that had a program before: it is the same after the upgrade."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import pytest_asyncio
from tests.stores.upgrading import upgraded

from regulars.kernel.ids import ConnectionId, MemberId, MerchantId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.platform.db import Database, Transaction
from regulars.programs.benefits.model import AmountOff, PercentOff, PointsForMoney
from regulars.programs.conditions.model import FOR_EVER, Conditions, OneMember
from regulars.programs.define import list_offers, list_rewards, read_program
from regulars.programs.earning.model import MonthsSince, PerAmount
from regulars.programs.model import RedemptionState
from regulars.programs.read import redemptions_on
from regulars.programs.settle import order_is_gone

BEFORE = 7
"""The newest migration of the release before."""
AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
MERCHANT, MEMBER, TILL = (MerchantId(UUID(int=1)), MemberId(UUID(int=2)), ConnectionId(UUID(int=3)))

LIVED = """
    insert into merchants
    values (id(1), 'Harbour', 'AU', 'AUD', 'en_AU', 'Australia/Sydney', now());
    insert into stores (merchant_id, id, name, country, time_zone, created_at)
    values (id(1), 1, 'Harbour', 'AU', 'Australia/Sydney', now());
    insert into connections (merchant_id, id, app, status, settings, created_at, updated_at)
    values (id(1), id(3), 'kounta', 'authorised', '{}', now(), now());
    insert into ledger_accounts (merchant_id, id, unit, created_at)
    values (id(1), id(4), 'points', now());
    insert into members (merchant_id, id, account_id, code, first_name, forward_name,
                         backward_name, search_text, enrolled_at, updated_at)
    values (id(1), id(2), id(4), 'ABCD-EFGH', 'Rosa', 'rosa', 'rosa', 'rosa', now(), now());
    insert into programs (merchant_id, name, points_label, earn_points, earn_per_minor,
                          tax_included, earn_when_redeeming, points_expire_after_months, updated_at)
    values (id(1), 'Regulars', 'Beans', 10, 500, false, false, 6, '2026-11-20 09:30+00');
    insert into rewards (merchant_id, id, title, action_label, benefit, value_minor, basis_points,
                         max_minor, points, points_unit, active, position, created_at, updated_at)
    values (id(1), id(10), '$5 off', 'Redeem', 'amount_off', 500, null, null, 100, null, true, 0,
            now(), now()),
           (id(1), id(11), '10 % off', 'Redeem', 'percent_off', null, 1000, 1500, 150, null, true,
            1, now(), now()),
           (id(1), id(12), 'Pay', 'Pay', 'points_for_money', 500, null, null, 1000, 100, false, 2,
            now(), now());
    insert into offers (merchant_id, id, title, action_label, benefit, value_minor, basis_points,
                        member_id, limit_total, limit_per_member, used, active, position,
                        created_at, updated_at)
    values (id(1), id(20), 'Welcome', 'Apply', 'amount_off', 300, null, null, 50, 1, 1, true, 0,
            now(), now()),
           (id(1), id(21), 'Birthday', 'Apply', 'percent_off', null, 2000, id(2), null, null, 0,
            true, 1, now(), now());
    insert into offer_uses (merchant_id, offer_id, member_id, used, most)
    values (id(1), id(20), id(2), 1, 1);
    insert into redemptions (merchant_id, id, claim, quantity, connection_id, store_id, order_ref,
                             order_number, member_id, reward_id, offer_id, title, points,
                             discount_minor, carried_minor, state, requested_at, decided_at,
                             look_again_at)
    values (id(1), id(30), id(90), 250, id(3), 1, '88', '88', id(2), id(12), null, 'Pay', 250,
            1250, null, 'applied', now(), now(), now()),
           (id(1), id(31), id(91), 100, id(3), 1, '77', '77', id(2), id(10), null, '$5 off', 100,
            500, 320, 'settled', now(), now(), now()),
           (id(1), id(32), id(92), 0, id(3), 1, '88', '88', id(2), null, id(20), 'Welcome', 0,
            300, null, 'applied', now(), now(), now());
""".replace("id(", "pg_temp.id(")
"""A program, its rewards and offers, and what stands of them, as they were kept before."""


def aud(minor: int) -> Money:
    return Money(minor, "AUD")


@pytest_asyncio.fixture
async def db(empty_database_url: str) -> AsyncIterator[Database]:
    """A venue of the release before, upgraded."""
    async with upgraded(empty_database_url, before=BEFORE, lived=LIVED) as database:
        yield database


async def test_a_program_of_before_earns_and_gives_what_it_did(db: Database) -> None:
    program = await read_program(db, MERCHANT)
    [rule] = program.terms.rules
    assert rule.gives == PerAmount(Points(10), aud(500))
    assert (program.version, program.terms.expiry) == (1, MonthsSince(6))
    assert (program.terms.tax_included, program.terms.earn_when_redeeming) == (False, False)

    rewards = await list_rewards(db, MERCHANT)
    assert [(one.benefit, one.points, one.active) for one in rewards] == [
        (AmountOff(aud(500)), 100, True),
        (PercentOff(1_000, aud(1_500)), 150, True),
        (PointsForMoney(aud(500), Points(100)), 1_000, False),
    ]
    assert [(one.used, one.spent_minor) for one in rewards] == [(1, 320), (0, 0), (1, 1_250)]
    welcome, birthday = await list_offers(db, MERCHANT)
    assert (welcome.benefit, birthday.benefit) == (AmountOff(aud(300)), PercentOff(2_000))
    assert welcome.conditions == Conditions(limit_total=50, limit_per_member=1)
    assert birthday.conditions == Conditions(audience=OneMember(MEMBER))
    assert (welcome.used, welcome.spent_minor) == (1, 300)


async def test_what_stood_on_a_bill_before_comes_back_after(db: Database) -> None:
    before = await redemptions_on(db, MERCHANT, TILL, "88")
    assert [(one.variable, one.since) for one in before] == [(True, FOR_EVER), (False, FOR_EVER)]

    async def gone(tx: Transaction) -> None:
        await order_is_gone(tx, MERCHANT, TILL, "88", at=AT)

    await db.tx(gone)
    after = await redemptions_on(db, MERCHANT, TILL, "88")
    assert {one.state for one in after} == {RedemptionState.RELEASED}
    used = [(one.used, one.spent_minor) for one in await list_rewards(db, MERCHANT)]
    used += [(one.used, one.spent_minor) for one in await list_offers(db, MERCHANT)]
    assert used == [(1, 320), (0, 0), (0, 0), (0, 0), (0, 0)]
