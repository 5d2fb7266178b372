"""All that an order of any till has to know before it is kept, in one statement."""

from collections.abc import Callable
from typing import NamedTuple, TypeVar
from uuid import UUID

from regulars.kernel.ids import AccountId, MemberId, MerchantId, SaleId, StoreId, VoucherId
from regulars.kernel.money import Money
from regulars.platform.db import Reads, Row
from regulars.programs.earning.stored import terms_from
from regulars.programs.model import Program
from regulars.sales.model import Channel
from regulars.vouchers.model import WalletScheme

T = TypeVar("T")

# All that an order has to know before it is kept, and whether it is kept already.
MEET = """
    select t.time_zone, m.currency, p.id as member_id, p.account_id, s.id as sale_id, s.bill_hash,
           g.name, g.points_label, g.version, v.terms::text as terms, g.wallet_per_minor,
           g.wallet_credit_minor, g.new_guest_voucher,
           exists (select from program_versions i
                    where i.merchant_id = $1 and i.terms -> 'expiry' ->> 'kind' = 'idle') as idles
      from stores t
      join merchants m using (merchant_id)
      left join programs g on g.merchant_id = t.merchant_id
      left join program_versions v on (v.merchant_id, v.version) = (g.merchant_id, g.version)
      left join members p
        on (p.merchant_id, p.id) = (t.merchant_id, coalesce((
            select named.merged_into from members named
             where named.merchant_id = $1 and named.id = $6), $6, (
            select coalesce(named.merged_into, named.id) from members named
             where named.merchant_id = $1 and named.code = $5)))
      left join sales s on (s.merchant_id, s.store_id, s.channel, s.order_ref)
                         = (t.merchant_id, t.id, $3, $4)
     where t.merchant_id = $1 and t.id = $2
"""


class Met(NamedTuple):
    """What an order comes to: its store, whose code it carries, and the order itself if kept."""

    time_zone: str
    program: Program | None
    idles: bool
    member: MemberId | None
    account: AccountId | None
    sale: SaleId | None
    content: bytes | None


async def meet(
    reads: Reads,
    merchant: MerchantId,
    store: StoreId,
    channel: Channel,
    order: str,
    *,
    member: str | MemberId | None,
) -> Met | None:
    """What there is to know of an order of a `member`, who is named by a code or an id.

    None when there is no such store.
    """
    code, id_ = (member, None) if isinstance(member, str) else (None, member)
    row = await reads.one_or_none(MEET, merchant, store, channel, order, code, id_)
    if row is None:
        return None
    return Met(
        time_zone=row["time_zone"],
        program=None if row["name"] is None else _program(merchant, row),
        idles=row["idles"],
        member=_maybe(MemberId, row["member_id"]),
        account=_maybe(AccountId, row["account_id"]),
        sale=_maybe(SaleId, row["sale_id"]),
        content=row["bill_hash"],
    )


def _program(merchant: MerchantId, row: Row) -> Program:
    """The program as far as it decides what an order is worth."""
    currency, per = row["currency"], row["wallet_per_minor"]
    credit = row["wallet_credit_minor"]
    return Program(
        merchant=merchant,
        name=row["name"],
        points_label=row["points_label"],
        terms=terms_from(row["terms"]),
        version=row["version"],
        wallet=per and WalletScheme(Money(per, currency), Money(credit, currency)),
        new_guest_voucher=_maybe(VoucherId, row["new_guest_voucher"]),
    )


def _maybe(kind: Callable[[UUID], T], found: UUID | None) -> T | None:
    return None if found is None else kind(found)
