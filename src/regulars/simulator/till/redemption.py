"""Redeeming a reward on the open sale, and checking what came of it."""

from typing import Any

import msgspec

from regulars.simulator import orders
from regulars.simulator.cloud import Cloud
from regulars.simulator.errors import Refused, not_found
from regulars.simulator.loyalty.calls import LoyaltyCalls
from regulars.simulator.loyalty.reading import Reading
from regulars.simulator.model import NO_VARIATION, Order, Redemption, Reward, Till
from regulars.simulator.till import sale

STAFF_DISCOUNT = NO_VARIATION * 9 / 10


async def redeem(
    cloud: Cloud, calls: LoyaltyCalls, till: Till, reward_id: str, quantity: int | None
) -> None:
    """Save the sale, call the reward's address with the order's real id, and read it again."""
    reward = shown_reward(cloud, till, reward_id)
    sent = quantity_to_send(cloud, reward, quantity)
    order_id = sale.save(cloud, till, cloud.switches.redeem_order_status).id
    inject_faults(cloud, order_id)
    before = essence(cloud.order(order_id))
    assert till.rewards is not None
    reading = await calls.redeem(
        cloud.addon(till.rewards.client_id),
        redeem_url=reward.redeem_url,
        placeholder=till.placeholder or "",
        order_id=order_id,
        quantity=sent,
    )
    changed = essence(cloud.order(order_id)) != before
    note(cloud, till, reward, sent, reading, changed=changed)


def shown_reward(cloud: Cloud, till: Till, reward_id: str) -> Reward:
    order = sale.opened(cloud, till)
    shown = till.rewards.rewards if till.rewards else []
    reward = next((each for each in shown if each.id == reward_id), None)
    if order.customer_id is None or reward is None:
        raise not_found("reward on this screen with the id", reward_id)
    if not order.lines:
        raise Refused("The sale is empty.", code="wrong_status")
    earlier = any(each.success for each in till.redemptions)
    if earlier and not cloud.switches.redeem_twice:
        raise Refused("The sale carries a redemption already.", code="wrong_status")
    return reward


def quantity_to_send(cloud: Cloud, reward: Reward, quantity: int | None) -> int | None:
    """Points chosen by the cashier, which only a reward with `variable_quantity` asks for."""
    if not reward.variable_quantity:
        return quantity if cloud.switches.redeem_always_sends_quantity else None
    if quantity is None:
        raise Refused("quantity is required for this reward.")
    most = whole(reward.points_required)
    if quantity < 1 or (most is not None and quantity > most):
        raise Refused(f"quantity goes from 1 to {most or 'as many as there are'}.")
    return quantity


def whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() else None


def inject_faults(cloud: Cloud, order_id: int) -> None:
    order = cloud.order(order_id)
    if order.discount_by is None and cloud.faults.strike("discount_already_present"):
        changed = msgspec.structs.replace(
            order, price_variation=STAFF_DISCOUNT, discount_by="staff"
        )
        orders.commit(cloud, order, changed)
    if cloud.faults.strike("order_deleted_before_redeem"):
        orders.set_status(cloud, order_id, "DELETED")


def essence(order: Order) -> dict[str, Any]:
    """What an add-on may change on an order."""
    fields: dict[str, Any] = msgspec.to_builtins(order)
    return {name: value for name, value in fields.items() if name != "updated_at"}


def note(
    cloud: Cloud,
    till: Till,
    reward: Reward,
    quantity: int | None,
    reading: Reading,
    *,
    changed: bool,
) -> None:
    success = reading.success is True
    judge_effect(reading, changed=changed)
    redemption = Redemption(
        reward_id=reward.id,
        title=reward.title,
        quantity=quantity,
        success=success,
        error=None if success else reading.error,
        at=cloud.now(),
    )
    if sale.current(cloud, till) is not None:
        till.redemptions.append(redemption)
    if not success:
        sale.say(cloud, till, "error", reading.error or "The reward was not redeemed.")
    elif changed:
        sale.say(cloud, till, "info", f"{reward.title} was redeemed.")
    else:
        text = f"{reward.title} was redeemed, but the sale did not change."
        sale.say(cloud, till, "warning", text)


def judge_effect(reading: Reading, *, changed: bool) -> None:
    if reading.success and changed:
        reading.think("ok", "The order was changed before the answer.")
    elif reading.success:
        reading.think("wrong", "The answer says success, but the order did not change.")
    elif changed:
        reading.think("wrong", "The answer says no success, but the order was changed.")
