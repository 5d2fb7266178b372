"""The product's own checks of its books."""

from regulars.bookings.quiet.check import check_budgets
from regulars.faces.cli.simulate.kiosk import Kiosk
from regulars.faces.cli.simulate.world import World
from regulars.ledger.check import check
from regulars.vouchers.check import check as check_vouchers


async def books_add_up(world: World, _: Kiosk) -> list[str]:
    """Every balance, lot, hold, voucher, wallet and budget is what its entries make it."""
    wrong = [one.sentence async for one in check(world.db, merchant=world.merchant)]
    wrong += [one.sentence async for one in check_vouchers(world.db, merchant=world.merchant)]
    return wrong + [one.sentence for one in await check_budgets(world.db, world.merchant)]
