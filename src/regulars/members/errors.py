"""What can be refused about members.

EmailTaken            another member has this e-mail address
PhoneTaken            another member has this telephone number
CardTaken             another member has this card
CannotMerge           these two are the same member, or one of them was merged before
GuestSignInRefused    the code that was mailed is not right, or not any more

None says who the other one is: whoever stands at the till may not be who they say.
"""

from regulars.kernel.errors import Conflict, Invalid


class EmailTaken(Invalid):
    """Another member has this e-mail address."""

    code = "email_taken"


class PhoneTaken(Invalid):
    """Another member has this telephone number."""

    code = "phone_taken"


class CardTaken(Invalid):
    """Another member has this card."""

    code = "card_taken"


class CannotMerge(Conflict):
    """These two are the same member, or one of them has been merged before."""

    code = "cannot_merge"


class GuestSignInRefused(Invalid):
    """One sentence for every reason, so that nobody learns which e-mail addresses are members'."""

    code = "guest_sign_in_refused"
