"""What the documents app tells the rest of the product; subscriptions are in the project's wiring table."""

from dataclasses import dataclass
from uuid import UUID

from apps.core.events import Event


@dataclass(frozen=True, kw_only=True)
class DocumentEventBase(Event):
    """Which document it is about, and what that document is about."""

    document_id: UUID
    kind: str
    subject_label: str
    subject_id: str
    department_id: UUID


@dataclass(frozen=True, kw_only=True)
class DocumentPrinted(DocumentEventBase):
    """The PDF is stored and may be downloaded."""


@dataclass(frozen=True, kw_only=True)
class DocumentNotPrinted(DocumentEventBase):
    """The PDF could not be made; `reason` says why."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class DocumentSuperseded(DocumentEventBase):
    """A newer version took this one's place."""


@dataclass(frozen=True, kw_only=True)
class DocumentWithdrawn(DocumentEventBase):
    """The document was closed because of a mistake; `reason` says which."""

    reason: str
