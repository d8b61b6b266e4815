"""New cases as the chair goes through them."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid5

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.policy import Confidentiality
from apps.cases.models import Case
from apps.cases.presenters.words import first_lines, imaging_words, kind_words
from apps.core.presenting import ago


def triage_cards(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Each case in a few lines, with the one-click accept where nothing stands in its way."""
    return [
        {
            "reference": case.reference,
            "kind": kind_words(case),
            "imaging": imaging_words(case) or _("No study named"),
            "lines": first_lines(case.narrative),
            "age": ago(case.received_at),
            "received_at": case.received_at,
            "patient_waits": getattr(case, "patient_waits", False),
            "confidential": case.confidentiality == Confidentiality.CONFIDENTIAL,
            "department": case.department.name,
            "readers": _readers(case),
            "readers_known": bool(case.readers.all()) or bool(case.readers_unknown_reason),
            "version": case.version,
            # The same for every showing of this state, so that a double click is one wish.
            "key": uuid5(case.pk, str(case.version)),
            "href": reverse("cases:triage-case", args=[case.pk]),
            "accept": f"{reverse('cases:event', args=[case.pk, 'accept'])}?next=triage",
        }
        for case in cases
    ]


def _readers(case: Case) -> str:
    if case.readers.all():
        return _("Readers named")
    return _("Readers cannot be known") if case.readers_unknown_reason else _("Readers not named yet")
