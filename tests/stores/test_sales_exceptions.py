"""Promises of what could not be done: it is listed once, sent again, or put aside."""

from datetime import timedelta

import pytest
from tests.stores.ordering import Counter, aud, counter_of
from tests.stores.people import AT

from regulars.kernel.errors import Invalid, RegularsError
from regulars.kernel.ids import ExceptionId, uuid7
from regulars.platform import journal
from regulars.platform.db import Database
from regulars.sales.errors import (
    ExceptionOver,
    NoSuchException,
    UnknownMember,
    UnknownVoucher,
)
from regulars.sales.exceptions import (
    count_open,
    list_exceptions,
    put_aside,
    read_exception,
    record_failure,
    record_unreadable,
    resend,
)
from regulars.sales.model import (
    ExceptionKind,
    ExceptionState,
    ExternalOrder,
    OrderException,
)

LATER = AT + timedelta(hours=1)


async def fail(counter: Counter, order: ExternalOrder, *, hours: int = 0) -> None:
    """Report an order that is refused, as a face would."""
    at = AT + timedelta(hours=hours)
    with pytest.raises(RegularsError) as refused:
        await counter.send(order, at=at)
    club = counter.club
    await record_failure(counter.db, club.merchant, club.store, order, refused.value, at=at)


async def only(counter: Counter) -> OrderException:
    [found] = await counter.listed()
    return found


async def again(counter: Counter, found: OrderException) -> None:
    await resend(counter.db, counter.club.merchant, found.id, at=LATER, actor="user:mia")


async def test_a_refused_order_is_listed_with_what_came(db: Database) -> None:
    counter = await counter_of(db)
    order = ExternalOrder(
        id="5968", voucher_code="LOST", total=aud("200"), discounted=aud("180.50")
    )
    await fail(counter, order)
    found = await only(counter)
    assert (found.kind, found.code, found.order) == (ExceptionKind.ORDER, "unknown_voucher", "5968")
    assert (found.store, found.store_name) == (counter.club.store, "Harbour")
    assert (found.state, found.times) == (ExceptionState.OPEN, 1)
    assert found.request["discounted"] == {"minor": 180_50, "currency": "AUD"}
    assert await count_open(db, counter.club.merchant) == 1
    assert await counter.sales() == []


async def test_the_same_failure_is_counted_and_not_listed_again(db: Database) -> None:
    counter = await counter_of(db)
    for hours in range(3):
        await fail(counter, ExternalOrder(id="1", voucher_code="LOST", total=aud(9)), hours=hours)
    await fail(counter, ExternalOrder(id="2", voucher_code="LOST", total=aud(9)), hours=9)
    assert [(one.order, one.times) for one in await counter.listed()] == [("2", 1), ("1", 3)]
    told = [fact for fact in await journal.newest(db, counter.club.merchant)
            if fact.kind == "exception.noted"]  # fmt: skip
    assert len(told) == 2


async def test_sending_it_again_takes_the_order_and_resolves_it(db: Database) -> None:
    counter = await counter_of(db)
    await fail(counter, ExternalOrder(id="1", voucher_code="GIFT-1", total=aud(30)))
    gift = await counter.voucher(amount="10", code="GIFT-1")
    await again(counter, await only(counter))
    found = await only(counter)
    assert (found.state, found.ended_by, found.ended_at) == (
        ExceptionState.RESOLVED, "user:mia", LATER,
    )  # fmt: skip
    assert await counter.left(gift) == aud(0)
    assert await count_open(db, counter.club.merchant) == 0
    with pytest.raises(ExceptionOver):
        await again(counter, found)


async def test_sending_it_again_in_vain_counts_and_says_why(db: Database) -> None:
    counter = await counter_of(db)
    await fail(counter, ExternalOrder(id="1", voucher_code="LOST", total=aud(30)))
    found = await only(counter)
    with pytest.raises(UnknownVoucher):
        await again(counter, found)
    found = await only(counter)
    assert (found.state, found.times, found.last_at) == (ExceptionState.OPEN, 2, LATER)


async def test_another_reason_takes_the_place_of_the_first(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol()
    await fail(
        counter,
        ExternalOrder(id="1", voucher_code="LOST", member_code=rosa.code, total=aud(30)),
    )
    await db.all("update members set code = 'AAAA-AAAA' where id = $1", rosa.id)
    with pytest.raises(UnknownMember):
        await again(counter, await only(counter))
    assert sorted((one.code, one.state) for one in await counter.listed()) == [
        ("unknown_member", ExceptionState.OPEN),
        ("unknown_voucher", ExceptionState.RESOLVED),
    ]


async def test_a_till_that_succeeds_later_resolves_what_was_wrong(db: Database) -> None:
    counter = await counter_of(db)
    other = await counter.other_store()
    for one in (counter, other):
        await fail(one, ExternalOrder(id="1", voucher_code="LOST", total=aud(30)))
    await counter.order("1", total="30", at=LATER)
    assert sorted((one.state, one.ended_by) for one in await counter.listed()) == [
        (ExceptionState.OPEN, ""),
        (ExceptionState.RESOLVED, "till"),
    ]


async def test_a_failure_can_be_put_aside_once_and_comes_back_when_it_happens_again(
    db: Database,
) -> None:
    counter = await counter_of(db)
    lost = ExternalOrder(id="1", member_code="ABCD-2345", total=aud(30))
    await fail(counter, lost)
    found = await only(counter)
    merchant = counter.club.merchant
    await put_aside(db, merchant, found.id, at=LATER, actor="user:mia")
    with pytest.raises(ExceptionOver):
        await put_aside(db, merchant, found.id, at=LATER, actor="user:mia")
    with pytest.raises(ExceptionOver):
        await again(counter, found)
    await fail(counter, lost)
    assert [one.state for one in await counter.listed(ExceptionState.OPEN)] == [ExceptionState.OPEN]


async def test_a_notice_is_read_and_put_aside_but_not_sent(db: Database) -> None:
    counter = await counter_of(db)
    gift = await counter.voucher(amount="10", ends_at=AT)
    await counter.order(voucher=gift, discount="10")
    found = await only(counter)
    assert (found.state, found.kind, found.code) == (
        ExceptionState.NOTICE, ExceptionKind.USE, "voucher_ended",
    )  # fmt: skip
    assert found.sentence.startswith(gift.code)
    assert await count_open(db, counter.club.merchant) == 0
    with pytest.raises(ExceptionOver):
        await again(counter, found)
    await put_aside(db, counter.club.merchant, found.id, at=LATER, actor="user:mia")


async def test_what_nobody_could_read_is_listed_too(db: Database) -> None:
    counter = await counter_of(db)
    club = counter.club
    for _ in range(2):
        await record_unreadable(
            db, club.merchant, club.store, '{"total": \x00' + "x" * 9_000,
            Invalid("This is no JSON."), at=AT,
        )  # fmt: skip
    found = await only(counter)
    assert (found.kind, found.times, len(found.request["body"])) == (
        ExceptionKind.UNREADABLE, 2, 2_000,
    )  # fmt: skip
    with pytest.raises(ExceptionOver):
        await again(counter, found)


async def test_each_body_that_nobody_could_read_is_kept(db: Database) -> None:
    counter = await counter_of(db)
    club = counter.club
    for body in ("{1", "{2"):
        refusal = Invalid("This is no JSON.")
        await record_unreadable(db, club.merchant, club.store, body, refusal, at=AT)
    bodies = {one.request["body"] for one in await counter.listed()}
    assert bodies == {"{1", "{2"}


async def test_an_order_that_cannot_be_kept_can_still_be_listed(db: Database) -> None:
    counter = await counter_of(db)
    await fail(counter, ExternalOrder(id="1\x00" + "x" * 900, voucher_code="\x00", total=aud(1)))
    assert (await only(counter)).code == "bad_order"


async def test_another_merchants_exceptions_are_not_there(db: Database) -> None:
    counter, stranger = await counter_of(db), await counter_of(db)
    await fail(counter, ExternalOrder(id="1", voucher_code="LOST", total=aud(30)))
    found = await only(counter)
    merchant = stranger.club.merchant
    for id_ in (found.id, ExceptionId(uuid7(AT))):
        with pytest.raises(NoSuchException):
            await read_exception(db, merchant, id_)
        with pytest.raises(NoSuchException):
            await resend(db, merchant, id_, at=AT, actor="user:eve")
        with pytest.raises(NoSuchException):
            await put_aside(db, merchant, id_, at=AT, actor="user:eve")
    assert (await stranger.listed(), await count_open(db, merchant)) == ([], 0)
    assert (await only(counter)).state is ExceptionState.OPEN


async def test_pages_neither_skip_nor_repeat(db: Database) -> None:
    counter = await counter_of(db)
    for number in range(7):
        order = ExternalOrder(id=str(number), voucher_code="LOST", total=aud(30))
        await fail(counter, order, hours=number // 2)
    seen: list[str] = []
    before = None
    while page := await list_exceptions(db, counter.club.merchant, before=before, limit=3):
        seen += [one.order for one in page]
        before = page[-1].last_at, page[-1].id
    assert sorted(seen) == [str(number) for number in range(7)]


async def test_nothing_of_a_refused_order_is_left_behind(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol(wallet="20")
    before = await counter.wallet(rosa)
    with pytest.raises(UnknownMember):
        await counter.order("1", voucher=rosa.code, member="ABCD-2345", discount="20")
    assert await counter.wallet(rosa) == before
    kinds = {fact.kind for fact in await journal.newest(db, counter.club.merchant)}
    assert not kinds & {"sale.completed", "voucher.used"}
