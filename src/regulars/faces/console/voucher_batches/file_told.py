"""A file that is imported, in plain words: its rows, and what they do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.voucher_batches.words import OUTCOMES
from regulars.vouchers.batch import Batch, BatchState, FileRow, Outcome
from regulars.vouchers.batches import file_of, file_rows, outcomes
from regulars.vouchers.rows import NEEDED

FIRST_ROWS = 10
BAD_ROWS = 100

NOT_DONE = (Outcome.BAD, Outcome.FAILED)
GOOD = tuple(outcome for outcome in Outcome if outcome not in NOT_DONE)


@dataclass(frozen=True, slots=True)
class FileTold:
    """How many rows do what, the first of them, and those that cannot be used.

    A count's name says what is to come while nothing was applied, and what became of it afterwards.
    """

    counts: Mapping[Outcome, int]
    columns: Sequence[str]
    notes: Sequence[str]
    first: Sequence[FileRow]
    not_done: Sequence[FileRow]

    @property
    def to_do(self) -> int:
        return self.counts[Outcome.INSERT] + self.counts[Outcome.UPDATE]

    @property
    def made(self) -> int:
        return self.counts[Outcome.INSERTED]

    @property
    def changed(self) -> int:
        return self.counts[Outcome.UPDATED]

    @property
    def same(self) -> int:
        return self.counts[Outcome.SAME]

    @property
    def bad(self) -> int:
        return self.counts[Outcome.BAD] + self.counts[Outcome.FAILED]

    def others(self, row: FileRow) -> str:
        """What a row says besides code and discount: `type: MULTI_USE · …`"""
        named = (name for name in self.columns if name not in NEEDED and name in row.cells)
        return " · ".join(f"{name}: {row.cells[name]}" for name in named)

    def badge(self, row: FileRow) -> tuple[str, str]:
        return OUTCOMES[row.outcome]


async def told(request: ConsoleRequest, batch: Batch) -> FileTold:
    read = await file_of(request.db, batch)
    previewed = batch.state is BatchState.PREVIEW
    return FileTold(
        counts=await outcomes(request.db, batch),
        columns=read.columns,
        notes=read.notes,
        first=await file_rows(request.db, batch, GOOD, limit=FIRST_ROWS) if previewed else [],
        not_done=await file_rows(request.db, batch, NOT_DONE, limit=BAD_ROWS),
    )
