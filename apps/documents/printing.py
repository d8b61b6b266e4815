"""Builds the HTML of a document from its frozen content; the PDF and the preview use the same templates."""

import io
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from apps.core.clock import LONDON
from apps.core.presenting import datetime_words, month_words
from apps.documents.domain.packs import LearningTopic, Pack, read_pack
from apps.documents.enums import KIND_WORDS, DocumentKind
from apps.documents.glyphs import printable

LONG_TITLE = 70
TITLE_LIMIT = 150
CODE_NAME = "check.svg"
# Text that prints as paragraphs; any other text prints on one line.
_PROSE = frozenset({"vignette", "question", "reveal", "consensus", "introduction", "summary"})


@dataclass(frozen=True, kw_only=True)
class Imprint:
    """What a document prints about itself."""

    reference: str
    content_version: int
    published_at: datetime
    content_sha256: str


def document_html(kind: DocumentKind, content: object, imprint: Imprint) -> tuple[str, dict[str, bytes]]:
    """Give the HTML to print and the pictures that it names.

    `content` is the stored plain data: what was approved, and nothing read from anywhere else.
    """
    with translation.override(settings.LANGUAGE_CODE):
        address = verification_address(imprint.content_sha256)
        facts = _facts(imprint, address)
        html = _render(kind, read_pack(kind, content), facts, ["asset:fonts.css", "asset:print.css"])
    return html, {CODE_NAME: _code(address)}


def preview_html(kind: DocumentKind, pack: Pack) -> str:
    """Give the same page for the screen, before a reference and a publish time exist."""
    facts = {
        "reference": "",
        "imprint": "",
        "fingerprint": "",
        "warning": _warning(),
        "rows": [
            {"label": _("Status"), "text": _("Preview, not published")},
            {"label": _("Handling"), "text": _warning()},
        ],
    }
    return _render(kind, pack, facts, [static("documents/print.css")])


def verification_address(content_sha256: str) -> str:
    """Give the address of the public page that checks a document, as printed and as drawn in its QR code."""
    base = str(getattr(settings, "PUBLIC_ADDRESS", "")).rstrip("/")
    return f"{base}{reverse('documents:verify')}?hash={content_sha256}"


def _render(kind: DocumentKind, pack: Pack, facts: dict[str, Any], stylesheets: list[str]) -> str:
    """Fill the template of the kind."""
    title = printable(pack.title)
    words = str(KIND_WORDS[kind])
    context = {
        "kind": words,
        "title": title,
        "title_is_long": len(title) > LONG_TITLE,
        # A title in the document's properties is read out in one breath.
        "short_title": title if len(title) <= TITLE_LIMIT else f"{title[:TITLE_LIMIT].rstrip()}…",
        "description": _("%(kind)s, anonymised.") % {"kind": words},
        "tags": _tags(pack),
        "pack": _for_print(pack),
        "facts": facts,
        "stylesheets": stylesheets,
    }
    return render_to_string(f"documents/{kind}.html", context)


def _for_print(part: Pack | LearningTopic) -> dict[str, Any]:
    """Give each field as the templates want it: paragraphs of lines, lists of lines, or a line."""
    out: dict[str, Any] = {}
    for field in fields(part):
        value = getattr(part, field.name)
        if field.name == "topics":
            out[field.name] = [_for_print(topic) for topic in value]
        elif isinstance(value, tuple):
            out[field.name] = [_line(item) for item in value]
        elif field.name in _PROSE:
            out[field.name] = _paragraphs(value)
        else:
            out[field.name] = _line(value)
    return out


def _paragraphs(text: str) -> list[list[str]]:
    """Split typed text at empty lines into paragraphs, and those into lines."""
    blocks = printable(text).split("\n\n")
    lined = [[line.strip() for line in block.split("\n") if line.strip()] for block in blocks]
    return [lines for lines in lined if lines]


def _line(text: str) -> str:
    """Put typed text on one line."""
    return " ".join(printable(text).split())


def _tags(pack: Pack) -> list[str]:
    """Give the short facts under the title: modality, region, kind, and when it was discussed."""
    names = ("modality", "region", "kind")
    tags = [_line(str(getattr(pack, name, ""))) for name in names]
    if pack.discussed_month:
        tags.append(_("Discussed %(month)s") % {"month": month_words(pack.discussed_month)})
    return [tag for tag in tags if tag]


def _warning() -> str:
    """Give the handling line that every page carries."""
    return _("Anonymised – do not add patient details.")


def _facts(imprint: Imprint, address: str) -> dict[str, Any]:
    """Give what the document says about itself, for the footer and for the table at the end."""
    published = datetime_words(imprint.published_at)
    short_hash = imprint.content_sha256[:12]
    words = {
        "reference": imprint.reference,
        "version": imprint.content_version,
        "time": published,
        "hash": short_hash,
    }
    rows = [
        {"label": _("Document"), "text": _("%(reference)s, version %(version)s") % words},
        {"label": _("Published"), "text": published},
        {"label": _("Content hash"), "text": _in_groups(imprint.content_sha256), "is_hash": True},
        {"label": _("Check it"), "text": address.partition("?")[0], "href": address},
        {"label": _("Handling"), "text": _warning()},
    ]
    return {
        "reference": imprint.reference,
        "imprint": _("%(reference)s · Version %(version)s · Published %(time)s") % words,
        "fingerprint": _("Content hash %(hash)s…") % words,
        "warning": _warning(),
        "created": imprint.published_at.astimezone(LONDON).isoformat(timespec="seconds"),
        "code": f"asset:{CODE_NAME}",
        "code_alt": _("QR code: opens the page that checks %(reference)s, version %(version)s.") % words,
        "rows": rows,
    }


def _in_groups(digest: str) -> str:
    """Write a hash in groups of eight, which a person can compare."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def _code(address: str) -> bytes:
    """Draw the address as a QR code in SVG, black on white."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=2, scale=4, svgclass=None, lineclass=None)
    return out.getvalue()
