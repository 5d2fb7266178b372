"""Lists of vouchers, the story of one, and the report of all."""

from datetime import timedelta
from typing import Any

import pytest_asyncio
from tests.stores.counters import FIVE_FOR_FIFTY, OFTEN, Counter, a_counter, aud, off, share
from tests.stores.people import AT

from regulars.platform.db import Database
from regulars.vouchers.model import (
    DiscountType,
    Filter,
    Problem,
    Source,
    VoucherState,
)
from regulars.vouchers.read import list_vouchers, of_member, outstanding, story
from regulars.vouchers.views import Happened

HOUR = timedelta(hours=1)


@pytest_asyncio.fixture
async def till(db: Database) -> Counter:
    return await a_counter(db)


async def test_lists_find_by_text_kind_state_store_and_member(till: Counter) -> None:
    zoe = await till.enrol("Zoë", "Okafor")
    await till.issue(off("10"), code="TENNER", at=AT)
    await till.issue(share(10), code="HELLO_1", description="50% kinder", at=AT + HOUR)
    gone = await till.issue(off("5"), OFTEN, code="OLD", ends_at=AT + HOUR, at=AT + 2 * HOUR)
    await till.issue(off("5"), code="ZOES", member=zoe.id, active=False, at=AT + 3 * HOUR)
    spent = await till.issue(off("1"), code="SPENT", at=AT + 4 * HOUR)
    await till.consume(spent, "1")

    async def found(**which: Any) -> list[str]:
        page = await list_vouchers(till.db, till.merchant, Filter(as_of=AT + 5 * HOUR, **which))
        assert page.total == len(page.vouchers)
        return [one.code for one in page.vouchers]

    assert await found() == ["SPENT", "ZOES", "OLD", "HELLO_1", "TENNER"]
    assert await found(text="lo_") == ["HELLO_1"]
    assert await found(text="50%") == ["HELLO_1"]
    assert await found(text="okaf") == ["ZOES"]
    assert await found(use_type=OFTEN) == ["OLD"]
    assert await found(discount_type=DiscountType.PERCENTILE) == ["HELLO_1"]
    assert await found(state=VoucherState.USABLE) == ["HELLO_1", "TENNER"]
    assert await found(state=VoucherState.USED_UP) == ["SPENT"]
    assert await found(state=VoucherState.ENDED) == [gone.code]
    assert await found(state=VoucherState.INACTIVE) == ["ZOES"]
    assert await found(member=zoe.id, source=None) == ["ZOES", zoe.code]
    assert await found(source=Source.LOYALTY) == [zoe.code]
    assert await found(store=till.store, text="TENN") == ["TENNER"]
    page = await list_vouchers(till.db, till.merchant, Filter(), limit=2, offset=4)
    assert (page.total, [one.code for one in page.vouchers]) == (5, ["TENNER"])
    assert [one.code for one in await of_member(till.db, till.merchant, zoe.id, at=AT)] == [
        zoe.code
    ]


async def test_the_story_of_stored_value_ends_at_what_is_left(till: Counter) -> None:
    made = await till.issue(off("10"), code="TENNER", ends_at=AT + 9 * HOUR)
    use = await till.consume(made, "4", at=AT + HOUR)
    await till.give_back(use, "1", at=AT + 2 * HOUR)
    await till.consume(made, "20", at=AT + 3 * HOUR, problem=Problem.BELOW_MINIMUM)
    lines = await story(till.db, till.merchant, made.id, at=AT + 9 * HOUR)
    assert [(line.what, line.moved, line.left, line.problem) for line in lines] == [
        (Happened.ENDED, None, aud("0"), None),
        (Happened.USED, aud("-9"), aud("0"), Problem.BELOW_MINIMUM),
        (Happened.GIVEN_BACK, aud("3"), aud("9"), None),
        (Happened.USED, aud("-4"), aud("6"), None),
        (Happened.ISSUED, aud("10"), aud("10"), None),
    ]
    assert {line.store_name for line in lines[1:4]} == {"Harbour"}
    assert lines[2].use == lines[3].use == use.id


async def test_the_story_of_a_wallet_has_its_credits(till: Counter) -> None:
    member = await till.enrol()
    wallet = await till.wallet_voucher(member)
    await till.spent(member, "120")
    use = await till.consume(wallet, "8", at=AT + HOUR)
    await till.unspent(member, "30")
    assert (use.member, use.counted) == (member.id, True)
    lines = await story(till.db, till.merchant, wallet.id, at=AT + HOUR)
    assert [(line.what, line.moved) for line in lines] == [
        (Happened.USED, aud("-8")),
        (Happened.CREDIT_TAKEN_BACK, aud("-2")),
        (Happened.CREDITED, aud("10")),
        (Happened.ISSUED, None),
    ]


async def test_the_report_adds_up(till: Counter) -> None:
    member = await till.enrol()
    await till.spent(member, "50", FIVE_FOR_FIFTY)
    made = await till.issue(off("10"), code="TENNER")
    use = await till.consume(made, "4")
    await till.give_back(use, "1")
    await till.issue(off("7"), ends_at=AT + HOUR)
    hello = await till.issue(share(10))
    await till.consume(hello, "20")
    report = await outstanding(till.db, till.merchant, at=AT + HOUR)
    (stored, money), (once, shares) = report.by_kind
    assert (stored.discount_type, once.discount_type) == ("MONETARY", "PERCENTILE")
    assert (money.vouchers, money.put_in, money.left) == (2, aud("17"), aud("16"))
    assert (money.spent, money.given_back, money.uses) == (aud("4"), aud("3"), 1)
    assert (shares.vouchers, shares.uses, shares.discount) == (1, 1, aud("20"))
    assert (report.ended, report.ended_left) == (1, aud("7"))
    assert (report.wallets.left, report.wallets.put_in) == (aud("5"), aud("5"))
    assert money.put_in + money.given_back - money.spent - money.held == money.left
