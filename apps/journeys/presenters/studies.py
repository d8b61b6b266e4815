"""Words and rows of the study pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.presenting import short_date
from apps.journeys.anatomy import region_words
from apps.journeys.domain.sources import counted_time
from apps.journeys.domain.trust_rules import Held
from apps.journeys.enums import JourneyStage, ReaderKind, RecordSource
from apps.journeys.models import Study, StudyReader
from apps.journeys.patient_details import PatientDetails
from apps.journeys.presenters.clocks import tag_of


def heading(study: Study) -> str:
    """What the examination is called; never an identifier."""
    return study.description or _("%(modality)s study") % {"modality": study.modalities or _("Imaging")}


def columns() -> list[dict[str, Any]]:
    """The columns of the list of studies."""
    return [
        {"key": "study", "text": _("Examination")},
        {"key": "modality", "text": _("Modality")},
        {"key": "region", "text": _("Region")},
        {"key": "performed", "text": _("Performed"), "short": True},
        {"key": "verified", "text": _("Verified report"), "short": True},
        {"key": "clock", "text": _("Reporting time")},
        {"key": "department", "text": _("Department")},
    ]


def row(study: Study, turnaround: Sequence[Held]) -> dict[str, Any]:
    """One row of the list of studies, with how its reporting stands against its limit."""
    return {
        "href": reverse("journeys:detail", args=[study.pk]),
        "cells": {
            "study": heading(study),
            "modality": study.modalities,
            "region": region_words(study.body_region),
            "performed": short_date(counted_time(study.events.all(), JourneyStage.ACQUISITION).at),
            "verified": short_date(counted_time(study.events.all(), JourneyStage.VERIFICATION).at),
            "clock": tag_of(turnaround),
            "department": study.department.name,
        },
    }


def facts(study: Study) -> list[dict[str, Any]]:
    """What the study says of itself."""
    counted = ngettext("%(n)d image", "%(n)d images", study.instance_count) % {"n": study.instance_count}
    in_series = ngettext("in %(n)d series", "in %(n)d series", study.series_count) % {"n": study.series_count}
    return [
        {"key": _("Department"), "value": study.department.name},
        {"key": _("Modality"), "value": study.modalities},
        {"key": _("Region"), "value": region_words(study.body_region)},
        {"key": _("Images"), "value": f"{counted} {in_series}" if study.instance_count else ""},
        {"key": _("Accession number"), "value": study.accession_number},
        {"key": _("Issuer of the accession number"), "value": study.accession_issuer},
        {"key": _("Study instance UID"), "value": study.study_instance_uid},
        {"key": _("Learnt from"), "value": RecordSource(study.origin).label},
    ]


def reader_rows(study: Study, names_shown: bool) -> list[dict[str, Any]]:
    """Who wrote and verified the report, and how well that is known; a name only for who may see names."""
    return [
        {"key": reader.get_part_display(), "value": _reader_words(reader) if names_shown else _("Known to the chair")}
        for reader in study.readers.all()
    ]


def identifier_rows(details: PatientDetails) -> list[dict[str, Any]]:
    """The identifiers of a patient, once revealed."""
    number = details.nhs_number
    return [
        {"key": _("Name"), "value": details.name},
        {"key": _("Name in other scripts"), "value": details.other_names},
        {"key": _("Date of birth"), "value": details.birth_date},
        {"key": _("Sex"), "value": details.sex},
        {"key": _("NHS number"), "value": f"{number[:3]} {number[3:6]} {number[6:]}".strip()},
        {"key": _("Hospital number"), "value": details.hospital_number},
    ]


def _reader_words(reader: StudyReader) -> str:
    name = reader.person.full_name if reader.person else reader.external_name or reader.unknown_reason
    if reader.kind == ReaderKind.KNOWN:
        return name
    return _("%(name)s (%(kind)s)") % {"name": name, "kind": reader.get_kind_display().lower()}
