"""An entry about to be posted."""

from datetime import datetime

from regulars.kernel.ids import AccountId, EntryId, HoldId, LotId, MerchantId, uuid7
from regulars.ledger import rules
from regulars.ledger.model import Draft, Kind
from regulars.ledger.reasons import Reason


def draft(
    kind: Kind,
    merchant: MerchantId,
    account: AccountId,
    *,
    asked: rules.Asked,
    key: str,
    natural_key: str | None = None,
    hold: HoldId | None = None,
    lot: LotId | None = None,
    reason: Reason,
    at: datetime,
) -> Draft:
    """A draft under a new id. `asked` is what, with `reason`, makes two requests the same."""
    return Draft(
        id=EntryId(uuid7(at)),
        merchant=merchant,
        account=account,
        kind=kind,
        key=key,
        natural_key=natural_key,
        input_hash=rules.hash_of(kind, asked, natural_key, reason),
        reason=reason,
        at=at,
        hold=hold,
        lot=lot,
    )
