"""What happened to members. Only ids and names of fields: a person can be erased, a fact cannot."""

from typing import ClassVar

import msgspec

from regulars.kernel.ids import MemberId, StoreId


class MemberEnrolled(msgspec.Struct, frozen=True):
    """A guest joined the program, at a store or without one."""

    kind: ClassVar[str] = "member.enrolled"
    member: MemberId
    store: StoreId | None

    @property
    def subject(self) -> str:
        return f"member:{self.member}"


class MemberEdited(msgspec.Struct, frozen=True):
    """What is known of a member changed, in these fields."""

    kind: ClassVar[str] = "member.edited"
    member: MemberId
    fields: tuple[str, ...]

    @property
    def subject(self) -> str:
        return f"member:{self.member}"


class MemberMerged(msgspec.Struct, frozen=True):
    """`gone` turned out to be `member`, who has what was theirs from now on."""

    kind: ClassVar[str] = "member.merged"
    member: MemberId
    gone: MemberId

    @property
    def subject(self) -> str:
        return f"member:{self.member}"
