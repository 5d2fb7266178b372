"""What can be refused about merchants, their people and their connections.

EmailTaken           somebody signs in with this e-mail address already
UsernameTaken        a till signs in with this user name already
NameTaken            the merchant has a store of this name already
AlreadySetUp         there is a merchant, so there is nothing to set up
SignInRefused        user and password do not go together, or were tried too often
TokenRefused         a token that ended, was taken back or never was
LastOwner            nobody would be left who may do everything
NoCredentials        no add-on credentials to speak to the till's maker with
StaleConsent         an answer from the consent page that was not asked for, or too long ago
"""

from regulars.kernel.errors import Conflict, Invalid


class EmailTaken(Conflict):
    """Somebody signs in with this e-mail address already, here or at another merchant."""

    code = "email_taken"


class UsernameTaken(Conflict):
    """A till signs in with this user name already, here or at another merchant."""

    code = "username_taken"


class NameTaken(Conflict):
    """The merchant has a store of this name already."""

    code = "name_taken"


class AlreadySetUp(Conflict):
    """There is a merchant already, so the first set-up is over."""

    code = "already_set_up"


class SignInRefused(Invalid):
    """One sentence for every reason, so that nobody learns which e-mail addresses exist."""

    code = "sign_in_refused"


class TokenRefused(Invalid):
    """One sentence for every reason a token of the voucher API is not good (any more)."""

    code = "token_refused"


class LastOwner(Conflict):
    """Nobody would be left who may do everything."""

    code = "last_owner"


class NoCredentials(Conflict):
    """The connection has no add-on credentials, and neither has the installation."""

    code = "no_credentials"


class StaleConsent(Invalid):
    """The consent page's answer was not asked for here, or was asked for too long ago."""

    code = "stale_consent"
