"""Taking a reader or a study off a case to which it was added by mistake; the trail keeps that it was there."""

from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import Relation, may
from apps.access.words import refusal_words
from apps.cases.domain.completeness import RESTS_ON
from apps.cases.domain.holding import lacking
from apps.cases.domain.payloads import clean_words
from apps.cases.domain.registering import CHAIR_MAY_AMEND, SUBMITTER_MAY_AMEND
from apps.cases.domain.transitions import stale
from apps.cases.enums import CaseField, CaseStatus
from apps.cases.errors import TransitionRefused
from apps.cases.models import Case, CaseReader, CaseStudy
from apps.cases.queries.loading import case_for_change
from apps.core.actor import Actor
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.core.tracking import change

LONGEST_REASON = 2_000


def may_remove(actor: Actor, case: Case, needed: P = P.CASE_AMEND) -> bool:
    """Whether this person may take something off the case now: whoever may amend it, and did not read it."""
    facts = case.access_facts()
    until = CHAIR_MAY_AMEND if may(actor, P.CASE_TRIAGE, facts) else SUBMITTER_MAY_AMEND
    allowed = may(actor, P.CASE_AMEND, facts) and may(actor, needed, facts)
    return bool(allowed) and case.status in until and not facts.is_related(actor, Relation.ORIGINAL_READER)


def remove_reader(
    *,
    actor: Actor,
    case_id: UUID,
    reader_id: UUID,
    reason: str,
    readers_unknown_reason: str = "",
    expected_version: int | None = None,
) -> Case:
    """Take a reader off; `readers_unknown_reason` says why the true ones cannot be known, where none is left.

    Once it was decided about the case, its readers must stay known, or unknown with a reason: the decision rests on
    it (C0). An original reader removes nobody, or a conflict could be wiped away. Removing it again changes nothing.
    Raises NotVisible, Forbidden, StaleCase, Invalid (no reason), TransitionRefused.
    """
    words = _reason(reason)
    with change(reason=words):
        case = case_to_correct(actor, case_id, P.CASE_READER_VIEW)
        reader = CaseReader.objects.filter(case=case, pk=reader_id).first()
        if reader is None:
            return case
        check_version(case, actor, expected_version)
        reader.delete()
        unknown = clean_words(readers_unknown_reason, "readers_unknown_reason", LONGEST_REASON)
        if unknown:
            case.readers_unknown_reason = unknown
        case.save()
        return with_readers_still_known(case_id)


def with_readers_still_known(case_id: UUID) -> Case:
    """The case as it is now; raises Invalid where it was decided about it and its readers are no longer known."""
    changed = case_for_change(case_id)
    if CaseField.READERS in lacking(changed, RESTS_ON.get(CaseStatus(changed.status), ())):
        raise Invalid(
            "reader_needed",
            _("It was decided about this case because its readers were known."),
            {
                "readers_unknown_reason": _(
                    "Add the right reader first, by “Amend” on the case’s page, or say why the readers are unknown"
                )
            },
        )
    return changed


def remove_study(
    *, actor: Actor, case_id: UUID, case_study_id: UUID, reason: str, expected_version: int | None = None
) -> Case:
    """Take a study off. The readers that came with it stay until they are taken off, too.

    Once it was decided about the case, its last study stays until another is there: the screen for identifiers takes
    the patient's name and numbers from it. Removing it again changes nothing. Raises NotVisible, Forbidden, StaleCase,
    Invalid (no reason), TransitionRefused.
    """
    words = _reason(reason)
    with change(reason=words):
        case = case_to_correct(actor, case_id)
        studies = {row.pk: row for row in CaseStudy.objects.filter(case=case)}
        if case_study_id not in studies:
            return case
        check_version(case, actor, expected_version)
        if len(studies) == 1 and case.status not in SUBMITTER_MAY_AMEND:
            raise TransitionRefused(
                "last_study",
                _(
                    "This is the only study of a case about which it was decided. Add the right study first, by "
                    "“Amend” on the case’s page; then this one can be removed."
                ),
            )
        studies[case_study_id].delete()
        case.save()
        return case


def _reason(reason: str) -> str:
    words = clean_words(reason, "reason", LONGEST_REASON)
    if not words:
        raise Invalid("required", _("Something is missing."), {"reason": _("Say why it is removed.")})
    return words


def case_to_correct(actor: Actor, case_id: UUID, *needed: P) -> Case:
    """The case, locked, for somebody who may put its studies or readers right now, and did not read it.

    Raises NotVisible, Forbidden, TransitionRefused.
    """
    case = case_for_change(case_id)
    facts = case.access_facts()
    if not may(actor, P.CASE_VIEW, facts):
        raise NotVisible
    if facts.is_related(actor, Relation.ORIGINAL_READER):
        raise Forbidden("own_report", refusal_words("own_report"))
    for permission in (P.CASE_AMEND, *needed):
        decision = may(actor, permission, facts)
        if not decision:
            raise Forbidden(decision.code, refusal_words(decision.code))
    if not may_remove(actor, case):
        raise TransitionRefused(
            "too_late_to_amend",
            _(
                "The case is “%(status)s”, so its studies and readers stay as they are. "
                "Send the chair a message instead."
            )
            % {"status": CaseStatus(case.status).label},
        )
    return case


def check_version(case: Case, actor: Actor, expected_version: int | None) -> None:
    """Raise StaleCase where somebody changed the case since it was read."""
    if expected_version is not None and expected_version != case.version:
        raise stale(case, actor)
