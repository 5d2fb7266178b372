"""The check names whatever somebody changed behind the vouchers' back."""

import re

import pytest
from tests.stores.counters import OFTEN, Counter, a_counter, off

from regulars.platform.db import Database

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


async def a_full_counter(db: Database) -> Counter:
    """A counter with something in every table."""
    till = await a_counter(db)
    ada = await till.enrol()
    wallet = await till.wallet_voucher(ada)
    await till.spent(ada, "120")
    await till.consume(wallet, "8")
    await till.unspent(ada, "100")
    stored = await till.issue(off("10"))
    use = await till.consume(stored, "4", member=ada.id)
    await till.give_back(use, "1")
    fiver = await till.issue(off("5"), OFTEN, limit_per_member=3)
    await till.consume(fiver, "5", member=ada.id)
    assert await till.off() == []
    return till


@pytest.mark.parametrize(
    ("tampering", "named"),
    [
        ("update vouchers set used = used + 1 where use_type = 'MULTI_USE'", {"used"}),
        (
            "update voucher_members set used = used - 1 where most is not null",
            {"used by member …"},
        ),
        ("update voucher_uses set drawn_minor = drawn_minor + 1", {"use ….drawn", "drawn"}),
        (
            "update voucher_uses set given_back_minor = 0 where given_back_minor > 0",
            {"use ….drawn", "drawn"},
        ),
        (
            "delete from voucher_uses where hold_id is not null",
            {"drawn", "used", "used by member …"},
        ),
        ("update vouchers set face_minor = 1 where source = 'STORE'", {"put in"}),
        ("update wallets set progress_minor = progress_minor + 1", {"wallet.progress"}),
        ("update wallets set owed_minor = 0", {"wallet.owed"}),
        ("update wallets set entries = 9", {"wallet.entries"}),
        (
            "update wallet_entries set progress_after = 1 where number = 1",
            {"step 1 of the wallet.progress_after", "step 2 of the wallet.progress_after"},
        ),
        (
            "update wallet_entries set credited_minor = credited_minor + 1 where number = 1",
            {"step 1 of the wallet.credited", "wallet.credited"},
        ),
        (
            "delete from wallet_entries where number = 2",
            {"wallet.entries", "wallet.owed", "wallet.credited"},
        ),
    ],
)
async def test_what_was_tampered_with_is_named(
    db: Database, tampering: str, named: set[str]
) -> None:
    till = await a_full_counter(db)
    async with db.pool.acquire() as hand:
        assert not (await hand.execute(tampering)).endswith(" 0")
    found = await till.off()
    assert {ID.sub("…", one.split(": ", 1)[1].split(" is ")[0]) for one in found} == named


async def test_a_voucher_out_of_nowhere_is_named(db: Database) -> None:
    """Money that nobody put in is found, by the ledger's check and by this one."""
    till = await a_full_counter(db)
    made = await till.issue(off("10"), code="TENNER")
    async with db.pool.acquire() as hand:
        await hand.execute("update ledger_accounts set available = 9 where id = $1", made.account)
        await hand.execute(
            "update ledger_entries set available = 9 where account_id = $1", made.account
        )
    found = await till.off()
    assert "Voucher TENNER: put in is 9, but its books make it 1000." in found
