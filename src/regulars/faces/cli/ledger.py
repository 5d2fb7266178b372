"""`regulars ledger`: whether the books are right."""

from typing import TypeAlias, assert_never

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.table import Table

from regulars.bookings.quiet.check import check_budgets
from regulars.bookings.quiet.model import Discrepancy as BudgetDiscrepancy
from regulars.faces.cli.deps import Hub
from regulars.faces.cli.terminal import done, err, out
from regulars.faces.cli.users import with_hub
from regulars.ledger.check import check
from regulars.ledger.model import Discrepancy
from regulars.merchants.create_merchant import every_merchant
from regulars.vouchers.check import check as check_vouchers
from regulars.vouchers.views import Discrepancy as VoucherDiscrepancy

Off: TypeAlias = Discrepancy | VoucherDiscrepancy | BudgetDiscrepancy

MOST = 100
"""More lines than this are counted, not shown."""

cli = typer.Typer(help="Look after the books.", no_args_is_help=True)


@cli.callback()
def books() -> None:
    """Look after the books."""


@cli.command("check")
def check_ledger(context: typer.Context) -> None:
    """Recompute every balance, lot, hold, voucher, wallet and budget, and name what is off."""
    found = with_hub(context, recompute)
    if not found:
        done("Every balance, lot, hold, voucher, wallet and budget is what its entries make it.")
        return
    table = Table("Account, voucher or offer", "Figure", "Is", "Should be")
    for one in found[:MOST]:
        table.add_row(owner_of(one), one.what, f"{one.found:,}", f"{one.expected:,}")
    out.print(table)
    more = f", of which {MOST} are shown" if len(found) > MOST else ""
    err.print(f"[red]{len(found):,} figures are not what their entries make them{more}.[/red]")
    raise typer.Exit(1)


def owner_of(one: Off) -> str:
    """Whose figure is off: an account, a voucher by its code, or an offer by its name."""
    match one:
        case Discrepancy():
            return str(one.account)
        case VoucherDiscrepancy():
            return one.code
        case BudgetDiscrepancy():
            return one.name
        case other:
            assert_never(other)


async def recompute(hub: Hub) -> list[Off]:
    merchants = await every_merchant(hub.db)
    found: list[Off] = []
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), console=err, transient=True
    ) as progress:
        task = progress.add_task("")
        for number, merchant in enumerate(merchants, start=1):
            progress.update(task, description=f"Merchant {number} of {len(merchants)} …")
            found += [one async for one in check(hub.db, merchant=merchant)]
            found += [one async for one in check_vouchers(hub.db, merchant=merchant)]
            found += await check_budgets(hub.db, merchant)
    return found
