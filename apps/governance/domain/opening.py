"""Opening a governance record, and what every change of one asks first."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.cases.domain.payloads import clean_words
from apps.cases.models import Case
from apps.cases.queries.loading import case_for_change
from apps.core.actor import Actor
from apps.core.clock import now, today
from apps.core.errors import Forbidden, Invalid, NotVisible, Stale
from apps.core.presenting import moment_words
from apps.core.tracking import change
from apps.governance.models import CaseGovernance, IncidentReference
from apps.governance.queries.visible import case_named, record_seen

LONGEST_REFERENCE = 60


def person_of(actor: Actor) -> UUID:
    """The person behind the actor; raises Forbidden for nobody."""
    if actor.user_id is None:
        raise Forbidden("not_signed_in", refusal_words("not_signed_in"))
    return actor.user_id


def open_record(*, actor: Actor, reference: str) -> CaseGovernance:
    """The governance record of the case with that reference, opened when there is none; raises NotVisible."""
    with change(reason="governance record opened"):
        case = case_named(actor, reference)
        found = CaseGovernance.objects.filter(case=case).first()
        return found or CaseGovernance.objects.create(case=case, opened_at=now(), opened_by_id=person_of(actor))


def record_for_change(actor: Actor, record_id: UUID, expected_version: int | None = None) -> CaseGovernance:
    """The record, locked; raises NotVisible, and Stale when somebody changed it since it was read."""
    record_seen(actor, record_id)
    related = CaseGovernance.objects.select_for_update(of=("self",)).select_related("case__department__trust")
    record = related.get(pk=record_id)
    if not may(actor, P.GOVERNANCE_RECORD, record.access_facts()):
        raise NotVisible
    if expected_version is not None and expected_version != record.version:
        row = record.history.latest()
        raise Stale(
            "stale",
            _("%(by)s changed this at %(at)s, after you opened it. Nothing that you typed is lost.")
            % {"by": row.actor_name, "at": moment_words(row.history_date)},
        )
    return record


def add_reference(*, actor: Actor, case_id: UUID, reference: str, system: str = "") -> IncidentReference:
    """Note the case's number in the incident system; the same number twice is noted once.

    A chair may do this and reads nothing of the record by it. Raises NotVisible, Forbidden, Invalid.
    """
    with change(reason="incident reference noted"):
        case = case_for_change(case_id)
        _ask_for_reference(actor, case)
        words = clean_words(reference, "reference", LONGEST_REFERENCE)
        if not words:
            raise Invalid(
                "required",
                _("Something is missing."),
                {"reference": _("Enter the number that the incident system gave.")},
            )
        found = IncidentReference.objects.filter(case=case, reference=words).first()
        return found or IncidentReference.objects.create(
            case=case,
            reference=words,
            system=clean_words(system, "system", LONGEST_REFERENCE),
            recorded_at=now(),
            recorded_by_id=person_of(actor),
        )


def _ask_for_reference(actor: Actor, case: Case) -> None:
    facts = case.access_facts()
    decision = may(actor, P.INCIDENT_RECORD, facts)
    if decision:
        return
    if not may(actor, P.CASE_VIEW, facts):
        raise NotVisible
    raise Forbidden(decision.code, refusal_words(decision.code))


def needed(value: Any, name: str, longest: int, missing: str, problems: dict[str, str]) -> str:
    """Text that must be there; what is wrong with it goes into `problems`."""
    try:
        words = clean_words(value, name, longest)
    except Invalid as wrong:
        problems |= wrong.fields
        return ""
    if not words:
        problems[name] = missing
    return words


def not_after_today(day: date | None, name: str, problems: dict[str, str]) -> date:
    """A day that has come; what is wrong with it goes into `problems`."""
    if day is None:
        problems[name] = _("Enter the day.")
    elif day > today():
        problems[name] = _("This day is still to come. Enter the day on which it happened.")
    return day or today()
