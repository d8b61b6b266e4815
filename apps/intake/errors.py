"""What can go wrong with a spreadsheet as a whole."""

from apps.core.errors import Invalid


class Unreadable(Invalid):
    """The file or sheet cannot be used at all; the message says why and how to put it right."""

    def __init__(self, message: str) -> None:
        super().__init__("unreadable", message, {"file": message})
