"""What has to be right after each day, whatever happened on it.

Everything is worked out anew and by other means than the program's own: from raw rows, from what
the till has in its memory, and from what was told by people who remember what they were answered.
"""

from collections.abc import Awaitable, Callable

from regulars.faces.cli.simulate.invariants.bills import every_bill_is_a_sale, rewards_are_on_bills
from regulars.faces.cli.simulate.invariants.books import books_add_up
from regulars.faces.cli.simulate.invariants.comparisons import compare_all
from regulars.faces.cli.simulate.invariants.earning import (
    days_are_not_overfilled,
    earning_is_explained,
    sales_keep_their_terms,
)
from regulars.faces.cli.simulate.invariants.points import points_are_what_bills_bring
from regulars.faces.cli.simulate.invariants.reported import reports_are_sales
from regulars.faces.cli.simulate.kiosk import Kiosk
from regulars.faces.cli.simulate.world import World

Invariant = Callable[[World, Kiosk], Awaitable[list[str]]]

INVARIANTS: tuple[Invariant, ...] = (
    books_add_up,
    compare_all,
    every_bill_is_a_sale,
    rewards_are_on_bills,
    points_are_what_bills_bring,
    earning_is_explained,
    sales_keep_their_terms,
    days_are_not_overfilled,
    reports_are_sales,
)


async def broken(world: World, kiosk: Kiosk) -> list[str]:
    """A sentence with figures for everything that is not right."""
    wrong = list(world.unexpected)
    for invariant in INVARIANTS:
        wrong += await invariant(world, kiosk)
    return wrong
