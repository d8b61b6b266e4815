"""What can go wrong with a document, as refusals that page, API and command all read."""

from apps.core.errors import DomainError


class DocumentFailed(DomainError):
    """The PDF could not be made; `message` says why in words that can be shown."""

    def __init__(self, message: str) -> None:
        super().__init__("document_failed", message)
