"""What was paid ahead for a booking, or given for it, is written down."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath

from regulars.bookings.deposits.refund import keep_what_is_twice, refund
from regulars.bookings.payments import record
from regulars.bookings.quiet.give_by_hand import give_by_hand
from regulars.faces.console.benefits import read_money
from regulars.faces.console.diary.desk import desk_of
from regulars.faces.console.diary.panel import BOOKING, Part, booking_at, done, show
from regulars.faces.console.diary.setting import REFUSALS, refused
from regulars.faces.console.errors import status_of
from regulars.faces.console.requests import ConsoleRequest
from regulars.merchants.model import Role


class Way(StrEnum):
    """Where the money went."""

    PAID = "paid"
    BACK = "back"


@post(f"{BOOKING}/payments", may=Role.STAFF)
async def record_payment(
    request: ConsoleRequest, store_id: FromPath[int], booking_id: FromPath[UUID]
) -> Response[Any]:
    """Once for each transaction, however often it is pressed; without a number the form's own."""
    desk, form = await desk_of(request, store_id), await request.read_form()
    booking = await booking_at(request, desk, booking_id)
    way = form.choice("way", Way, Way.PAID)
    amount = read_money(form, request, "amount", required="How much was it?")
    paid_at = form.moment("paid_at", desk.speech) or request.now
    transaction = form.text("transaction_id", most=100) or form.text("key", most=40)
    if not form.is_good or amount is None:
        return await show(request, desk, booking, status=422, opened=Part.PAYMENT, form=form)
    try:
        await record(
            request.db,
            request.merchant.id,
            booking.id,
            amount if way is Way.PAID else -amount,
            transaction,
            paid_at=paid_at,
            at=request.now,
            actor=request.actor,
        )
    except REFUSALS as refusal:
        form.refuse(refusal)
        return await show(
            request,
            desk,
            booking,
            status=status_of(refusal),
            opened=Part.PAYMENT,
            form=form,
            refused=form.failure,
        )
    booking = await booking_at(request, desk, booking_id)
    recorded = "recorded as paid" if way is Way.PAID else "recorded as given back"
    return await done(request, desk, booking, f"{desk.speech.money(amount)} {recorded}.")


@post(f"{BOOKING}/deposit/refund", may=Role.MANAGER)
async def give_deposit_back(
    request: ConsoleRequest, store_id: FromPath[int], booking_id: FromPath[UUID]
) -> Response[Any]:
    """Of the guest's own deposit, at the provider who took it."""
    desk = await desk_of(request, store_id)
    booking = await booking_at(request, desk, booking_id)
    try:
        await refund(request.db, request.merchant.id, booking.id, at=request.now)
    except REFUSALS as refusal:
        return await refused(request, desk, booking.id, refusal)
    return await done(request, desk, booking, "The deposit goes back.")


@post(f"{BOOKING}/deposit/keep", may=Role.MANAGER)
async def keep_deposit(
    request: ConsoleRequest, store_id: FromPath[int], booking_id: FromPath[UUID]
) -> Response[Any]:
    """Of what was paid twice, as agreed with the guest."""
    desk = await desk_of(request, store_id)
    booking = await booking_at(request, desk, booking_id)
    try:
        await keep_what_is_twice(request.db, request.merchant.id, booking.id, at=request.now)
    except REFUSALS as refusal:
        return await refused(request, desk, booking.id, refusal)
    return await done(request, desk, booking, "The deposit stays.")


@post(f"{BOOKING}/voucher", may=Role.STAFF)
async def give_voucher(
    request: ConsoleRequest, store_id: FromPath[int], booking_id: FromPath[UUID]
) -> Response[Any]:
    """Staff took the voucher for a quiet time off the bill themselves."""
    desk = await desk_of(request, store_id)
    booking = await booking_at(request, desk, booking_id)
    try:
        await give_by_hand(request.db, request.merchant.id, booking.id, at=request.now)
    except REFUSALS as refusal:
        return await refused(request, desk, booking.id, refusal)
    return await done(request, desk, booking, "The voucher is used.")


ROUTES = [record_payment, give_deposit_back, keep_deposit, give_voucher]
