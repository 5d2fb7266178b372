"""Batches: which there were, and how far one has come."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.voucher_batches.file_told import told
from regulars.faces.console.voucher_batches.words import BATCHES, STATES, come_so_far, title
from regulars.faces.console.vouchers.filters import VOUCHERS
from regulars.kernel.ids import BatchId
from regulars.merchants.model import Role
from regulars.vouchers.batch import Batch, BatchKind, BatchState
from regulars.vouchers.batches import cancel, newest_batches, read_batch

ONE = BATCHES + "/{batch_id:uuid}"
SHOWN = 100


@get(BATCHES, may=Role.MANAGER)
async def show_batches(request: ConsoleRequest) -> Page:
    batches = await newest_batches(request.db, request.merchant.id, limit=SHOWN)
    rows = [
        {
            "batch": batch,
            "title": title(batch),
            "when": request.speech.when(batch.created_at, now=request.now),
            "state": STATES[batch.state],
        }
        for batch in batches
    ]
    return request.page("voucher_batches/list.html", here="vouchers", rows=rows)


@get(ONE, may=Role.MANAGER)
async def show_batch(request: ConsoleRequest, batch_id: FromPath[UUID]) -> Page:
    """A batch and how far it has come. htmx asks for the part that changes."""
    batch = await read_batch(request.db, request.merchant.id, BatchId(batch_id))
    shown = await context(request, batch)
    if request.is_htmx:
        return request.part("voucher_batches/progress.html", **shown)
    template = "preview" if batch.state is BatchState.PREVIEW else "batch"
    return request.page(f"voucher_batches/{template}.html", here="vouchers", **shown)


@post(f"{ONE}/cancel")
async def cancel_batch(request: ConsoleRequest, batch_id: FromPath[UUID]) -> Response[Any]:
    batch = await cancel(request.db, request.merchant.id, BatchId(batch_id), at=request.now)
    if batch.kind is BatchKind.IMPORT and not batch.done:
        return request.go_to(f"{VOUCHERS}/import", info="Nothing was changed.")
    return request.go_to(f"{BATCHES}/{batch.id}", info="Stopped. What was done stays.")


async def context(request: ConsoleRequest, batch: Batch) -> dict[str, Any]:
    return {
        "batch": batch,
        "title": title(batch),
        "when": request.speech.when(batch.created_at, now=request.now),
        "state": STATES[batch.state],
        "so_far": come_so_far(batch, request.speech),
        "file": await told(request, batch) if batch.kind is BatchKind.IMPORT else None,
    }


ROUTES = [show_batches, show_batch, cancel_batch]
