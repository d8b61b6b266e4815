"""Turns one row of an extract into what it says of a study, or into the reasons why it cannot."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from apps.core.clock import ClinicalTime, Precision
from apps.core.errors import Invalid
from apps.journeys.domain.checking import check_fields, check_steps
from apps.journeys.domain.importing.extract_format import KEYS, ExtractRow
from apps.journeys.domain.importing.extract_times import UnreadableTime, read_time
from apps.journeys.domain.importing.wording import clean
from apps.journeys.domain.study_facts import ReaderFacts, StepFacts, StudyFacts
from apps.journeys.enums import JourneyStage, ReaderPart
from apps.journeys.patient_details import PatientDetails, validated_nhs_number

LONGEST = {"hospital_number": 64, "author": 200, "verifier": 200, "referrer": 200}
_TIMES = {
    "performed_at": JourneyStage.ACQUISITION,
    "dictated_at": JourneyStage.REPORTING,
    "verified_at": JourneyStage.VERIFICATION,
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


class UnusableRow(ValueError):
    """A row cannot be imported; the message holds every reason."""


def row_facts(row: ExtractRow, find_reader: FindReader) -> StudyFacts:
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
    if cells.get("referrer"):
        unknown = ClinicalTime(at=None, precision=Precision.UNKNOWN)
        steps.insert(0, StepFacts(JourneyStage.REFERRAL, unknown, responsible=cells["referrer"]))
    return tuple(steps)
