"""Checks on a submission that page and API share."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from apps.cases.domain.completeness import words_for
from apps.cases.domain.kinds import check_type
from apps.cases.domain.payloads import clean_words
from apps.cases.enums import CaseField, CaseKind, DiscrepancyType, HowDiscovered, PatientAction
from apps.core.clock import LONDON, ClinicalTime, now
from apps.core.errors import Invalid
from apps.journeys.enums import JourneyStage
from apps.journeys.models import Study

if TYPE_CHECKING:
    from apps.cases.domain.registering import Submission

LONGEST = {
    "narrative": 10_000, "readers_unknown_reason": 2_000, "escalation_why": 2_000, "modality": 16,
    "body_region": 60, "subspecialty": 60, "procedure": 120, "system_affected": 120, "incident_reference": 60,
}  # fmt: skip


def check_submission(submission: "Submission") -> dict[str, str]:
    """The clean words of a submission; raises Invalid naming every field that is missing or malformed."""
    clean: dict[str, str] = {}
    problems: dict[str, str] = {}
    for name, longest in LONGEST.items():
        try:
            clean[name] = clean_words(getattr(submission, name), name, longest)
        except Invalid as wrong:
            problems |= wrong.fields
            clean[name] = ""
    if not clean["narrative"] and "narrative" not in problems:
        problems["narrative"] = str(words_for(CaseField.NARRATIVE))
    for name, allowed, words in (
        ("kind", CaseKind.values, words_for(CaseField.KIND)),
        ("how_discovered", HowDiscovered.values, _("Choose how it came to light.")),
        ("patient_action", PatientAction.values, words_for(CaseField.PATIENT_ACTION)),
        ("discrepancy_type", [*DiscrepancyType.values, ""], _("Choose missed or misread.")),
    ):
        if getattr(submission, name) not in allowed:
            problems[name] = str(words)
    if problems:
        raise Invalid("invalid", _("Check what you entered."), problems)
    check_type(submission.kind, submission.discrepancy_type)
    return clean


def check_discovery(discovered: ClinicalTime, studies: list[Study]) -> None:
    """It came to light neither in the future nor before the examination in question (DOMAIN 11.4)."""
    if discovered.at is None or discovered.day is None:
        return
    if discovered.at > now():
        raise Invalid(
            "in_the_future",
            _("Check when it came to light."),
            {"discovered": _("This is in the future. Enter the day on which it came to light.")},
        )
    for study in studies:
        for event in study.events.all():
            if event.stage != JourneyStage.ACQUISITION or event.at is None:
                continue
            if discovered.day < event.at.astimezone(LONDON).date():
                raise Invalid(
                    "before_examination",
                    _("Check when it came to light."),
                    {"discovered": _("This is before the examination. Check both dates.")},
                )
