"""Issuing, quoting, using and giving back, on a real database."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from msgspec import structs
from tests.stores.counters import OFTEN, ONCE, Counter, a_counter, aud, off, share
from tests.stores.people import AT
from tests.worked import table

from regulars.kernel.ids import BatchId, MemberId, StoreId, UseId, uuid7
from regulars.platform.db import Database
from regulars.vouchers.edit import edit
from regulars.vouchers.errors import BadVoucher, CodeTaken, Fixed, NoSuchVoucher
from regulars.vouchers.issue import issue_many
from regulars.vouchers.model import (
    Filter,
    Hours,
    NewVoucher,
    Problem,
    Terms,
)
from regulars.vouchers.read import by_code, list_vouchers, story
from regulars.vouchers.views import Happened

HOUR = timedelta(hours=1)


@pytest_asyncio.fixture
async def till(db: Database) -> Counter:
    return await a_counter(db)


async def test_a_code_is_found_however_it_is_written(till: Counter) -> None:
    made = await till.issue(off("3.50"), code="Xyz")
    assert made.code == "Xyz"
    found = await by_code(till.db, till.merchant, " xYZ")
    assert found == made
    member = await till.enrol()
    wallet = await by_code(till.db, till.merchant, member.code.replace("-", "").lower())
    assert wallet
    assert wallet.code == member.code


@pytest.mark.parametrize("code", ["XYZ", "xyz", "ｘｙｚ"])
async def test_two_vouchers_never_have_one_code(till: Counter, code: str) -> None:
    await till.issue(off("3.50"), code="Xyz")
    with pytest.raises(CodeTaken) as refused:
        await till.issue(share(10), code=code)
    assert refused.value.field == "code"


async def test_thousands_are_issued_at_once_and_all_or_none(till: Counter) -> None:
    batch = BatchId(uuid4())
    plain = Terms(minimum=aud("0"))
    many = [
        NewVoucher(worth=off("5"), use_type=OFTEN if n % 2 else ONCE, terms=plain, batch=batch)
        for n in range(1_000)
    ]
    made = await till.step(issue_many, many, at=AT, actor="test")
    assert len({one.code for one in made}) == 1_000
    assert sum(one.left.minor for one in made if one.left) == 500 * 500
    taken = NewVoucher(code=made[0].code.lower(), worth=off("5"), use_type=ONCE, terms=plain)
    with pytest.raises(CodeTaken):
        await till.step(issue_many, [*many[:3], taken], at=AT, actor="test")
    page = await list_vouchers(till.db, till.merchant, Filter(), limit=10)
    assert page.total == 1_000
    assert await till.off() == []


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"stores": (StoreId(7),)}, "stores"),
        ({"member": MemberId(uuid4())}, "member"),
        ({"starts_at": AT, "ends_at": AT}, "ends_at"),
    ],
)
async def test_terms_that_cannot_be_kept_make_no_voucher(
    till: Counter, terms: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadVoucher) as refused:
        await till.issue(off("5"), **terms)
    assert refused.value.field == field
    made = await till.issue(off("5"))
    changed = Terms(minimum=aud("0"), **terms)
    with pytest.raises(BadVoucher) as refused:
        await edit(till.db, till.merchant, made.id, changed, at=AT, actor="test")
    assert refused.value.field == field
    assert (await list_vouchers(till.db, till.merchant, Filter())).total == 1


async def test_a_quote_is_the_whole_value_up_to_the_bill(till: Counter) -> None:
    await till.issue(off("10"), code="TENNER", minimum=aud("4"))
    for total, discount, problem in (
        ("200", "10", None),
        ("5", "5", None),
        ("3.99", "3.99", Problem.BELOW_MINIMUM),
    ):
        quoted = await till.quote("tenner", total)
        assert (quoted.discount, quoted.problem) == (aud(discount), problem)
        assert quoted.voucher.left == aud("10")
    with pytest.raises(NoSuchVoucher):
        await till.quote("TENNERS", "5")


async def test_a_store_that_is_not_there_knows_no_voucher(till: Counter) -> None:
    await till.issue(off("10"), code="TENNER")
    other = Counter(till.db, await till.club.another())
    with pytest.raises(NoSuchVoucher):
        await other.quote("TENNER", "5")
    till.club.store = StoreId(1)
    with pytest.raises(NoSuchVoucher):
        await till.quote("TENNER", "5")


async def test_hours_are_those_of_the_store(till: Counter) -> None:
    """9:30 in UTC is 20:30 on Friday in Sydney."""
    evening = Hours(weekdays=1 << 4, from_minute=20 * 60, until_minute=60)
    await till.issue(share(10), code="LATE", hours=evening)
    for after, problem in (
        (0, None),
        (4, None),
        (5, Problem.OTHER_HOURS),
        (-1, Problem.OTHER_HOURS),
    ):
        assert (await till.quote("LATE", "5", at=AT + after * HOUR)).problem is problem


async def test_stored_value_lasts_until_it_is_empty(till: Counter) -> None:
    """A card loses what the bill got, to the cent (D4.40, D4.42), and is never below zero."""
    made = await till.issue(off("10"), code="TENNER")
    first = await till.consume(made, "4")
    assert (first.drawn, first.problem, first.counted) == (aud("4"), None, True)
    assert (await till.quote("TENNER", "50")).discount == aud("6")
    last = await till.consume(made, "8")
    assert (last.discount, last.drawn) == (aud("8"), aud("6"))
    assert last.problem is Problem.TOO_MUCH
    assert (await till.quote("TENNER", "50")).problem is Problem.USED_UP
    none = await till.consume(made, "2")
    assert (none.drawn, none.hold, none.problem) == (aud("0"), None, Problem.USED_UP)
    assert (last.counted, none.counted) == (True, False)
    assert await till.left(made) == aud("0")
    assert await till.off() == []


async def test_the_same_use_again_changes_nothing(till: Counter) -> None:
    made = await till.issue(off("10"))
    use = UseId(uuid7(AT))
    first = await till.consume(made, "4", use=use)
    assert await till.consume(made, "4", use=use) == first
    assert await till.left(made) == aud("6")
    assert (await till.read(made.id)).used == 1


async def test_a_share_for_one_time_is_used_once_and_the_till_may_go_on(till: Counter) -> None:
    made = await till.issue(share(10), code="HELLO")
    assert (await till.consume(made, "20")).counted
    assert (await till.quote("HELLO", "200")).problem is Problem.USED_UP
    again = await till.consume(made, "20")
    assert (again.counted, again.problem) == (False, Problem.USED_UP)
    assert (await till.read(made.id)).used == 1
    assert await till.off() == []


async def test_a_member_uses_a_voucher_as_often_as_it_allows(till: Counter) -> None:
    made = await till.issue(off("5"), OFTEN, code="FIVER", limit_per_member=2)
    ada, bob = await till.enrol("Ada"), await till.enrol("Bob")
    uses = [await till.consume(made, "5", member=ada.id) for _ in range(3)]
    assert [use.counted for use in uses] == [True, True, False]
    assert uses[-1].problem is Problem.MEMBER_USED_UP
    quoted = await till.quote("FIVER", "50", member=ada.id)
    assert quoted.problem is Problem.MEMBER_USED_UP
    assert (await till.quote("FIVER", "50", member=bob.id)).problem is None
    await till.give_back(uses[0], "0", whole=True)
    assert (await till.quote("FIVER", "50", member=ada.id)).problem is None
    assert await till.off() == []


async def test_a_use_that_gave_nothing_takes_no_use(till: Counter) -> None:
    """A promotion that gave nothing is not held against anybody (D1.14)."""
    made = await till.issue(share(10))
    use = await till.consume(made, "0")
    assert (use.counted, use.problem) == (False, None)
    assert (await till.read(made.id)).used == 0


async def test_a_use_that_is_given_back_frees_its_limit(till: Counter) -> None:
    """The limit of an order that was cancelled is free for another (D1.15)."""
    made = await till.issue(share(10), code="HELLO")
    use = await till.consume(made, "20")
    assert await till.give_back(use, "0", whole=True) == aud("0")
    assert (await till.quote("HELLO", "200")).problem is None
    assert await till.give_back(use, "0", whole=True) == aud("0")
    assert (await till.read(made.id)).used == 0
    assert await till.off() == []


async def test_many_small_refunds_give_back_what_one_big_one_does(till: Counter) -> None:
    """The figures are those of docs/algorithms/vouchers.md."""
    made = await till.issue(off("10"))
    use = await till.consume(made, "10")
    for to_stand, back in table("vouchers", "A use"):
        whole = to_stand == "$0.00"
        assert await till.give_back(use, to_stand[1:], whole=whole) == aud(back[1:])
    assert await till.left(made) == aud("10")
    assert (await till.read(made.id)).used == 0
    assert await till.off() == []


async def test_terms_change_and_the_story_says_from_what_to_what(till: Counter) -> None:
    made = await till.issue(off("10"), code="TENNER", description="Sorry")
    terms = Terms(minimum=aud("20"), description="Sorry again", limit_total=3)
    changed = await edit(till.db, till.merchant, made.id, terms, at=AT + HOUR, actor="Mia")
    assert (changed.code, changed.worth, changed.terms) == (made.code, made.worth, terms)
    await edit(till.db, till.merchant, made.id, terms, at=AT + 2 * HOUR, actor="Mia")
    [line, issued] = await story(till.db, till.merchant, made.id, at=AT + 3 * HOUR)
    assert (line.what, line.by, line.at) == (Happened.CHANGED, "Mia", AT + HOUR)
    assert {name: (one.before, one.after) for name, one in line.changes.items()} == {
        "description": ("Sorry", "Sorry again"),
        "minimum": ({"minor": 0, "currency": "AUD"}, {"minor": 2000, "currency": "AUD"}),
        "limit_total": (None, 3),
    }
    assert issued.what is Happened.ISSUED


async def test_a_limit_below_what_was_used_is_refused(till: Counter) -> None:
    made = await till.issue(off("5"), OFTEN)
    for _ in range(2):
        await till.consume(made, "5")
    terms = Terms(minimum=aud("0"), limit_total=1)
    with pytest.raises(BadVoucher) as refused:
        await edit(till.db, till.merchant, made.id, terms, at=AT, actor="test")
    assert refused.value.field == "limit_total"


async def test_a_wallet_stays_its_members(till: Counter) -> None:
    member = await till.enrol()
    wallet = await till.wallet_voucher(member)
    other = await till.enrol("Bob")
    for change in ({"member": other.id}, {"member": None}, {"public": True}):
        terms = structs.replace(wallet.terms, **change)
        with pytest.raises(Fixed):
            await edit(till.db, till.merchant, wallet.id, terms, at=AT, actor="test")
    terms = structs.replace(wallet.terms, active=False, description="Stolen")
    await edit(till.db, till.merchant, wallet.id, terms, at=AT, actor="test")
    assert (await till.quote(member.code, "5")).problem is Problem.INACTIVE
