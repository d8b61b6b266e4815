"""Turns one row of an extract into what it says of a study, or into the reasons why it cannot."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from apps.core.clock import UNKNOWN_TIME, Precision
from apps.core.errors import Invalid
from apps.journeys.domain.checking import check_fields, check_steps
from apps.journeys.domain.importing.extract_format import KEYS, ExtractRow
from apps.journeys.domain.importing.extract_times import UnreadableTime, read_time
from apps.journeys.domain.importing.wording import clean
from apps.journeys.domain.study_facts import ReaderFacts, StepFacts, StudyFacts
from apps.journeys.enums import GroupKind, JourneyStage, ReaderPart
from apps.journeys.patient_details import PatientDetails, validated_nhs_number

LONGEST = {"hospital_number": 64, "author": 200, "verifier": 200, "referrer": 200}
_TIMES = {
    "requested_at": JourneyStage.REFERRAL,
    "vetted_at": JourneyStage.VETTING,
    "appointment_at": JourneyStage.APPOINTMENT,
    "performed_at": JourneyStage.ACQUISITION,
    "dictated_at": JourneyStage.REPORTING,
    "verified_at": JourneyStage.VERIFICATION,
    "sent_at": JourneyStage.COMMUNICATION,
    "acknowledged_at": JourneyStage.ACKNOWLEDGEMENT,
    "acted_at": JourneyStage.REFERRER_ACTION,
    "patient_informed_at": JourneyStage.PATIENT_INFORMED,
    "followed_up_at": JourneyStage.FOLLOW_UP_DONE,
}
_FIELDS = {
    "study_instance_uid": "study_instance_uid",
    "accession_number": "accession_number",
    "accession_issuer": "accession_issuer",
    "region": "body_region",
    "examination": "description",
}

T = TypeVar("T")
FindReader = Callable[[ReaderPart, str], ReaderFacts]
# The code of a word that the trust uses, None when it uses no such word.
FindGroup = Callable[[GroupKind, str], str | None]


class UnusableRow(ValueError):
    """A row cannot be imported; the message holds every reason."""


def row_facts(row: ExtractRow, find_reader: FindReader, find_group: FindGroup) -> StudyFacts:
    """Return what a row says. Raises UnusableRow with every reason at once, never with an identifier."""
    cells = {column: clean(text) for column, text in row.cells.items()}
    problems = [row.trouble] if row.trouble else []
    if not problems and not any(cells.get(key) for key in KEYS):
        problems.append(_("it has neither a study instance UID nor an accession number"))
    problems += [
        _("%(column)s is longer than %(limit)d characters") % {"column": column, "limit": limit}
        for column, limit in LONGEST.items()
        if len(cells.get(column, "")) > limit
    ]
    values = _collect(problems, lambda: _checked_fields(cells)) or {}
    nhs_number = _collect(problems, lambda: _nhs_number(cells)) or ""
    steps = _steps(cells, problems)
    groups = {kind: _group(kind, cells.get(kind.value, ""), find_group, problems) for kind in GroupKind}
    if problems:
        raise UnusableRow("; ".join(problems))
    return StudyFacts(
        name=row.name,
        study_uid=values["study_instance_uid"],
        accession_number=values["accession_number"],
        accession_issuer=values["accession_issuer"],
        modalities=values["modalities"],
        body_region=values["body_region"],
        description=values["description"],
        patient=PatientDetails(nhs_number=nhs_number, hospital_number=cells.get("hospital_number", "")),
        patient_group=groups[GroupKind.PATIENT_GROUP],
        priority=groups[GroupKind.PRIORITY],
        steps=steps,
        readers=tuple(find_reader(part, cells[part.value]) for part in ReaderPart if cells.get(part.value)),
    )


def _collect(problems: list[str], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except Invalid as error:
        problems += [_("%(column)s: %(why)s") % {"column": name, "why": why} for name, why in error.fields.items()]
        return None


def _checked_fields(cells: dict[str, str]) -> dict[str, Any]:
    given = {field: cells.get(column, "") for column, field in _FIELDS.items()}
    return check_fields(**given, modalities=re.split(r"[\\/,;|\s]+", cells.get("modality", "")))


def _nhs_number(cells: dict[str, str]) -> str:
    return validated_nhs_number(cells["nhs_number"]) if cells.get("nhs_number") else ""


def _steps(cells: dict[str, str], problems: list[str]) -> tuple[StepFacts, ...]:
    steps: list[StepFacts] = []
    for column, stage in _TIMES.items():
        try:
            time = read_time(cells.get(column, ""))
        except UnreadableTime as error:
            problems.append(_("%(column)s: %(why)s") % {"column": column, "why": error})
            continue
        if time.precision is not Precision.UNKNOWN:
            steps.append(StepFacts(stage, time))
    try:
        check_steps(steps)
    except Invalid as error:
        problems.append(error.message)
    return _with_referrer(steps, cells.get("referrer", ""))


def _with_referrer(steps: list[StepFacts], referrer: str) -> tuple[StepFacts, ...]:
    """Return the steps with who asked for the study, even where nobody knows when that was."""
    if not referrer:
        return tuple(steps)
    asked = next((step for step in steps if step.stage is JourneyStage.REFERRAL), None)
    if asked is None:
        asked = StepFacts(JourneyStage.REFERRAL, UNKNOWN_TIME)
    others = (step for step in steps if step.stage is not JourneyStage.REFERRAL)
    return (replace(asked, responsible=referrer), *others)


def _group(kind: GroupKind, text: str, find_group: FindGroup, problems: list[str]) -> str:
    if not text:
        return ""
    code = find_group(kind, text)
    if code is None:
        words = {"column": kind.value, "text": text[:60]}
        problems.append(
            _("%(column)s: “%(text)s” is no word of this trust; add it under Limits, or leave the cell empty") % words
        )
    return code or ""
