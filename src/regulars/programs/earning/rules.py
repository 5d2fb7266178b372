"""What a bill earns. No clock, no database, no till."""

from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.programs.earning.model import PerAmount, Terms


def earned(terms: Terms, total: Money, tax: Money) -> Points:
    """The points of a bill: whole steps of each rule's amount only. A refund earns none."""
    spent = counted(terms, total, tax)
    steps = [
        spent.minor // rule.gives.per.minor * rule.gives.points
        for rule in terms.rules
        if isinstance(rule.gives, PerAmount) and rule.active
    ]
    return Points(sum(steps))


def counted(terms: Terms, total: Money, tax: Money) -> Money:
    """What of a bill the program goes by, for points as for the wallet."""
    base = total if terms.tax_included else total - tax
    return max(base, Money.zero(total.currency))
