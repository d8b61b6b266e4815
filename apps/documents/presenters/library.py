"""Words, tags and buttons of the library and of a document's page."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.presenting import datetime_words, file_size, short_date
from apps.documents.enums import KIND_WORDS, STATE_WORDS, DocumentKind, DocumentState
from apps.documents.models import StoredDocument

_TONES = {
    DocumentState.REQUESTED: "waiting",
    DocumentState.RENDERING: "working",
    DocumentState.READY: "done",
    DocumentState.FAILED: "urgent",
    DocumentState.SUPERSEDED: "stopped",
    DocumentState.WITHDRAWN: "urgent",
}


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What the actor may do with this document now."""

    read: bool
    withdraw: bool
    retry: bool


def status(document: StoredDocument) -> dict[str, str]:
    """The state in words, with its tone."""
    state = DocumentState(document.state)
    return {"text": str(STATE_WORDS[state]), "tone": _TONES[state]}


def columns() -> list[dict[str, Any]]:
    """The columns of the library."""
    return [
        {"key": "title", "text": _("Document")},
        {"key": "kind", "text": _("Kind")},
        {"key": "version", "text": _("Version"), "numeric": True},
        {"key": "published", "text": _("Published")},
        {"key": "state", "text": _("State")},
    ]


def row(document: StoredDocument) -> dict[str, Any]:
    """One row of the library. The title of a withdrawn document is not shown: it may be the mistake."""
    return {
        "href": reverse("documents:detail", args=[document.pk]),
        "cells": {
            "title": heading(document),
            "kind": KIND_WORDS[DocumentKind(document.kind)],
            "version": document.content_version,
            "published": short_date(document.published_at),
            "state": status(document),
        },
    }


def heading(document: StoredDocument) -> str:
    """The title, or for a tombstone the reference alone."""
    return document.reference if document.is_withdrawn else document.title


def facts(document: StoredDocument, allowed: Allowed) -> list[dict[str, Any]]:
    """The table of facts on a document's page."""
    rows: list[dict[str, Any]] = [
        {"key": _("Reference"), "value": document.reference},
        {"key": _("Version"), "value": document.content_version},
        {"key": _("Department"), "value": document.department.name},
        {"key": _("Published"), "value": _by(document.published_at, document.published_by.full_name)},
        {"key": _("Approved by"), "value": document.approved_by.full_name},
    ]
    if document.file and allowed.read:
        pages = ngettext("%(n)d page", "%(n)d pages", document.pages or 0) % {"n": document.pages or 0}
        rows.append({"key": _("File"), "value": f"{pages}, {file_size(document.file_size or 0)}"})
        rows.append({"key": _("File hash"), "value": document.file_sha256})
    rows.append({"key": _("Content hash"), "value": document.content_sha256})
    if document.is_withdrawn and document.withdrawn_by:
        rows.append({"key": _("Withdrawn"), "value": _by(document.withdrawn_at, document.withdrawn_by.full_name)})
    return rows


def progress(document: StoredDocument, *, stranded: bool, newer_is_withdrawn: bool = False) -> str:
    """What is happening to the PDF, in one plain sentence; empty when it is there to be read."""
    if stranded:
        return _("The work stopped before the PDF was made. Nothing was published under this version.")
    if document.state == DocumentState.SUPERSEDED and newer_is_withdrawn:
        return _("Do not use it: the version that replaced it has been withdrawn.")
    sentences = {
        DocumentState.REQUESTED: _("The PDF is waiting to be made. This usually takes a few seconds."),
        DocumentState.RENDERING: _("The PDF is being made now. This usually takes a few seconds."),
        DocumentState.FAILED: _("The PDF could not be made. Nothing was published under this version."),
        DocumentState.SUPERSEDED: _("A newer version has replaced this one. Use the newer one."),
    }
    return sentences.get(DocumentState(document.state), "")


def version_rows(documents: list[StoredDocument]) -> list[dict[str, Any]]:
    """The table of versions on a document's page."""
    return [
        {
            "href": reverse("documents:detail", args=[document.pk]),
            "cells": {
                "version": _("Version %(n)d") % {"n": document.content_version},
                "published": datetime_words(document.published_at),
                "state": status(document),
            },
        }
        for document in documents
    ]


def version_columns() -> list[dict[str, Any]]:
    """The columns of the table of versions."""
    return [
        {"key": "version", "text": _("Version")},
        {"key": "published", "text": _("Published")},
        {"key": "state", "text": _("State")},
    ]


def _by(at: Any, name: str) -> str:
    """When and by whom."""
    return _("%(time)s by %(name)s") % {"time": datetime_words(at), "name": name}
