"""Refusals: a code for programs and a sentence for people. Each face says them in its own way."""

from typing import Literal

RefusalCode = Literal[
    "bad_request",
    "not_found",
    "forbidden",
    "invalid_token",
    "no_sale",
    "sale_open",
    "wrong_status",
]


class Refused(Exception):
    """Something was asked for that cannot be done; nothing has changed."""

    def __init__(self, sentence: str, *, code: RefusalCode = "bad_request") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code: RefusalCode = code


def not_found(what: str, ident: object) -> Refused:
    return Refused(f"There is no {what} {ident}.", code="not_found")
