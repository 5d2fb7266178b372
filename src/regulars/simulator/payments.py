"""Taking payments on an order."""

from collections.abc import Sequence

from regulars.simulator.cloud import Cloud
from regulars.simulator.drafts import PaymentDraft
from regulars.simulator.errors import Refused
from regulars.simulator.model import NO_AMOUNT, Order, Payment


def take_new_payments(
    cloud: Cloud, order: Order, drafts: Sequence[PaymentDraft], client_id: str | None
) -> None:
    """A payment with a number that the order has is not taken a second time."""
    taken = {payment.number for payment in order.payments}
    for draft in drafts:
        if draft.number not in taken:
            take_payment(cloud, order, draft, client_id)


def take_payment(cloud: Cloud, order: Order, draft: PaymentDraft, client_id: str | None) -> Payment:
    try:
        amount = cloud.rounding.round(draft.amount)
        tip = cloud.rounding.round(draft.tip or NO_AMOUNT)
    except ArithmeticError as error:
        raise Refused("The amount of a payment is out of range.") from error
    payment = Payment(
        id=cloud.new_id("payment"),
        number=max((each.number for each in order.payments), default=0) + 1,
        method_id=method_of(cloud, draft, client_id),
        amount=amount,
        tip=tip,
        ref=draft.ref,
        created_at=cloud.now(),
    )
    order.payments.append(payment)
    return payment


def method_of(cloud: Cloud, draft: PaymentDraft, client_id: str | None) -> int:
    """The method named, else the calling application's own."""
    methods = cloud.state.payment_methods
    if draft.method_id is not None:
        if draft.method_id not in methods:
            raise Refused(f"There is no payment method {draft.method_id}.")
        return draft.method_id
    own = [each.id for each in methods.values() if client_id and each.client_id == client_id]
    if not own:
        raise Refused("method_id is required: the application is no payment method itself.")
    return own[0]
