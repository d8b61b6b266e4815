"""Links that open a case's studies in PACS, for who chairs or reviews; and accession numbers for the workstation."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.cases.enums import StudyPart
from apps.cases.models import Case, CaseStudy
from apps.cases.presenters.words import modality_words
from apps.core.actor import Actor
from apps.journeys.domain.pacs import pacs_address


def pacs_link(row: CaseStudy) -> str:
    """Our own address that leads to PACS; empty when there is none. It names no number, so pages and logs hold none."""
    if not pacs_address(row.study):
        return ""
    return reverse("cases:pacs", args=[row.case_id, row.pk])


def pacs_links(actor: Actor, case: Case) -> dict[UUID, str]:
    """The links by study, for those who may use them."""
    if not may(actor, P.CASE_REVIEW, case.access_facts()):
        return {}
    return {row.study_id: link for row in case.case_studies.all() if (link := pacs_link(row))}


def accession_columns() -> list[dict[str, str]]:
    """The columns of the list."""
    return [
        {"key": "reference", "text": _("Case")},
        {"key": "study", "text": _("Study")},
        {"key": "part", "text": _("Part")},
        {"key": "accession", "text": _("Accession number")},
    ]


def accession_rows(cases: Iterable[Case]) -> list[dict[str, Any]]:
    """Each study with a number, in the order of the cases."""
    return [
        {
            "href": case.get_absolute_url(),
            "cells": {
                "reference": case.reference,
                "study": row.study.description or modality_words(row.study.modalities),
                "part": StudyPart(row.part).label,
                "accession": row.study.accession_number,
            },
        }
        for case in cases
        for row in case.studies_to_load  # type: ignore[attr-defined]  # prefetched by queries.accessions
        if row.study.accession_number
    ]


def accessions_as_text(rows: Iterable[dict[str, Any]]) -> str:
    """The numbers alone, each once, one a line."""
    return "".join(f"{number}\n" for number in dict.fromkeys(row["cells"]["accession"] for row in rows))
