"""What governance assesses besides candour; nothing here sets anything else, and candour reads none of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Department
from apps.cases.domain.payloads import clean_words
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Invalid
from apps.core.tracking import change
from apps.governance.domain.opening import person_of, record_for_change
from apps.governance.enums import ErrorAssessment, EventType, NeverEvent, PhysicalHarm, PsychologicalHarm, Response
from apps.governance.models import CaseGovernance, TrustChoice
from apps.governance.queries.records import choice_of, department_kept

LONGEST = 5_000
MOST_DAYS = 365


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """What governance says of the event; the parts that the trust does not keep stay as they are."""

    never_event: str = NeverEvent.NOT_CONSIDERED
    error_assessment: str = ErrorAssessment.NOT_ASSESSED
    error_words: str = ""
    event_type: str = ""
    physical_harm: int | None = None
    psychological_harm: int | None = None
    response: str = ""
    response_reason: str = ""
    handover_words: str = ""


_CLOSED_LISTS: Mapping[str, Any] = {
    "never_event": NeverEvent.values,
    "error_assessment": ErrorAssessment.values,
    "event_type": ["", *EventType.values],
    "physical_harm": [None, *PhysicalHarm.values],
    "psychological_harm": [None, *PsychologicalHarm.values],
    "response": ["", *Response.values],
}
_LFPSE = ("event_type", "physical_harm", "psychological_harm")
_PSIRF = ("response", "response_reason")


def assess(*, actor: Actor, record_id: UUID, given: Assessment, expected_version: int | None = None) -> CaseGovernance:
    """Keep what governance says. A grade sets nothing else: no response is chosen and no threshold is decided by it.

    Raises NotVisible, Stale, Invalid by field.
    """
    with change(reason="assessed for governance"):
        record = record_for_change(actor, record_id, expected_version)
        choice = choice_of(record.case.department.trust_id)
        wanted = _kept(_checked(given), choice)
        _check_reasons(wanted)
        if any(getattr(record, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(record, name, value)
            record.save()
        return record


def _checked(given: Assessment) -> dict[str, Any]:
    values, problems = {**vars(given)}, {}
    for name, known in _CLOSED_LISTS.items():
        if values[name] not in known:
            problems[name] = _("Choose one from the list.")
    for name in ("error_words", "response_reason", "handover_words"):
        try:
            values[name] = clean_words(values[name], name, LONGEST)
        except Invalid as wrong:
            problems |= wrong.fields
    if problems:
        raise Invalid("invalid", _("Check what you entered."), problems)
    return values


def _kept(values: dict[str, Any], choice: TrustChoice | None) -> dict[str, Any]:
    """Without what the trust has not switched on: it is neither written nor wiped."""
    left_out = set() if choice and choice.keeps_lfpse else set(_LFPSE)
    left_out |= set() if choice and choice.keeps_psirf else set(_PSIRF)
    return {name: value for name, value in values.items() if name not in left_out}


def _check_reasons(values: Mapping[str, Any]) -> None:
    problems = {}
    if values.get("response") and not values["response_reason"]:
        problems["response_reason"] = _("Say why this response. The degree of harm is no reason by itself.")
    if values["error_assessment"] != ErrorAssessment.NOT_ASSESSED and not values["error_words"]:
        problems["error_words"] = _("Say what this assessment rests on.")
    if problems:
        raise Invalid("required", _("Something is missing."), problems)


def choose_for_trust(
    *,
    actor: Actor,
    department_id: UUID,
    keeps_lfpse: bool,
    keeps_psirf: bool,
    in_person_days: int | None = None,
    written_days: int | None = None,
    source_note: str = "",
) -> TrustChoice:
    """Decide what the trust of that department keeps. A local limit needs to say where it comes from.

    Raises NotVisible, Invalid by field.
    """
    department: Department = department_kept(actor, department_id)
    source = clean_words(source_note, "source_note", LONGEST)
    problems = {
        name: _("Enter a number of days from 1 to %(most)d, or leave it empty.") % {"most": MOST_DAYS}
        for name, days in (("in_person_days", in_person_days), ("written_days", written_days))
        if days is not None and not 1 <= days <= MOST_DAYS
    }
    if (in_person_days or written_days) and not source:
        problems["source_note"] = _("Say where this limit comes from: the regulation sets none.")
    if problems:
        raise Invalid("invalid", _("Check what you entered."), problems)
    with change(reason="decided what governance records hold"):
        held = TrustChoice.objects.select_for_update().filter(trust=department.trust_id).first()
        held = held or TrustChoice(trust_id=department.trust_id)
        held.keeps_lfpse, held.keeps_psirf = keeps_lfpse, keeps_psirf
        held.in_person_days, held.written_days, held.source_note = in_person_days, written_days, source
        held.decided_at, held.decided_by_id = now(), person_of(actor)
        held.save()
        return held
