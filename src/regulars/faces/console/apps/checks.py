"""What is right about a connection, what is not, and how to mend it. No database, no till."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from regulars.faces.console.apps.kounta import MANAGE
from regulars.merchants.model import Connection, ConnectionSettings, Merchant, Store, ViaBill
from regulars.pos.model import Choice, Company, Reported

MAPPING = f"{MANAGE}#mapping"


class Verdict(StrEnum):
    """How something stands; the values are kinds of badges."""

    GOOD = "good"
    ODD = "wait"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `mend` says what to do, at `href` where there is a page."""

    verdict: Verdict
    about: str
    sentence: str
    mend: str = ""
    href: str = ""


def good(about: str, sentence: str) -> Finding:
    return Finding(Verdict.GOOD, about, sentence)


def token(company: Company | None, silence: str) -> Finding:
    """Whether the till lets us in."""
    if company is not None:
        return good("Authorisation", f"{company.name or 'The till'} lets Regulars in.")
    mend = "Authorise once more. If it still does not answer, ask whoever looks after the till."
    return Finding(
        Verdict.BAD, "Authorisation", silence, mend, href="/console/apps/kounta/authorise"
    )


def currency(company: Company, merchant: Merchant) -> Finding:
    if company.currency == merchant.currency:
        return good("Currency", f"Both count in {merchant.currency}.")
    sentence = f"The till counts in {company.currency} and {merchant.name} in {merchant.currency}."
    return Finding(Verdict.BAD, "Currency", sentence, "Connect a company of the same currency.")


def sites(connection: Connection, company: Company, venues: Collection[Store]) -> Iterator[Finding]:
    """Whether each store has its site, and each site that is mapped is still there."""
    at_till = {site.id: site.name for site in company.sites}
    for one in connection.sites:
        if one.site_id not in at_till:
            sentence = f"The till has no site “{one.site_name}” any more."
            yield Finding(Verdict.BAD, "Stores", sentence, "Choose another site.", MAPPING)
    mapped = {one.store for one in connection.sites}
    for store in venues:
        if store.id not in mapped:
            sentence = f"“{store.name}” has no site: nothing is earned or redeemed there."
            yield Finding(Verdict.ODD, "Stores", sentence, "Choose its site.", MAPPING)
    known = {one.site_id for one in connection.sites}
    for id_, name in at_till.items():
        if id_ not in known:
            sentence = f"The till's site “{name}” is none of your stores."
            mend = "Choose its store, or leave it at that."
            yield Finding(Verdict.ODD, "Stores", sentence, mend, MAPPING)
    fitting = sum(one.site_id in at_till for one in connection.sites)
    if fitting:
        yield good("Stores", f"{fitting} of the till's sites are stores of yours.")


def carrying(settings: ConnectionSettings, company: Company) -> Iterator[Finding]:
    """Whether a reward can reach the bill in the chosen way, and beside a discount of staff's."""
    chosen = {
        "product": (settings.discount_product_id, company.products),
        "payment method": (settings.payment_method_id, company.payment_methods),
    }
    gone = {what for what, (id_, offered) in chosen.items() if id_ and not has(offered, id_)}
    for what in sorted(gone):
        sentence = f"The {what} that carries rewards is not at the till any more."
        yield Finding(Verdict.BAD, "Rewards on the bill", sentence, "Choose another.", MAPPING)
    match settings.via:
        case ViaBill.VARIATION if not any(id_ for id_, _ in chosen.values()):
            yield Finding(
                Verdict.ODD,
                "Rewards on the bill",
                "A reward is refused where staff have given a discount of their own: "
                "the till takes only one for a whole bill.",
                "Choose a discount product or a payment method that carries the reward then.",
                MAPPING,
            )
        case ViaBill.PRODUCT if not settings.discount_product_id:
            yield nothing_carries("product")
        case ViaBill.PAYMENT if not settings.payment_method_id:
            yield nothing_carries("payment method")
        case ViaBill.VARIATION | ViaBill.PRODUCT | ViaBill.PAYMENT if not gone:
            yield good("Rewards on the bill", "Rewards have a way onto the bill.")
        case ViaBill.VARIATION | ViaBill.PRODUCT | ViaBill.PAYMENT:
            pass
        case other:
            assert_never(other)


def nothing_carries(what: str) -> Finding:
    sentence = f"No {what} is chosen, so no reward can reach a bill."
    return Finding(Verdict.BAD, "Rewards on the bill", sentence, f"Choose a {what}.", MAPPING)


def parties(settings: ConnectionSettings, company: Company) -> Iterator[Finding]:
    """Whether what the orders of parties are made with is still at the till."""
    if settings.deposit_method_id and not has(company.payment_methods, settings.deposit_method_id):
        sentence = "The payment method of deposits is not at the till any more."
        yield Finding(Verdict.BAD, "Parties", sentence, "Choose another.", MAPPING)
    if settings.seat_product_id and not has(company.products, settings.seat_product_id):
        sentence = "The product that is rung up for each guest is not at the till any more."
        yield Finding(Verdict.BAD, "Parties", sentence, "Choose another.", MAPPING)


def reports(reported: Reported) -> Finding:
    """Whether the till tells us of finished and deleted orders."""
    if not reported.finished:
        return Finding(
            Verdict.BAD,
            "Webhooks",
            "The till does not report finished sales: points come up to half an hour late.",
            "Save the mapping once more; that registers the webhooks.",
            MAPPING,
        )
    if not reported.deleted:
        return Finding(
            Verdict.ODD,
            "Webhooks",
            "The till does not report deleted orders. They are found by asking, a little later.",
            "Nothing has to be done. Not every till can report these.",
        )
    return good("Webhooks", "The till reports finished and deleted orders here.")


def heard(last: str, ago_in_days: int | None) -> Finding:
    """When the till last told us of an order. `last` is the moment, for people."""
    if ago_in_days is None:
        return Finding(
            Verdict.ODD,
            "Last report",
            "The till has not reported a sale yet.",
            "Ring up and pay a sale, then check again.",
        )
    if ago_in_days > QUIET_DAYS:
        return Finding(
            Verdict.ODD,
            "Last report",
            f"The till last reported a sale {last}.",
            "If you have sold since, save the mapping once more: the webhooks may be gone.",
            MAPPING,
        )
    return good("Last report", f"The till last reported a sale {last}.")


QUIET_DAYS = 3
"""A venue may be closed for a weekend; a longer silence is worth a look."""


def waiting(count: int) -> Finding:
    """Whether orders of the till wait for somebody."""
    if not count:
        return good("Exceptions", "No order of the till waits for somebody.")
    orders = "1 order waits" if count == 1 else f"{count} orders wait"
    mend, href = "Look at them.", "/console/exceptions"
    return Finding(Verdict.BAD, "Exceptions", f"{orders} for somebody.", mend, href)


def search(sentence: str, *, answered: bool) -> Finding:
    """What came of asking our own search address as the till does."""
    if answered:
        return good("Customer search", sentence)
    return Finding(
        Verdict.BAD,
        "Customer search",
        sentence,
        "The address has to be reachable from outside, with a valid certificate. "
        "Whoever runs this installation can set it (REGULARS_BASE_URL).",
        f"{MANAGE}#urls",
    )


def has(choices: Collection[Choice], id_: str) -> bool:
    return any(choice.id == id_ for choice in choices)
