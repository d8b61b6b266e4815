"""What a reviewer is shown before giving a view: written by the chair, screened, and never the submission."""

from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.cases.domain.payloads import clean_words, required_person
from apps.cases.domain.screening import FieldFinding, known_for_cases, unresolved_in
from apps.cases.enums import CaseStatus, Modality, StudyPart
from apps.cases.errors import TransitionRefused
from apps.cases.models import Case, ReviewRequest
from apps.cases.queries.loading import case_for_change
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.core.tracking import change
from apps.disclosure.domain.resolving import can_be_justified, justify
from apps.journeys.anatomy import region_words

SUBJECT = "cases.reviewrequest"
LONGEST = 4_000
WRITABLE = frozenset({CaseStatus.RECEIVED, CaseStatus.UNDER_REVIEW})


def suggested_request(case: Case) -> str:
    """The request as it is kept; else what the presentation copy says was known then; else what the studies say.

    Never a word of the submission: that is the finding.
    """
    kept, copy = getattr(case, "review_request", None), getattr(case, "presentation", None)
    if kept is not None:
        return str(kept.text)
    if copy is not None and copy.vignette:
        return "\n\n".join(one for one in (copy.vignette, copy.question) if one)
    index = [one.study for one in case.case_studies.all() if one.part == StudyPart.INDEX]
    said = [study.description or _imaging(study.modalities, study.body_region) for study in index]
    words = "; ".join(one for one in said if one) or _imaging(case.modality, case.body_region)
    return _("Examination: %(what)s") % {"what": words} if words else ""


def _imaging(modality: str, region: str) -> str:
    named = str(Modality(modality).label) if modality in Modality.values else modality
    return ", ".join(one for one in (named, region_words(region)) if one)


def write_request(*, actor: Actor, case_id: UUID, text: str, kept_because: str = "") -> ReviewRequest:
    """Write or change the request of a case that is new or under review.

    Raises NotVisible, Forbidden, Invalid (empty, or something identifies a person), and TransitionRefused once a view
    was given: the views answer the request as it was.
    """
    with change(reason="review request written"):
        case = case_for_change(case_id)
        facts = case.access_facts()
        if not may(actor, P.CASE_VIEW, facts):
            raise NotVisible
        decision = may(actor, P.CASE_TRIAGE, facts)
        if not decision:
            raise Forbidden(decision.code, refusal_words(decision.code))
        if case.status not in WRITABLE:
            raise TransitionRefused("wrong_state", _("The review is over. The request stays as it was."))
        kept = getattr(case, "review_request", None)
        if kept is not None and kept.text != text and case.opinions.all():
            raise TransitionRefused(
                "already_answered", _("A reviewer has already answered this request, so it stays as it is.")
            )
        return keep_request(case=case, actor=actor, text=text, kept_because=kept_because)


def keep_request(*, case: Case, actor: Actor, text: str, kept_because: str = "") -> ReviewRequest:
    """Screen and keep the request of a loaded case, in the caller's transaction; an empty text keeps what there is.

    Raises Invalid, naming each thing that identifies somebody, with what to do about it.
    """
    words = clean_words(text, "request", LONGEST) or suggested_request(case)
    if not words:
        missing = _("Say what was asked, as it stood on the request. Do not say what was found.")
        raise Invalid("required", _("Something is missing."), {"request": missing})
    row = getattr(case, "review_request", None) or ReviewRequest(case=case)
    if row.text == words:
        return row
    _refuse_identifiers(case, row.pk, words, kept_because, actor)
    row.text, row.written_at, row.written_by_id = words, now(), required_person(actor)
    row.save()
    return row


def _refuse_identifiers(case: Case, row_id: UUID, words: str, kept_because: str, actor: Actor) -> None:
    found = _left_in(case, row_id, words)
    if found and kept_because.strip():
        known = known_for_cases([case])
        for one in found:
            if can_be_justified(one.finding, known):
                justify(
                    actor=actor,
                    subject_label=SUBJECT,
                    subject_id=row_id,
                    field="request",
                    finding=one.finding,
                    justification=kept_because,
                    known=known,
                )
        found = _left_in(case, row_id, words)
    if found:
        what = "; ".join(f"“{one.finding.text}” ({one.finding.kind.label})" for one in found)
        says = _("This may identify somebody: %(what)s. Take it out, or say below why it may stay.") % {"what": what}
        raise Invalid(
            "identifiers_found", _("The request holds something that may identify a person."), {"request": says}
        )


def _left_in(case: Case, row_id: UUID, words: str) -> list[FieldFinding]:
    return unresolved_in([case], {"request": words}, SUBJECT, row_id)
