"""Words, rows and the delay clock of the study pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.clock import ClinicalTime, Precision
from apps.core.presenting import interval, short_date
from apps.journeys.anatomy import region_words
from apps.journeys.domain.delays import Delay, ImpossibleOrder, examination_to_verified_report, within_limit
from apps.journeys.enums import READING_STAGES, JourneyStage, LimitUnit, ReaderKind, RecordSource
from apps.journeys.models import JourneyEvent, StageLimit, Study, StudyReader
from apps.journeys.patient_details import PatientDetails

_ORDER = {stage.value: place for place, stage in enumerate(JourneyStage)}


def heading(study: Study) -> str:
    """What the examination is called; never an identifier."""
    return study.description or _("%(modality)s study") % {"modality": study.modalities or _("Imaging")}


def columns() -> list[dict[str, Any]]:
    """The columns of the list of studies."""
    return [
        {"key": "study", "text": _("Examination")},
        {"key": "modality", "text": _("Modality")},
        {"key": "region", "text": _("Region")},
        {"key": "performed", "text": _("Performed")},
        {"key": "verified", "text": _("Verified report")},
        {"key": "department", "text": _("Department")},
    ]


def row(study: Study) -> dict[str, Any]:
    """One row of the list of studies."""
    return {
        "href": reverse("journeys:detail", args=[study.pk]),
        "cells": {
            "study": heading(study),
            "modality": study.modalities,
            "region": region_words(study.body_region),
            "performed": short_date(_time_of(study, JourneyStage.ACQUISITION).at),
            "verified": short_date(_time_of(study, JourneyStage.VERIFICATION).at),
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


def timeline(study: Study, names_shown: bool) -> list[dict[str, Any]]:
    """The steps of the journey in their order, the earliest first."""
    steps = sorted(study.events.all(), key=lambda step: (_ORDER[step.stage], step.origin))
    return [_timeline_item(step, names_shown or step.stage not in READING_STAGES) for step in steps]


def delay_intervals(study: Study, limit: StageLimit | None) -> list[dict[str, Any]]:
    """The one delay that a study alone tells: examination to verified report."""
    shown: dict[str, Any] = {"name": _("Examination to verified report"), "state": "unknown"}
    performed = _time_of(study, JourneyStage.ACQUISITION)
    verified = _time_of(study, JourneyStage.VERIFICATION)
    try:
        delay = examination_to_verified_report(performed, verified)
    except ImpossibleOrder:
        return [{**shown, "why": _("The report is dated before the examination; one of the times is wrong")}]
    if delay is None:
        return [shown]
    shown |= {"words": delay_words(delay), "state": "no_limit"}
    return [shown if limit is None else shown | _judged(delay, limit)]


def delay_words(delay: Delay) -> str:
    """How long it took, no more exactly than it is known."""
    if delay.precision is Precision.INSTANT:
        return interval(delay.length)
    return ngettext("%(n)d day", "%(n)d days", delay.days) % {"n": delay.days}


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


def _judged(delay: Delay, limit: StageLimit) -> dict[str, Any]:
    verdict = within_limit(delay, limit.amount, LimitUnit(limit.unit))
    if verdict is None:
        return {"state": "no_limit"}
    hours = limit.amount if limit.unit == LimitUnit.HOURS else limit.amount * 24
    taken = delay.length.total_seconds() / 3600 if delay.length is not None else delay.days * 24
    return {
        "state": "within" if verdict else "over",
        "limit_words": f"{limit.amount} {LimitUnit(limit.unit).label}",
        "share": round(100 * taken / hours),
    }


def _time_of(study: Study, stage: JourneyStage) -> ClinicalTime:
    """The time of a step; where sources differ the information system's word goes before the image files'."""
    known = [step for step in study.events.all() if step.stage == stage and step.at is not None]
    rank = {
        RecordSource.MANUAL: 0,
        RecordSource.RIS: 1,
        RecordSource.API: 2,
        RecordSource.ALERT: 3,
        RecordSource.DICOM: 4,
    }
    best = min(known, key=lambda step: rank[RecordSource(step.origin)], default=None)
    return best.time if best else ClinicalTime(at=None, precision=Precision.UNKNOWN)


def _reader_words(reader: StudyReader) -> str:
    name = reader.person.full_name if reader.person else reader.external_name or reader.unknown_reason
    if reader.kind == ReaderKind.KNOWN:
        return name
    return _("%(name)s (%(kind)s)") % {"name": name, "kind": reader.get_kind_display().lower()}


def _timeline_item(step: JourneyEvent, names_shown: bool) -> dict[str, Any]:
    time, source = step.time, RecordSource(step.origin).label
    words = []
    if time.precision is Precision.DAY:
        words.append(_("Only the day is known"))
    if time.precision is Precision.UNKNOWN:
        words.append(_("When is not known (%(source)s)") % {"source": source})
    if step.responsible and names_shown:
        words.append(_("Responsible: %(name)s") % {"name": step.responsible})
    return {
        "title": step.get_stage_display(),
        "at": time.at if time.precision is Precision.INSTANT else time.day,
        "who": "" if time.precision is Precision.UNKNOWN else source,
        "text": ". ".join(words),
        "kind": "step",
    }
