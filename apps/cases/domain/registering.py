"""Logging a case and amending what was logged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.access.permissions import Permission as P
from apps.access.policy import AccessFacts, Confidentiality, may
from apps.access.words import refusal_words
from apps.accounts.models import Department
from apps.cases.domain.assigning import end_reviews_of_readers
from apps.cases.domain.checking import check_discovery, check_submission
from apps.cases.domain.completeness import RESTS_ON, words_for
from apps.cases.domain.escalating import raise_escalation
from apps.cases.domain.holding import lacking
from apps.cases.domain.indexing import index_case
from apps.cases.domain.kinds import check_type
from apps.cases.domain.payloads import clean_words
from apps.cases.domain.reading import ReaderInput, copy_readers_from_studies, set_readers
from apps.cases.domain.second_opinions import SecondOpinionFacts, add_second_opinion
from apps.cases.domain.transitions import stale
from apps.cases.enums import (
    CaseField,
    CaseKind,
    CaseStatus,
    DiscrepancyType,
    HowDiscovered,
    PatientAction,
    StudyPart,
)
from apps.cases.errors import TransitionRefused
from apps.cases.events import CaseSubmitted
from apps.cases.models import Case, CaseStudy, CaseTransition, GovernanceRecord
from apps.cases.queries.loading import case_for_change
from apps.core.actor import Actor
from apps.core.clock import UNKNOWN_TIME, ClinicalTime, now
from apps.core.errors import Forbidden, Invalid, NotVisible, Refused
from apps.core.events import publish
from apps.core.ids import next_reference
from apps.core.presenting import time_words
from apps.core.repeating import Repeated, content_digest, remember_sent, sent_before
from apps.core.tracking import change
from apps.journeys.anatomy import region_words
from apps.journeys.models import Study
from apps.journeys.queries.visible import visible_to as visible_studies


@dataclass(frozen=True)
class StudyInput:
    """A study of the case and the part that it plays."""

    study_id: UUID
    part: StudyPart = StudyPart.INDEX


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What the one screen asks for. Only kind, words, how it came to light and the patient question are needed."""

    department_id: UUID
    kind: CaseKind
    narrative: str
    how_discovered: str
    patient_action: PatientAction
    discrepancy_type: str = ""
    discovered: ClinicalTime = UNKNOWN_TIME
    confidentiality: Confidentiality = Confidentiality.OPEN
    escalation_lead_id: UUID | None = None
    escalation_why: str = ""
    studies: tuple[StudyInput, ...] = ()
    readers: tuple[ReaderInput, ...] = ()
    readers_unknown_reason: str = ""
    modality: str = ""
    body_region: str = ""
    subspecialty: str = ""
    procedure: str = ""
    system_affected: str = ""
    second_opinion: SecondOpinionFacts | None = None
    incident_reference: str = ""
    submission_key: UUID | None = field(default=None)


def submit_case(*, actor: Actor, submission: Submission, unless_repeated: bool = False) -> Case:
    """Log a case: it exists, is in the chair's list and, where needed, has called a lead, when this returns.

    The same `submission_key` from the same person returns the first case. With `unless_repeated` the same content
    from the same person within the set time raises Repeated, which names that person's own earlier case.

    Raises Forbidden outside the actor's departments, Refused for a key of somebody else's, and Invalid by field.
    Publishes CaseSubmitted.
    """
    if submission.confidentiality is Confidentiality.ANONYMOUS:
        raise Invalid(
            "anonymous_needs_its_own_page",
            _("Check who can see it."),
            {"confidentiality": _("An anonymous case is logged on its own page, without signing in.")},
        )
    _may_log(actor, submission.department_id)
    earlier = _earlier(actor, submission.submission_key)
    if earlier:
        return earlier
    clean = check_submission(submission)
    wish = _digest(actor, submission, clean) if unless_repeated and actor.user_id else ""
    _refuse_if_repeated(actor, wish)
    try:
        with change(reason="case logged"):
            studies = _studies(actor, Department.objects.get(pk=submission.department_id), submission.studies)
            case = create_case(actor, submission, clean, studies, next_reference("RLP"))
            if wish and actor.user_id:
                remember_sent(actor.user_id, wish, case.pk)
            return case
    except IntegrityError:
        _refuse_if_repeated(actor, wish)
        # Two requests with one key at the same moment: the first one won, and it is the answer to both.
        earlier = _earlier(actor, submission.submission_key)
        if earlier is not None:
            return earlier
        if not Case.objects.filter(submission_key=submission.submission_key).exists():
            raise
        # Keys are random, so this is no accident; nothing of the other case is told.
        raise Refused("key_in_use", _("This form was sent before by somebody else. Open it again.")) from None


def _digest(actor: Actor, submission: Submission, clean: Mapping[str, str]) -> str:
    """Everything that was typed or chosen, without the key of the form."""
    chosen = replace(submission, submission_key=None, narrative="", escalation_why="")
    return content_digest(actor.user_id, "case", [chosen, *clean.values()]) if actor.user_id else ""


def _refuse_if_repeated(actor: Actor, wish: str) -> None:
    before = sent_before(actor.user_id, wish) if wish and actor.user_id else None
    case = Case.objects.filter(pk=before.made_id, submitter=actor.user_id).first() if before else None
    if before is not None and case is not None:
        words = _("You logged this at %(time)s as %(case)s; nothing was sent twice.")
        raise Repeated(
            "logged_already",
            words % {"time": time_words(before.sent_at), "case": case.reference},
            made_id=case.pk,
            sent_at=before.sent_at,
        )


def _may_log(actor: Actor, department_id: UUID) -> None:
    decision = may(actor, P.CASE_LOG, AccessFacts(department_id=department_id))
    if not decision:
        if department_id not in actor.department_ids:
            raise Invalid(
                "unknown_department",
                _("Check the department."),
                {"department": _("Choose a department that you work in.")},
            )
        raise Forbidden(decision.code, refusal_words(decision.code))


def _earlier(actor: Actor, key: UUID | None) -> Case | None:
    if key is None:
        return None
    with transaction.atomic():
        return Case.objects.filter(submission_key=key, submitter=actor.user_id).first()


def create_case(
    actor: Actor, submission: Submission, clean: Mapping[str, str], studies: list[Study], reference: str
) -> Case:
    """Write the case and what belongs to it; the caller has asked who may, and found the studies of the submission."""
    department = Department.objects.get(pk=submission.department_id)
    check_discovery(submission.discovered, studies)
    moment = now()
    case = Case.objects.create(
        reference=reference,
        department=department,
        submitter_id=actor.user_id,
        confidentiality=submission.confidentiality,
        kind=submission.kind,
        discrepancy_type=submission.discrepancy_type,
        how_discovered=submission.how_discovered,
        discovered_at=submission.discovered.at,
        discovered_precision=submission.discovered.precision,
        discovered_source=submission.discovered.source or "submitter",
        discovered_zone=submission.discovered.zone,
        patient_action=submission.patient_action,
        submission_key=submission.submission_key,
        received_at=moment,
        status_since=moment,
        **_imaging(clean, studies),
        narrative=clean["narrative"],
        procedure=clean["procedure"],
        system_affected=clean["system_affected"],
        readers_unknown_reason=clean["readers_unknown_reason"],
    )
    for given, study in zip(submission.studies, studies, strict=True):
        CaseStudy.objects.create(case=case, study=study, part=given.part)
    set_readers(case, submission.readers, department)
    copy_readers_from_studies(case, [s for g, s in zip(submission.studies, studies, strict=True) if g.part == "index"])
    if clean["incident_reference"]:
        GovernanceRecord.objects.create(case=case, incident_reference=clean["incident_reference"])
    if submission.second_opinion:
        add_second_opinion(case, actor, submission.second_opinion)
    _first_transition(case, actor)
    index_case(case)
    if submission.patient_action in (PatientAction.YES, PatientAction.UNKNOWN):
        raise_escalation(case=case, lead_id=submission.escalation_lead_id, why=clean["escalation_why"])
    publish(CaseSubmitted(case_id=case.pk))
    return case


def _imaging(clean: Mapping[str, str], studies: list[Study]) -> dict[str, str]:
    """What was typed; where nothing was, what the first study says."""
    first = studies[0] if studies else None
    return {
        "modality": clean["modality"] or (first.modalities[:16] if first else ""),
        "body_region": clean["body_region"] or (region_words(first.body_region)[:60] if first else ""),
        "subspecialty": clean["subspecialty"],
    }


def _studies(actor: Actor, department: Department, wanted: Iterable[StudyInput]) -> list[Study]:
    ids = [one.study_id for one in wanted]
    found = {study.pk: study for study in visible_studies(actor).filter(pk__in=ids, trust=department.trust_id)}
    if len(set(ids)) != len(ids) or any(one not in found for one in ids):
        raise Invalid(
            "unknown_study", _("Check the studies."), {"studies": _("There is no such study in this department.")}
        )
    return [found[one] for one in ids]


def _first_transition(case: Case, actor: Actor) -> None:
    CaseTransition.objects.create(
        case=case, event="", source="", target=case.status, at=case.received_at,
        by_id=actor.user_id, by_name=actor.name[:200], case_version=case.version,
    )  # fmt: skip


# Until when a case may be amended, and by whom: the submitter until it is accepted, the chair until it is discussed.
SUBMITTER_MAY_AMEND = frozenset({CaseStatus.RECEIVED, CaseStatus.INFORMATION_WANTED})
CHAIR_MAY_AMEND = SUBMITTER_MAY_AMEND | {CaseStatus.UNDER_REVIEW, CaseStatus.READY, CaseStatus.SCHEDULED}
AMENDABLE_WORDS = {
    "narrative": 10_000, "modality": 16, "body_region": 60, "subspecialty": 60, "procedure": 120,
    "system_affected": 120, "readers_unknown_reason": 2_000,
}  # fmt: skip


def amend_case(
    *,
    actor: Actor,
    case_id: UUID,
    expected_version: int,
    changes: Mapping[str, Any],
    readers: Iterable[ReaderInput] | None = None,
    add_studies: Iterable[StudyInput] = (),
    reason: str = "",
) -> Case:
    """Change what was logged; every earlier version stays readable.

    Raises NotVisible, Forbidden, StaleCase, Invalid (also where it would take away what a decision rested on), or
    TransitionRefused once it is too late to amend.
    """
    with change(reason=reason[:2000] or "amended"):
        case = case_for_change(case_id)
        facts = case.access_facts()
        if not may(actor, P.CASE_VIEW, facts):
            raise NotVisible
        decision = may(actor, P.CASE_AMEND, facts)
        if not decision:
            raise Forbidden(decision.code, refusal_words(decision.code))
        chairing = bool(may(actor, P.CASE_TRIAGE, facts))
        if case.status not in (CHAIR_MAY_AMEND if chairing else SUBMITTER_MAY_AMEND):
            raise TransitionRefused(
                "too_late_to_amend",
                _("The case is “%(status)s” and can no longer be amended. Send the chair a message instead.")
                % {"status": CaseStatus(case.status).label},
            )
        wanted_readers = None if readers is None else tuple(readers)
        if expected_version != case.version:
            if _already_so(case, actor, changes, wanted_readers):
                return case
            raise stale(case, actor)
        rested_on = _decided_without(case)
        _set(case, changes)
        case.save()
        index_case(case)
        if wanted_readers is not None:
            set_readers(case, wanted_readers, case.department)
        _add_studies(actor, case, tuple(add_studies))
        _refuse_to_take_away(case_id, rested_on)
        return case


def _decided_without(case: Case) -> frozenset[CaseField]:
    """What a case that was decided about lacks of what the decision asks for."""
    return lacking(case, RESTS_ON.get(CaseStatus(case.status), ()))


def _refuse_to_take_away(case_id: UUID, before: frozenset[CaseField]) -> None:
    """Raise Invalid where a case that was decided about lacks something now that it did not lack before."""
    case = case_for_change(case_id)
    taken = _decided_without(case) - before
    if taken:
        words = {field.value: str(words_for(field)) for field in CaseField if field in taken}
        raise Invalid("still_needed", _("The decision about this case rests on what you would take away."), words)


def _add_studies(actor: Actor, case: Case, wanted: tuple[StudyInput, ...]) -> None:
    """More studies of the case; whoever reported one of them is no longer asked to review it."""
    for given, study in zip(wanted, _studies(actor, case.department, wanted), strict=True):
        CaseStudy.objects.get_or_create(case=case, study=study, defaults={"part": given.part})
    if wanted:
        end_reviews_of_readers(case)


def _already_so(case: Case, actor: Actor, changes: Mapping[str, Any], readers: tuple[ReaderInput, ...] | None) -> bool:
    """Whether this very person just made exactly these changes: the second half of a double click."""
    row = case.history.latest()
    if row.history_user_id != actor.user_id or not (changes or readers):
        return False
    there = {(one.person_id, one.external_name, one.part) for one in case.readers.all()}
    asked = there if readers is None else {(one.person_id, one.external_name, one.part) for one in readers}
    return asked == there and all(
        (value.at, value.precision) == (case.discovered.at, case.discovered.precision)
        if name == "discovered"
        else getattr(case, name, None) == value
        for name, value in changes.items()
    )


_CHOICES = {
    "kind": (CaseKind.values, gettext_lazy("Choose a kind from the list.")),
    "discrepancy_type": ([*DiscrepancyType.values, ""], gettext_lazy("Choose missed or misread.")),
    "how_discovered": (HowDiscovered.values, gettext_lazy("Choose how it came to light.")),
}


def _set(case: Case, changes: Mapping[str, Any]) -> None:
    unknown = set(changes) - set(AMENDABLE_WORDS) - set(_CHOICES) - {"discovered"}
    if unknown:
        raise Invalid("invalid", _("Check what you sent."), {n: _("This cannot be amended.") for n in sorted(unknown)})
    for name, value in changes.items():
        if name in _CHOICES:
            allowed, words = _CHOICES[name]
            if value not in allowed:
                raise Invalid("invalid", _("Check what you entered."), {name: str(words)})
            setattr(case, name, value)
        elif name == "discovered":
            check_discovery(value, [one.study for one in case.case_studies.all()])
            case.discovered_at, case.discovered_precision, case.discovered_zone = value.at, value.precision, value.zone
        else:
            setattr(case, name, clean_words(value, name, AMENDABLE_WORDS[name]))
    if "kind" in changes and "discrepancy_type" not in changes and case.kind != CaseKind.DISCREPANCY:
        case.discrepancy_type = ""
    check_type(case.kind, case.discrepancy_type)
    if not case.narrative:
        missing = {"narrative": str(words_for(CaseField.NARRATIVE))}
        raise Invalid("required", _("Something is missing."), missing)
