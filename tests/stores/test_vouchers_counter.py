"""What a till is told of a member: who it is, and what can be used now."""

from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from msgspec import structs
from tests.stores.counters import FIVE_FOR_FIFTY, OFTEN, Counter, a_counter, aud, off, share
from tests.stores.people import AT, Club

from regulars.kernel.errors import Invalid, NotFound
from regulars.kernel.ids import SaleId, StoreId, uuid7
from regulars.members.model import Member
from regulars.merchants.create_merchant import create_merchant
from regulars.merchants.model import NewMerchant, NewOwner
from regulars.merchants.stores import list_public_vouchers, stores
from regulars.platform.db import Database, Transaction
from regulars.programs.define import set_program
from regulars.programs.earning.model import one_for_each
from regulars.programs.model import Program
from regulars.vouchers.counter import customer_vouchers
from regulars.vouchers.edit import edit
from regulars.vouchers.model import AtCounter, Hours, Sought

DAY = timedelta(days=1)

SOLD = """
    insert into sales (merchant_id, id, store_id, channel, order_ref, version, bill_hash, status,
                       member_id, total_minor, tax_minor, tips_minor, discount_minor, lines,
                       payments, completed_at, recorded_at)
    values ($1, $2, $3, 'external', '1', 1, '', 'complete', $4, 100, 0, 0, 0, '[]', '[]', $5, $5)
"""


@pytest_asyncio.fixture
async def till(db: Database) -> Counter:
    return await a_counter(db)


async def ask(till: Counter, **sought: str) -> AtCounter | None:
    return await customer_vouchers(till.db, till.merchant, till.store, Sought(**sought), at=AT)


async def codes(till: Counter, member: Member) -> list[str]:
    """The codes of what the member is told of."""
    found = await ask(till, member_code=member.code)
    assert found
    return [voucher.code for voucher in found.vouchers]


async def in_greece(db: Database) -> Counter:
    business = NewMerchant("Ouzeri", "GR", "EUR", "el_GR", "Europe/Athens")
    owner = NewOwner("eleni@example.test", "Eleni", "correct horse battery")
    merchant = await create_merchant(db, business, owner, "Plaka", at=AT)
    [store] = await stores(db, merchant.id)
    return Counter(db, Club(db, merchant.id, store.id))


@pytest.mark.parametrize(
    "typed",
    [
        "6987 482018",
        "+306987482018",
        " 306987482018",
        "+30 6987-482018",
        "0030 6987 482018",
        "(698) 748 2018",
    ],
)
async def test_a_greek_number_is_found_however_it_is_typed(db: Database, typed: str) -> None:
    till = await in_greece(db)
    member = await till.enrol("Nikos", phone="6987 482018")
    found = await ask(till, search_string=typed)
    assert found
    assert (found.member.id, found.member.phone) == (member.id, "+306987482018")
    assert await ask(till, phone_number=typed)
    assert await ask(till, search_string="6987 482019") is None


async def test_a_number_is_tried_as_it_is_and_then_without_its_trunk_0(till: Counter) -> None:
    member = await till.enrol("Ada", phone="0412 345 678")
    found = await ask(till, search_string="0412 345 678")
    assert found
    assert found.member.id == member.id
    assert await ask(till, search_string="412345678")


async def test_a_code_and_a_number_both_have_to_be_the_members(till: Counter) -> None:
    ada = await till.enrol("Ada", phone="0412 345 678")
    bob = await till.enrol("Bob", phone="0412 345 679")
    assert ada.phone
    assert bob.phone
    assert await ask(till, member_code=ada.code, phone_number=ada.phone)
    assert await ask(till, member_code=ada.code, phone_number=bob.phone) is None
    assert await ask(till, member_code=ada.code, phone_number="Bob") is None
    assert await ask(till, member_code="XYZ", phone_number=ada.phone) is None


async def test_a_search_tries_the_code_first(till: Counter) -> None:
    """Eight digits are read as a code before they are a number."""
    ada, bob = await till.enrol("Ada"), await till.enrol("Bob")
    await set_details(till, ada, code="6987-4822")
    await set_details(till, bob, phone="+6169874822")
    for typed, whose in (("6987-4822", ada), ("69874822", ada), ("06987 4822", bob)):
        found = await ask(till, search_string=typed)
        assert found
        assert found.member.id == whose.id


async def set_details(till: Counter, member: Member, **columns: str) -> None:
    """Give a member what enrolling would not."""

    async def work(tx: Transaction) -> None:
        for column, value in columns.items():
            sql = f"update members set {column} = $3 where merchant_id = $1 and id = $2"  # noqa: S608
            await tx.run(sql, till.merchant, member.id, value)

    await till.db.tx(work)


async def test_a_code_is_found_with_the_slips_of_a_reader(till: Counter) -> None:
    member = await till.enrol()
    await set_details(till, member, code="QQ22-LL33")
    assert await ask(till, member_code="0o22-1i33")
    assert await ask(till, search_string="0o221i33")


async def test_nobody_asked_for_is_refused_and_nobody_found_is_none(till: Counter) -> None:
    with pytest.raises(Invalid):
        await ask(till)
    for nonsense in ("%", "\x00", "🍣", "+", "00", "9" * 500, "Ada"):
        assert await ask(till, search_string=nonsense) is None


async def test_members_of_others_and_stores_of_others_are_not_found(till: Counter) -> None:
    member = await till.enrol("Ada", phone="0412 345 678")
    other = Counter(till.db, await till.club.another())
    assert await ask(other, member_code=member.code) is None
    till.club.store = other.store
    with pytest.raises(NotFound):
        await ask(till, member_code=member.code)
    till.club.store = StoreId(1)
    with pytest.raises(NotFound):
        await ask(till, search_string="nobody")


async def test_only_what_can_be_used_now_in_this_store_is_shown(till: Counter) -> None:
    ada, bob = await till.enrol("Ada"), await till.enrol("Bob")
    own: dict[str, Any] = {"member": ada.id}
    await till.issue(off("10"), code="OWN", minimum=aud("1000"), **own)
    await till.issue(off("10"), code="BOBS", member=bob.id)
    await till.issue(off("10"), code="ANYBODY")
    await till.issue(off("10"), code="OFF", active=False, **own)
    await till.issue(off("10"), code="PAST", ends_at=AT, **own)
    await till.issue(off("10"), code="SOON", starts_at=AT + DAY, **own)
    await till.issue(off("10"), code="MONDAY", hours=Hours(weekdays=1), **own)
    await till.issue(share(10), OFTEN, code="FRIDAY", hours=Hours(weekdays=1 << 4), **own)
    empty = await till.issue(off("10"), code="EMPTY", **own)
    await till.consume(empty, "10")
    twice = await till.issue(off("10"), OFTEN, code="TWICE", limit_per_member=1, **own)
    await till.consume(twice, "10", member=ada.id)
    assert sorted(await codes(till, ada)) == ["FRIDAY", "OWN"]
    assert await codes(till, bob) == ["BOBS"]


async def test_a_wallet_is_shown_once_something_is_in_it(till: Counter) -> None:
    ada = await till.enrol()
    assert await codes(till, ada) == []
    await till.issue(off("10"), code="OWN", member=ada.id)
    await till.spent(ada, "50", FIVE_FOR_FIFTY)
    found = await ask(till, member_code=ada.code.lower())
    assert found
    assert [(one.code, one.left) for one in found.vouchers] == [
        (ada.code, aud("5")),
        ("OWN", aud("10")),
    ]


async def test_public_vouchers_are_shown_where_the_store_lists_them(till: Counter) -> None:
    ada, bob = await till.enrol("Ada"), await till.enrol("Bob")
    await till.issue(share(10), OFTEN, code="SPRING", public=True)
    await till.issue(share(10), OFTEN, code="ADAS", public=True, member=ada.id)
    assert await codes(till, bob) == []
    await list_public_vouchers(till.db, till.merchant, [till.store], at=AT)
    assert await codes(till, bob) == ["SPRING"]
    assert sorted(await codes(till, ada)) == ["ADAS", "SPRING"]


async def test_a_new_guest_is_shown_the_voucher_of_the_first_order(till: Counter) -> None:
    ada, bob = await till.enrol("Ada"), await till.enrol("Bob")
    hello = await till.issue(share(20), OFTEN, code="HELLO", limit_per_member=1)
    program = Program(
        till.merchant, "Regulars", "Points", one_for_each(aud("1")), new_guest_voucher=hello.id
    )
    await set_program(till.db, program, at=AT, actor="test")
    assert await codes(till, ada) == ["HELLO"]

    async def sell(tx: Transaction) -> None:
        await tx.run(SOLD, till.merchant, SaleId(uuid7(AT)), till.store, bob.id, AT)

    await till.db.tx(sell)
    assert await codes(till, bob) == []
    await till.consume(hello, "4", member=ada.id)
    assert await codes(till, ada) == []
    gone = structs.replace(hello.terms, active=False)
    await edit(till.db, till.merchant, hello.id, gone, at=AT, actor="test")
    assert await codes(till, await till.enrol("Cleo")) == []
