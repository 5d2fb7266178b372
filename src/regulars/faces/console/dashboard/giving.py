"""Pictures of what the program gives: points, rewards and offers, vouchers that are not used up."""

from collections.abc import Sequence

from regulars.faces.console.dashboard.picture import Picture, View, row, series
from regulars.faces.console.dashboard.spans import Span, what_of
from regulars.faces.console.home.pictures import money_axis
from regulars.reports.model import VoucherKind

KINDS = {
    VoucherKind.WALLET: "Wallets of members",
    VoucherKind.GIFT_CARD: "Gift cards",
    VoucherKind.STORED: "Other stored value",
    VoucherKind.DISCOUNT: "Discount codes",
}
MOST_REWARDS = 8
"""So many are drawn; the table has all."""


def points(view: View, parts: Sequence[Span]) -> Picture:
    """Points that sales brought and that were redeemed."""
    total = view.found.total
    kinds = [("Earned", "earned"), ("Redeemed", "burned")]
    return Picture(
        key="points",
        title=f"{view.points_begun} earned and redeemed",
        sentence=_kept(view),
        headings=[what_of(view.found.period.days), *(name for name, _ in kinds)],
        rows=[row(part.label, *(view.number(part.sum(of)) for _, of in kinds)) for part in parts],
        chart={
            "kind": "beside",
            "days": [part.label for part in parts],
            "series": [
                series(name, [view.number(part.sum(of)) for part in parts]) for name, of in kinds
            ],
        }
        if total.earned or total.burned
        else None,
    )


def rewards(view: View) -> Picture:
    """Rewards and offers that were used, the most used first."""
    used = sorted(view.found.total.rewards.items(), key=lambda one: (-one[1].uses, one[0]))
    names = [view.found.names.get(subject, "No longer there") for subject, _ in used]
    counts = [view.number(of.uses) for _, of in used]
    return Picture(
        key="rewards",
        title="Rewards and offers used",
        sentence=_used(view, names),
        headings=["Reward or offer", "Used", "Off bills", view.points_begun],
        rows=[
            row(name, view.number(of.uses), view.money(of.minor), view.number(of.points))
            for name, (_, of) in zip(names, used, strict=True)
        ],
        chart={
            "kind": "rows",
            "days": names[:MOST_REWARDS],
            "series": [series("Used", counts[:MOST_REWARDS])],
        }
        if used
        else None,
    )


def vouchers(view: View) -> Picture:
    """What guests can still use, as of now."""
    found = view.found.outstanding
    valued = [one for one in found if one.left]
    return Picture(
        key="vouchers",
        title="Vouchers outstanding",
        sentence=_owed(view),
        headings=["Vouchers", "Number", "Left on them"],
        rows=[
            row(KINDS[one.kind], view.number(one.vouchers), view.money(one.left.minor))
            for one in found
        ],
        chart={
            "kind": "rows",
            "days": [KINDS[one.kind] for one in valued],
            "series": [series("Left", [view.money(one.left.minor) for one in valued])],
            "money": money_axis(view.merchant),
        }
        if valued
        else None,
        wide=True,
    )


def _kept(view: View) -> str:
    total = view.found.total
    if not total.earned and not total.burned:
        return "None were earned, and none redeemed."
    earned, burned = view.number(total.earned).text, view.number(total.burned).text
    if total.earned <= 0:
        return f"{burned} were redeemed, and none earned."
    share = view.percent(total.burned, total.earned).text
    return f"{earned} were earned and {burned} redeemed, {share} of them."


def _used(view: View, names: Sequence[str]) -> str:
    used = view.found.total.rewards.values()
    if not used:
        return "None was used in these days."
    times = view.words(sum(of.uses for of in used), "use", "uses")
    off = view.large(sum(of.minor for of in used)).text
    return f"{times} took {off} off bills. {names[0]} was used most."


def _owed(view: View) -> str:
    found = view.found.outstanding
    count = sum(one.vouchers for one in found)
    if not count:
        return "Nobody has a voucher that is not used up."
    left = view.large(sum(one.left.minor for one in found)).text
    return f"As of now, guests have {left} on {view.words(count, 'voucher', 'vouchers')}."
