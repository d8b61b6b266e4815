"""New cases as the chair goes through them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.access.policy import Confidentiality
from apps.accounts.models import Department
from apps.cases.domain.holding import lacking
from apps.cases.enums import CaseField, Stage
from apps.cases.models import Case
from apps.cases.presenters.panels import page_or_none
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
            "may_be_duplicate": getattr(case, "may_be_duplicate", False),
            "confidential": case.confidentiality == Confidentiality.CONFIDENTIAL,
            "department": case.department.name,
            "readers": _readers(case),
            "wanting": _wanting(case),
            "version": case.version,
            # The same for every showing of this state, so that a double click is one wish.
            "key": uuid5(case.pk, str(case.version)),
            "href": reverse("cases:triage-case", args=[case.pk]),
            "accept": f"{reverse('cases:event', args=[case.pk, 'accept'])}?next=triage",
        }
        for case in cases
    ]


def _wanting(case: Case) -> str:
    """What it needs before it can be accepted."""
    lacks = lacking(case, (Stage.ACCEPT,))
    return "; ".join(str(field.label) for field in CaseField if field in lacks)


def _readers(case: Case) -> str:
    """What is known of them; that they are wanting stands with what else is."""
    if case.readers.all():
        return _("Readers named")
    return _("Readers cannot be known") if case.readers_unknown_reason else ""


def deputy_words(waiting: int) -> str:
    """How many cases nobody here may decide on, and why; never which."""
    words = ngettext(
        "%(n)s new case waits for a deputy chair. Nobody who chairs may decide on it: each read a report in it, "
        "or nobody chairs.",
        "%(n)s new cases wait for a deputy chair. Nobody who chairs may decide on them: each read a report in them, "
        "or nobody chairs.",
        waiting,
    )
    return words % {"n": waiting}


def deputies_wanted(places: Iterable[Department], waiting: Mapping[UUID, int]) -> list[dict[str, Any]]:
    """Each department in which cases wait for a deputy, with the way to ask for one."""
    return [
        {
            "department": place.name,
            "words": deputy_words(waiting[place.pk]),
            "ask": page_or_none("portal:ask-for-deputy", place.pk),
        }
        for place in places
        if place.pk in waiting
    ]
