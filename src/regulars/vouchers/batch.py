"""Many vouchers made or changed at once: what is wanted, and how far it has come."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from regulars.kernel.ids import BatchId, MerchantId
from regulars.kernel.money import Money
from regulars.platform.jobs import LATER, JobKind
from regulars.vouchers.cells import Habits
from regulars.vouchers.model import AmountOff, NewVoucher, ShareOff, Terms, UseType, Worth


class BatchKind(StrEnum):
    """Issued by number, or read from a file."""

    ISSUE = "issue"
    IMPORT = "import"


class BatchState(StrEnum):
    """`PREVIEW` has changed nothing yet, `WAITING` is for a worker; `CANCELLED` is an end."""

    PREVIEW = "preview"
    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    CANCELLED = "cancelled"


UNDER_WAY = frozenset({BatchState.WAITING, BatchState.WORKING})
NOT_ENDED = UNDER_WAY | {BatchState.PREVIEW}


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """`done` counts on to `total` while a worker goes through it; `failed` of them could not be."""

    id: BatchId
    merchant: MerchantId
    kind: BatchKind
    name: str
    state: BatchState
    total: int
    done: int
    failed: int
    created_by: str
    created_at: datetime
    ended_at: datetime | None

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Vouchers that are all alike but for their codes, which begin with `prefix`."""

    prefix: str
    value: Money | None
    basis_points: int | None
    use_type: UseType
    terms: Terms

    @classmethod
    def of(cls, new: NewVoucher, prefix: str) -> "Wish":
        worth = new.worth
        return cls(
            prefix=prefix,
            value=worth.value if isinstance(worth, AmountOff) else None,
            basis_points=worth.basis_points if isinstance(worth, ShareOff) else None,
            use_type=new.use_type,
            terms=new.terms,
        )

    @property
    def worth(self) -> Worth:
        if self.value is not None:
            return AmountOff(self.value)
        assert self.basis_points is not None
        return ShareOff(self.basis_points)


class FileRead(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was read: how its cells are meant, and what a person should know of it."""

    habits: Habits
    columns: tuple[str, ...]
    notes: tuple[str, ...]


class Outcome(StrEnum):
    """What a row of a file will do, and then what it did."""

    INSERT = "insert"
    UPDATE = "update"
    SAME = "same"
    BAD = "bad"
    INSERTED = "inserted"
    UPDATED = "updated"
    FAILED = "failed"


class FileRow(msgspec.Struct, frozen=True):
    """A row of a file, by the number that a spreadsheet shows it with."""

    number: int
    cells: Mapping[str, str]
    outcome: Outcome
    sentence: str = ""


class BatchJob(msgspec.Struct, frozen=True):
    """Go through one batch."""

    merchant: MerchantId
    batch: BatchId


WORK_ON_BATCH = JobKind("vouchers.batch", BatchJob, priority=LATER)
