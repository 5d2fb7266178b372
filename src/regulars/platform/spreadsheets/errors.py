"""Refusals of files."""

from regulars.kernel.errors import Invalid


class UnreadableFile(Invalid):
    """The file is no table that can be read; the sentence says what it is, or what is wrong."""

    code = "unreadable_file"
