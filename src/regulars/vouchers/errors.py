"""Refusals of vouchers.

BadVoucher            what was typed makes no voucher; `field` says where
├── CodeTaken         another voucher has the code
└── Fixed             code, kind and face value stay as they were issued
NoSuchVoucher         no voucher of this merchant that the caller may reach has the code or id
CannotUse             the voucher cannot be used on this bill; `problem` says why
"""

from regulars.kernel.errors import Conflict, Invalid, NotFound
from regulars.vouchers.model import Problem


class BadVoucher(Invalid):
    """What was typed makes no voucher."""

    code = "bad_voucher"


class CodeTaken(BadVoucher):
    """Another voucher of the merchant has this code, perhaps written differently."""

    code = "code_taken"


class Fixed(BadVoucher):
    """The code, the kind and the face value of a voucher stay as they were issued."""

    code = "voucher_fixed"


class NoSuchVoucher(NotFound):
    """No voucher of this merchant has that code or id."""

    code = "no_such_voucher"


class CannotUse(Conflict):
    """The voucher cannot be used on this bill now."""

    code = "cannot_use_voucher"

    def __init__(self, problem: Problem, sentence: str) -> None:
        super().__init__(sentence)
        self.problem = problem
