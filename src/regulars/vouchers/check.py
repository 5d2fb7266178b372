"""Recompute vouchers and wallets from their books, and name what is off."""

from collections.abc import AsyncIterator

from regulars.kernel.ids import MerchantId
from regulars.platform.db import Database
from regulars.vouchers.store import audit
from regulars.vouchers.views import Discrepancy


async def check(db: Database, *, merchant: MerchantId | None = None) -> AsyncIterator[Discrepancy]:
    """Every figure of vouchers that their books do not bear out, of one merchant or of all.

    The balances themselves are the ledger's to check. Tills may go on meanwhile: each comparison
    is one statement and sees one moment.
    """
    merchants = [merchant] if merchant else await audit.merchants(db)
    for one in merchants:
        for comparison in audit.COMPARISONS:
            for found in await audit.compare(db, comparison, one):
                yield found
