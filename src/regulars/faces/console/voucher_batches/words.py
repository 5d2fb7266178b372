"""Batches in an owner's words."""

from regulars.faces.console.speech import Speech
from regulars.faces.console.vouchers.filters import VOUCHERS
from regulars.faces.console.vouchers.words import described
from regulars.vouchers.batch import Batch, BatchKind, BatchState, Outcome
from regulars.vouchers.model import UseType, Worth

BATCHES = f"{VOUCHERS}/batches"

STATES = {
    BatchState.PREVIEW: ("Not applied", "wait"),
    BatchState.WAITING: ("Waiting", "wait"),
    BatchState.WORKING: ("Working", "info"),
    BatchState.DONE: ("Done", "good"),
    BatchState.CANCELLED: ("Cancelled", "neutral"),
}

OUTCOMES = {
    Outcome.INSERT: ("New", "good"),
    Outcome.UPDATE: ("Changed", "info"),
    Outcome.SAME: ("As it is", "neutral"),
    Outcome.BAD: ("Not usable", "bad"),
    Outcome.INSERTED: ("Made", "good"),
    Outcome.UPDATED: ("Changed", "info"),
    Outcome.FAILED: ("Failed", "bad"),
}


def alike(number: int, worth: Worth, use_type: UseType, speech: Speech) -> str:
    """`500 vouchers: $10.00 to spend`"""
    return f"{speech.number(number)} vouchers: {described(worth, use_type, speech)}"


def title(batch: Batch) -> str:
    return f"Import of {batch.name}" if batch.kind is BatchKind.IMPORT else batch.name


def come_so_far(batch: Batch, speech: Speech) -> str:
    """`1,500 of 10,000`"""
    return f"{speech.number(batch.done)} of {speech.number(batch.total)}"
