"""Promises of batches: issued by number or out of a file, in pieces, by workers that may die."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from tests.stores.people import AT, Club, club_of

from regulars.kernel.errors import Invalid, NotFound, Unavailable
from regulars.kernel.ids import BatchId
from regulars.kernel.money import Money
from regulars.ledger.check import check
from regulars.platform.db import Database
from regulars.platform.jobs import Worker
from regulars.platform.spreadsheets import csv_rows
from regulars.vouchers import batches
from regulars.vouchers.apply_file import AppliedAlready, apply_file
from regulars.vouchers.batch import WORK_ON_BATCH, Batch, BatchJob, BatchState, Outcome
from regulars.vouchers.cells import Habits
from regulars.vouchers.export import HEADINGS, pages
from regulars.vouchers.issue import issue
from regulars.vouchers.issue_by_number import issue_by_number
from regulars.vouchers.model import AmountOff, Filter, NewVoucher, ShareOff, Terms, UseType, Voucher
from regulars.vouchers.preview_file import preview_file
from regulars.vouchers.read import by_code

HABITS = Habits(currency="AUD", zone="Australia/Sydney")
OUTCOMES = {"insert": 0, "update": 0, "same": 0, "bad": 0, "inserted": 0, "updated": 0, "failed": 0}

DIES_AT = """
    create function die() returns trigger language plpgsql as $$
    begin
        if new.done >= {done} then perform pg_terminate_backend(pg_backend_pid()); end if;
        return new;
    end $$;
    create trigger die before update on voucher_batches for each row execute function die()
"""
LIVES = "drop trigger die on voucher_batches; drop function die()"


def aud(amount: str) -> Money:
    return Money.of(amount, "AUD")


TEN = NewVoucher(
    worth=AmountOff(aud("10")),
    use_type=UseType.ONE_TIME_USE,
    terms=Terms(minimum=aud("20"), description="Summer"),
)


@pytest_asyncio.fixture
async def club(db: Database) -> Club:
    return await club_of(db)


class Desk:
    """What a manager does with batches, and a worker."""

    def __init__(self, club: Club, url: str) -> None:
        self.club, self.db, self.url = club, club.db, url

    async def issue(self, number: int, prefix: str = "", alike: NewVoucher = TEN) -> BatchId:
        return await issue_by_number(
            self.db, self.club.merchant, alike, number=number, prefix=prefix, name="Summer",
            at=AT, actor="user:mia",
        )  # fmt: skip

    async def preview(self, *rows: Sequence[Any], habits: Habits = HABITS) -> BatchId:
        return await self.preview_bytes(csv_rows(rows).encode(), habits)

    async def preview_bytes(self, data: bytes, habits: Habits = HABITS) -> BatchId:
        return await preview_file(
            self.db, self.club.merchant, data, name="codes.csv", habits=habits, at=AT,
            actor="user:mia",
        )  # fmt: skip

    async def apply(self, batch: BatchId) -> None:
        await apply_file(self.db, self.club.merchant, batch)
        await self.work()

    async def work(self) -> None:
        """A worker does what waits for it."""
        worker = await Worker.connect(self.url)
        worker.handle(WORK_ON_BATCH, lambda job: batches.work_on(self.db, job, clock=lambda: AT))
        try:
            await worker.drain()
        finally:
            await worker.close()

    async def work_on(self, batch: BatchId) -> None:
        job = BatchJob(self.club.merchant, batch)
        await batches.work_on(self.db, job, clock=lambda: AT)

    async def outcomes(self, batch: BatchId) -> dict[str, int]:
        found = await batches.outcomes(self.db, await self.read(batch))
        return {outcome.value: number for outcome, number in found.items() if number}

    async def sentences(self, batch: BatchId, outcome: Outcome = Outcome.BAD) -> dict[int, str]:
        found = await batches.file_rows(self.db, await self.read(batch), [outcome], limit=100)
        return {row.number: row.sentence for row in found}

    async def read(self, batch: BatchId) -> Batch:
        return await batches.read_batch(self.db, self.club.merchant, batch)

    async def voucher(self, code: str) -> Voucher:
        found = await by_code(self.db, self.club.merchant, code)
        assert found is not None
        return found

    async def count(self) -> int:
        return int(await self.db.value("select count(*) from vouchers where source = 'STORE'"))

    async def execute(self, sql: str) -> None:
        async with self.db.pool.acquire() as connection:
            await connection.execute(sql)

    async def exported(self) -> list[list[Any]]:
        found = pages(self.db, self.club.merchant, Filter(), zone=HABITS.zone)
        return [list(HEADINGS)] + [list(row) async for page in found for row in page]

    async def books_balance(self) -> bool:
        return [found async for found in check(self.db)] == []


@pytest_asyncio.fixture
async def desk(club: Club, database_url: str) -> Desk:
    return Desk(club, database_url)


async def test_ten_thousand_vouchers_are_issued_with_codes_of_their_own(desk: Desk) -> None:
    batch = await desk.issue(10_000, "SUN")
    assert (await desk.read(batch)).state is BatchState.WAITING
    assert await desk.count() == 0

    await desk.work()

    done = await desk.read(batch)
    assert (done.state, done.done, done.failed, done.ended_at) == (BatchState.DONE, 10_000, 0, AT)
    codes = await desk.db.all("select code, folded_code, batch_id, used from vouchers")
    assert len({row["folded_code"] for row in codes}) == 10_000
    assert all(row["code"].startswith("SUN-") and row["batch_id"] == batch for row in codes)
    one = await desk.voucher(codes[0]["code"])
    assert (one.worth, one.left, one.terms) == (TEN.worth, aud("10"), TEN.terms)
    assert await desk.books_balance()


@pytest.mark.parametrize(("number", "prefix"), [(0, ""), (50_001, ""), (5, "x" * 11), (5, "a/b")])
async def test_a_wish_that_cannot_be_met_is_refused_at_once(
    desk: Desk, number: int, prefix: str
) -> None:
    with pytest.raises(Invalid):
        await desk.issue(number, prefix)
    assert await desk.db.value("select count(*) from voucher_batches") == 0


async def test_a_worker_goes_on_where_another_one_died(desk: Desk) -> None:
    batch = await desk.issue(1_700, "LONGPREFIX")
    await desk.execute(DIES_AT.format(done=1_000))
    with pytest.raises(Unavailable):
        await desk.work_on(batch)
    died = await desk.read(batch)
    assert (died.state, died.done, await desk.count()) == (BatchState.WORKING, 500, 500)

    await desk.execute(LIVES)
    await batches.hand_out_left(desk.db)
    await desk.work()
    await desk.work_on(batch)

    done = await desk.read(batch)
    assert (done.state, done.done, await desk.count()) == (BatchState.DONE, 1_700, 1_700)
    assert await desk.books_balance()


async def test_a_batch_that_is_cancelled_keeps_what_it_has_done(desk: Desk) -> None:
    batch = await desk.issue(1_000)
    await desk.execute(DIES_AT.format(done=1_000))
    with pytest.raises(Unavailable):
        await desk.work_on(batch)
    await desk.execute(LIVES)

    await batches.cancel(desk.db, desk.club.merchant, batch, at=AT)
    await desk.work()

    stopped = await desk.read(batch)
    assert (stopped.state, stopped.done, await desk.count()) == (BatchState.CANCELLED, 500, 500)
    await batches.cancel(desk.db, desk.club.merchant, batch, at=AT + timedelta(days=1))
    assert await desk.read(batch) == stopped


async def test_a_preview_says_what_each_row_would_do_and_changes_nothing(desk: Desk) -> None:
    for code in ("KEPT", "CHANGED"):
        new = NewVoucher(code=code, worth=TEN.worth, use_type=TEN.use_type, terms=TEN.terms)
        await issue(desk.db, desk.club.merchant, new, at=AT, actor="test")
    rosa = await desk.club.enrol("Rosa")
    batch = await desk.preview(
        ["code", "discount", "description", "memberCode"],
        ["new", "5", "", rosa.code],
        ["kept", "10", "Summer", ""],
        ["changed", "10", "Winter", ""],
        ["CHANGED", "10", "Autumn", ""],
        ["kept2", "5", "", "ABCD-2345"],
        ["", "", "", ""],
        ["broken", "five", "", ""],
        ["long", "5", "", "", "oops"],
        [rosa.code, "5"],
    )
    assert (await desk.read(batch)).state is BatchState.PREVIEW
    assert await desk.outcomes(batch) == {"insert": 1, "same": 1, "update": 1, "bad": 5}
    sentences = await desk.sentences(batch)
    assert sentences[5] == "Row 4 has this code already."
    assert sentences[6].startswith("memberCode, “ABCD-2345”: ")
    assert sentences[8].startswith("discount, “five”: ")
    assert "more cells" in sentences[9]
    assert "wallet" in sentences[10]
    assert await desk.count() == 2
    assert (await desk.voucher("CHANGED")).terms == TEN.terms

    await desk.apply(batch)

    assert await desk.outcomes(batch) == {"inserted": 1, "same": 1, "updated": 1, "bad": 5}
    made = await desk.voucher("NEW")
    assert (made.left, made.terms.member, made.batch) == (aud("5"), rosa.id, batch)
    assert (await desk.voucher("CHANGED")).terms.description == "Winter"
    assert (await desk.voucher("CHANGED")).terms.minimum == aud("20")
    with pytest.raises(AppliedAlready):
        await apply_file(desk.db, desk.club.merchant, batch)


async def test_a_file_that_broke_off_is_gone_on_with_and_no_row_is_done_twice(desk: Desk) -> None:
    rows = [["code", "discount"], *([f"CODE{n}", "5"] for n in range(450))]
    batch = await desk.preview(*rows)
    await desk.execute(DIES_AT.format(done=400))
    await apply_file(desk.db, desk.club.merchant, batch)
    with pytest.raises(Unavailable):
        await desk.work_on(batch)
    assert await desk.outcomes(batch) == {"inserted": 200, "insert": 250}
    assert await desk.count() == 200

    await desk.execute(LIVES)
    await asyncio.gather(desk.work_on(batch), desk.work_on(batch))

    assert await desk.outcomes(batch) == {"inserted": 450}
    assert (await desk.read(batch)).state is BatchState.DONE
    again = await desk.preview(*rows)
    assert await desk.outcomes(again) == {"same": 450}
    await desk.apply(again)
    assert (await desk.count(), (await desk.read(again)).state) == (450, BatchState.DONE)
    assert await desk.books_balance()


async def test_what_changed_after_the_preview_is_looked_at_again(desk: Desk) -> None:
    batch = await desk.preview(
        ["code", "discount", "memberCode", "limitTotal"], ["ONE", "5"], ["TWO", "5"], ["THREE", "7"]
    )
    for code in ("ONE", "TWO"):
        worth = AmountOff(aud("5" if code == "ONE" else "6"))
        new = NewVoucher(code=code, worth=worth, use_type=TEN.use_type, terms=TEN.terms)
        await issue(desk.db, desk.club.merchant, new, at=AT, actor="test")

    await desk.apply(batch)

    assert await desk.outcomes(batch) == {"same": 1, "failed": 1, "inserted": 1}
    assert (await desk.sentences(batch, Outcome.FAILED))[3].startswith("discount, “5”: TWO was")
    assert (await desk.read(batch)).failed == 1


async def test_a_row_that_the_database_refuses_does_not_take_others_with_it(desk: Desk) -> None:
    batch = await desk.preview(["code", "discount"], ["ONE", "5"], ["TWO", "5"], ["THREE", "5"])
    await desk.execute("""
        create function refuse() returns trigger language plpgsql as $$
        begin
            if new.code = 'TWO' then
                raise foreign_key_violation using message = 'the member is gone';
            end if;
            return new;
        end $$;
        create trigger refuse before insert on vouchers for each row execute function refuse()
    """)
    await desk.apply(batch)
    assert await desk.outcomes(batch) == {"inserted": 2, "failed": 1}
    assert await desk.sentences(batch, Outcome.FAILED) == {3: "There is no such member."}
    assert await desk.books_balance()


async def test_what_is_exported_is_the_same_when_it_is_imported_and_enough_to_begin_anew(
    desk: Desk,
) -> None:
    rosa = await desk.club.enrol("Rosa")
    terms = Terms(
        description="=2+3; “so”, 'it' is",
        starts_at=AT - timedelta(days=1),
        ends_at=AT + timedelta(days=30),
        minimum=aud("20.05"),
        limit_total=7,
        limit_per_member=2,
        stores=(desk.club.store,),
        member=rosa.id,
        active=False,
        external_id="-77",
    )
    plain = Terms(minimum=aud("0"))
    for code, worth, use_type, its in (
        ("full", AmountOff(aud("1234.50")), UseType.MULTI_USE, terms),
        ("plain", AmountOff(aud("5")), UseType.ONE_TIME_USE, plain),
        ("=once", ShareOff(1250), UseType.ONE_TIME_USE, plain),
        ("always", ShareOff(500), UseType.MULTI_USE, plain),
    ):
        new = NewVoucher(code=code, worth=worth, use_type=use_type, terms=its)
        await issue(desk.db, desk.club.merchant, new, at=AT, actor="test")
    rows = await desk.exported()
    assert [row[0] for row in rows[1:]] != [rosa.code]

    assert await desk.outcomes(await desk.preview(*rows)) == {"same": 4}
    german = Habits(currency="AUD", zone=HABITS.zone, decimal_sign=",", group_sign=".")
    data = csv_rows(rows, decimal_sign=",").encode()
    assert await desk.outcomes(await desk.preview_bytes(data, german)) == {"same": 4}

    before = [await desk.voucher(code) for code in ("full", "plain", "=once", "always")]
    await desk.execute(
        "update vouchers set folded_code = 'GONE' || id, external_id = null where source = 'STORE'"
    )
    batch = await desk.preview(*rows)
    await desk.apply(batch)
    for old in before:
        fresh = await desk.voucher(old.code)
        assert (fresh.worth, fresh.use_type, fresh.terms) == (old.worth, old.use_type, old.terms)
        assert fresh.left == old.left


async def test_a_file_without_columns_or_rows_keeps_nothing(desk: Desk) -> None:
    for data in (b"code\nA1\n", b"code,discount\n", b"\x89PNG"):
        with pytest.raises(Invalid):
            await desk.preview_bytes(data)
    assert await desk.db.value("select count(*) from voucher_batches") == 0


async def test_previews_that_nobody_applied_are_forgotten(desk: Desk) -> None:
    old = await desk.preview(["code", "discount"], ["A1", "5"])
    applied = await desk.preview(["code", "discount"], ["A2", "5"])
    await desk.apply(applied)
    await batches.forget_previews(desk.db, before=AT)
    assert (await desk.read(old)).state is BatchState.PREVIEW

    await batches.forget_previews(desk.db, before=AT + timedelta(seconds=1))

    with pytest.raises(NotFound):
        await desk.read(old)
    assert await desk.outcomes(applied) == {"inserted": 1}


async def test_batches_of_another_merchant_are_not_there(desk: Desk) -> None:
    other = Desk(await desk.club.another(), desk.url)
    batch = await desk.preview(["code", "discount"], ["A1", "5"])
    for forbidden in (
        other.read(batch),
        apply_file(other.db, other.club.merchant, batch),
        batches.cancel(other.db, other.club.merchant, batch, at=AT),
    ):
        with pytest.raises(NotFound):
            await forbidden
    assert (await desk.read(batch)).state is BatchState.PREVIEW
