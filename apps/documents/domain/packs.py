"""What a printed document may say: an allow-list in the type, with its canonical form and hash.

De-identification is done here by absence: no field exists for a patient, an original reader, a submitter, a
site, an accession number, a harm grade or a score, so no template can print one (DESIGN C10). Free text is
screened by the disclosure app before a pack is built; this module only guarantees the shape.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Self, TypeAlias, cast

from django.utils.translation import gettext as _

from apps.core.errors import Invalid
from apps.documents.enums import DocumentKind

Json: TypeAlias = str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True)
class PackPart:
    """Common reading and writing of packs: text, lists of text, and lists of parts, nothing else."""

    def to_json(self) -> dict[str, Json]:
        """Give the content as plain data, with text tidied (Unicode NFC, no control characters)."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Build the part from plain data; refuse a field that the type does not list."""
        if not isinstance(data, Mapping):
            raise Invalid("document_content", _("The content of a document must be a set of named fields."))
        allowed = {field.name for field in fields(cls)}
        unknown = {str(name): _("This field may not be printed.") for name in data if name not in allowed}
        if unknown:
            raise Invalid("document_content", _("The content names fields that may not be printed."), unknown)
        missing = {field.name for field in fields(cls) if field.default is MISSING} - set(data)
        if missing:
            words = {name: _("This field is needed.") for name in sorted(missing)}
            raise Invalid("document_content", _("The content lacks a field that every document needs."), words)
        return cls(**{name: cls._read(name, value) for name, value in data.items()})

    @classmethod
    def _read(cls, name: str, value: object) -> object:
        """Check one value against what the field may hold."""
        if name in cls._lists():
            if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
                return tuple(tidy(item) for item in value if tidy(item))
        elif isinstance(value, str):
            return tidy(value)
        raise Invalid(
            "document_content",
            _("The content has a field of the wrong kind."),
            {name: _("Give text, or a list of texts where the document prints a list.")},
        )

    @classmethod
    def _lists(cls) -> frozenset[str]:
        """Name the fields that hold several texts."""
        return frozenset(field.name for field in fields(cls) if field.default == ())


@dataclass(frozen=True)
class CaseLearningPack(PackPart):
    """The learning from one case: what a registrar should take away, and the story that makes it stick."""

    title: str
    modality: str = ""
    region: str = ""
    kind: str = ""
    vignette: str = ""
    question: str = ""
    reveal: str = ""
    consensus: str = ""
    contributing_factors: tuple[str, ...] = ()
    learning_points: tuple[str, ...] = ()
    pitfalls: tuple[str, ...] = ()
    further_reading: tuple[str, ...] = ()
    discussed_month: str = ""

    def __post_init__(self) -> None:
        """Refuse a pack without a title, or with a month that is not a month."""
        _require_heading(self.title, self.discussed_month)


@dataclass(frozen=True)
class LearningTopic(PackPart):
    """One topic of a meeting, drawn from several cases and never a list of them (DOMAIN 1.1)."""

    heading: str
    summary: str = ""
    learning_points: tuple[str, ...] = ()
    pitfalls: tuple[str, ...] = ()
    good_spots: tuple[str, ...] = ()


@dataclass(frozen=True)
class MeetingLearningPack(PackPart):
    """The learning from one meeting, by topic: pitfalls to avoid and good spots to copy."""

    title: str
    introduction: str = ""
    topics: tuple[LearningTopic, ...] = ()
    further_reading: tuple[str, ...] = ()
    discussed_month: str = ""

    def __post_init__(self) -> None:
        """Refuse a pack without a title, or with a month that is not a month."""
        _require_heading(self.title, self.discussed_month)

    @classmethod
    def _read(cls, name: str, value: object) -> object:
        """Read topics as parts of their own; everything else as in any pack."""
        if name == "topics" and isinstance(value, list | tuple):
            return tuple(LearningTopic.from_json(topic) for topic in value)
        return super()._read(name, value)


Pack: TypeAlias = CaseLearningPack | MeetingLearningPack

PACKS: dict[DocumentKind, type[CaseLearningPack] | type[MeetingLearningPack]] = {
    DocumentKind.CASE_LEARNING_SUMMARY: CaseLearningPack,
    DocumentKind.MEETING_LEARNING_SUMMARY: MeetingLearningPack,
}


def read_pack(kind: DocumentKind, data: object) -> Pack:
    """Build the pack of this kind from stored plain data."""
    return PACKS[kind].from_json(data)


def canonical(kind: DocumentKind, pack: Pack) -> bytes:
    """Give the one byte form of the content: sorted keys, no spaces, UTF-8, tidied text."""
    content = {"kind": str(kind), "content": pack.to_json()}
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def content_hash(kind: DocumentKind, pack: Pack) -> str:
    """Give the SHA-256 of the canonical content in hexadecimal: what is approved, printed and verified."""
    return hashlib.sha256(canonical(kind, pack)).hexdigest()


def tidy(text: str) -> str:
    """Give text in Unicode NFC, without control characters, surrogates or outer space; line breaks stay."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = (char for char in lines if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs"))
    return "".join(kept).strip()


def _plain(value: object) -> Json:
    """Turn one field value into plain data."""
    if isinstance(value, PackPart):
        return cast("Json", value.to_json())
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value if item != ""]
    return tidy(str(value))


def _require_heading(title: str, month: str) -> None:
    """Refuse an empty title and a month that is not written as YYYY-MM."""
    if not tidy(title):
        raise Invalid("document_content", _("A document needs a title."), {"title": _("Give a title.")})
    year, _dash, number = month.partition("-")
    is_month = len(month) == 7 and year.isdecimal() and number.isdecimal() and 1 <= int(number) <= 12
    if month and not is_month:
        raise Invalid(
            "document_content",
            _("The month of discussion is not a month."),
            {"discussed_month": _("Write the month as YYYY-MM, for example 2026-03.")},
        )
