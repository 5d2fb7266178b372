"""What happened to merchants, their people and their connections. Never a secret, never a hash."""

from typing import ClassVar

import msgspec

from regulars.kernel.ids import ApiAccountId, ConnectionId, MerchantId, StoreId, UserId
from regulars.merchants.model import Role, SiteMapping


class MerchantCreated(msgspec.Struct, frozen=True):
    """A business started with Regulars."""

    merchant: MerchantId
    kind: ClassVar[str] = "merchant.created"

    @property
    def subject(self) -> str:
        return f"merchant:{self.merchant}"


class StoreAdded(msgspec.Struct, frozen=True):
    """The merchant has one more venue."""

    store: StoreId
    name: str
    kind: ClassVar[str] = "store.added"

    @property
    def subject(self) -> str:
        return f"store:{self.store}"


class PublicVouchersListed(msgspec.Struct, frozen=True):
    """A store began to tell tills of public vouchers with every member's own, or stopped."""

    store: StoreId
    listed: bool
    kind: ClassVar[str] = "store.public_vouchers_listed"

    @property
    def subject(self) -> str:
        return f"store:{self.store}"


class _OfUser(msgspec.Struct, frozen=True):
    user: UserId

    @property
    def subject(self) -> str:
        return f"user:{self.user}"


class UserCreated(_OfUser, frozen=True):
    """Somebody can sign in."""

    role: Role
    kind: ClassVar[str] = "user.created"


class PasswordSet(_OfUser, frozen=True):
    """A user has a new password; whoever was signed in as them is not any more."""

    kind: ClassVar[str] = "user.password_set"


class UserDisabled(_OfUser, frozen=True):
    """A user can no longer sign in."""

    kind: ClassVar[str] = "user.disabled"


class _OfConnection(msgspec.Struct, frozen=True):
    connection: ConnectionId

    @property
    def subject(self) -> str:
        return f"connection:{self.connection}"


class ConnectionEnabled(_OfConnection, frozen=True):
    """An app was switched on. It still has to be authorised."""

    app: str
    kind: ClassVar[str] = "connection.enabled"


class ConnectionAuthorised(_OfConnection, frozen=True):
    """The business behind the app granted access."""

    company_id: str
    company_name: str
    kind: ClassVar[str] = "connection.authorised"


class ConnectionMapped(_OfConnection, frozen=True):
    """The till's sites were mapped to stores and the settings saved."""

    sites: tuple[SiteMapping, ...]
    kind: ClassVar[str] = "connection.mapped"


class CredentialsSaved(_OfConnection, frozen=True):
    """The connection has add-on credentials of its own, or none any more."""

    client_id: str
    kind: ClassVar[str] = "connection.credentials_saved"


class KeyRenewed(_OfConnection, frozen=True):
    """The URLs that the till was given ended, and new ones took their place."""

    version: int
    kind: ClassVar[str] = "connection.key_renewed"


class ConnectionDisabled(_OfConnection, frozen=True):
    """An app was switched off. Its mapping is kept."""

    kind: ClassVar[str] = "connection.disabled"


class _OfApiAccount(msgspec.Struct, frozen=True):
    account: ApiAccountId

    @property
    def subject(self) -> str:
        return f"api_account:{self.account}"


class ApiAccountCreated(_OfApiAccount, frozen=True):
    """A till can call the voucher API. No stores means every store."""

    username: str
    stores: tuple[StoreId, ...]
    kind: ClassVar[str] = "api_account.created"


class ApiAccountChanged(_OfApiAccount, frozen=True):
    """A till's account has another name, or reaches other stores."""

    name: str
    stores: tuple[StoreId, ...]
    kind: ClassVar[str] = "api_account.changed"


class ApiPasswordSet(_OfApiAccount, frozen=True):
    """A till's account has a new password; who was logged in with the old one is not any more."""

    kind: ClassVar[str] = "api_account.password_set"


class ApiAccountDisabled(_OfApiAccount, frozen=True):
    """A till's account was cut off, and its tokens ended."""

    kind: ClassVar[str] = "api_account.disabled"


class ApiAccountEnabled(_OfApiAccount, frozen=True):
    """A till's account may log in again."""

    kind: ClassVar[str] = "api_account.enabled"


class ApiTokenMade(_OfApiAccount, frozen=True):
    """A token that stays was made for a till."""

    name: str
    hint: str
    kind: ClassVar[str] = "api_token.made"


class ApiTokenEnded(_OfApiAccount, frozen=True):
    """A token that would have stayed was ended."""

    name: str
    hint: str
    kind: ClassVar[str] = "api_token.ended"
