"""Recompute everything from the entries, and name what is off."""

from collections.abc import AsyncIterator

from regulars.kernel.ids import MerchantId
from regulars.ledger.model import Discrepancy
from regulars.ledger.store import audit
from regulars.platform.db import Database


async def check(db: Database, *, merchant: MerchantId | None = None) -> AsyncIterator[Discrepancy]:
    """Every figure that its entries do not bear out, of one merchant or of all.

    Tills may go on meanwhile: each comparison is one statement and sees one moment.
    """
    merchants = [merchant] if merchant else await audit.merchants(db)
    for one in merchants:
        for comparison in audit.COMPARISONS:
            for found in await audit.compare(db, comparison, one):
                yield found
