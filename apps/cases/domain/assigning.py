"""Who is asked for a view: asking, reminding, declining, taking off, and a reader who turns up later."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.cases.domain.lifecycle import CaseFacts, reviewers_did_not_read, reviewers_do_not_know
from apps.cases.domain.payloads import clean_words, known_people, required_person
from apps.cases.enums import CaseStatus, ReviewEnd
from apps.cases.errors import TransitionRefused
from apps.cases.events import ReviewEnded, ReviewerReminded, ReviewersAsked
from apps.cases.models import Case, ReviewAssignment
from apps.cases.queries.loading import case_for_change
from apps.cases.queries.reviews import people_who_know, readers_of_reports, review_of
from apps.core.actor import Actor
from apps.core.clock import now, today
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.core.events import publish
from apps.core.tracking import change, required_actor

# What a reviewer may give as the reason; the other ends are the chair's and the system's.
DECLINES = (ReviewEnd.CONFLICT, ReviewEnd.NO_TIME, ReviewEnd.OTHER)
# A person is reminded by hand once in this time; the clock's own reminders come besides.
BETWEEN_REMINDERS = timedelta(hours=20)


def due_day() -> date:
    """The day by which a view is wanted when nobody says otherwise (a local setting)."""
    return today() + timedelta(days=settings.REVIEW_DUE_DAYS)


def ask(*, case: Case, actor: Actor, reviewers: Iterable[UUID], note: str = "", due_on: date | None = None) -> None:
    """Ask these people for their view, in the caller's transaction; who is asked already is not asked again.

    Somebody who had declined or was taken off is asked anew. Publishes ReviewersAsked. Raises Invalid.
    """
    by = required_person(actor)
    if due_on is not None and due_on < today():
        raise Invalid(
            "in_the_past", _("Check the day."), {"due_on": _("This day is past. Choose today or a later day.")}
        )
    asked = []
    for person in known_people(list(reviewers), case.department_id, "reviewers"):
        row = ReviewAssignment.objects.filter(case=case, reviewer=person).first()
        if row is not None and row.is_active:
            continue
        row = row or ReviewAssignment(case=case, reviewer=person)
        row.assigned_at, row.assigned_by_id, row.note = now(), by, note
        row.due_on = due_on or due_day()
        row.ended_as, row.ended_at, row.ended_by, row.ended_reason, row.reminded_at = "", None, None, "", None
        row.save()
        asked.append(row.pk)
    if asked:
        publish(ReviewersAsked(case_id=case.pk, assignment_ids=tuple(asked)))


def add_reviewers(
    *, actor: Actor, case_id: UUID, reviewers: Iterable[UUID], note: str = "", due_on: date | None = None
) -> Case:
    """Ask more people while the review is open; raises NotVisible, Forbidden, TransitionRefused, Invalid."""
    with change(reason="reviewers asked"):
        case = _case_of_chair(actor, case_id)
        chosen = list(reviewers)
        if not chosen:
            raise Invalid("required", _("Something is missing."), {"reviewers": _("Choose at least one reviewer.")})
        refuse_conflicts(case, chosen)
        ask(case=case, actor=actor, reviewers=chosen, note=clean_words(note, "note", 2_000), due_on=due_on)
        return case


def refuse_conflicts(case: Case, reviewers: Iterable[UUID]) -> None:
    """Raise when one of these people read a report of the case or knows its outcome; the readers decide, not a form."""
    facts = CaseFacts(
        status=CaseStatus(case.status),
        reader_ids=readers_of_reports(case),
        informed_ids=people_who_know(case),
        payload={"reviewers": list(reviewers)},
    )
    for guard in (reviewers_did_not_read, reviewers_do_not_know):
        refused = guard(facts)
        if refused is not None:
            raise TransitionRefused(refused.code, str(refused.message))


def decline_review(*, actor: Actor, case_id: UUID, why: str, reason: str = "") -> ReviewAssignment:
    """Say that one cannot give a view. Nothing of the case is shown for it; the chair reads the reason.

    Raises NotVisible (not asked), TransitionRefused once the view is committed, Invalid.
    """
    with change(reason="review declined"):
        case = case_for_change(case_id)
        mine = review_of(actor, case)
        if mine is None:
            raise NotVisible
        if why not in DECLINES:
            raise Invalid("required", _("Something is missing."), {"why": _("Say why you cannot review it.")})
        words = clean_words(reason, "reason", 2_000)
        if why == ReviewEnd.OTHER and not words:
            raise Invalid("required", _("Something is missing."), {"reason": _("Say in a few words why.")})
        _end(mine, ReviewEnd(why), words, by=required_person(actor))
        return mine


def take_off(
    *, actor: Actor, case_id: UUID, assignment_id: UUID, reason: str, replacement_id: UUID | None = None
) -> ReviewAssignment:
    """The chair no longer asks somebody, with a reason, and may ask somebody else in their place: both or neither.

    Raises NotVisible, Forbidden, TransitionRefused (the view is committed and stands), Invalid.
    """
    with change(reason=reason[:2000]):
        case = _case_of_chair(actor, case_id)
        row = _assignment(case, assignment_id)
        words = clean_words(reason, "reason", 2_000)
        if not words:
            raise Invalid("required", _("Something is missing."), {"reason": _("Say why.")})
        _end(row, ReviewEnd.TAKEN_OFF, words, by=required_person(actor))
        if replacement_id is not None:
            refuse_conflicts(case, [replacement_id])
            ask(case=case, actor=actor, reviewers=[replacement_id], note=row.note)
        return row


def remind_reviewer(*, actor: Actor, case_id: UUID, assignment_id: UUID) -> ReviewAssignment:
    """The chair reminds somebody; a second time within a day sends nothing. Publishes ReviewerReminded."""
    with change(reason="reviewer reminded"):
        case = _case_of_chair(actor, case_id)
        row = _assignment(case, assignment_id)
        if not row.awaits_view:
            raise TransitionRefused(
                "already_done", _("This review needs no reminder: it is given, or no longer asked.")
            )
        if row.reminded_at is None or row.reminded_at < now() - BETWEEN_REMINDERS:
            row.reminded_at = now()
            row.save()
            publish(ReviewerReminded(assignment_id=row.pk))
        return row


def end_reviews_of_readers(case: Case) -> None:
    """Whoever turns out to have read a report is no longer asked; a view that is committed stands and says so.

    Called wherever the readers of a case change, in the caller's transaction.
    """
    waiting = [one for one in ReviewAssignment.objects.filter(case=case) if one.awaits_view]
    if not waiting:
        return
    fresh = Case.objects.prefetch_related("readers", "escalations").get(pk=case.pk)
    readers = readers_of_reports(fresh)
    for row in waiting:
        if row.reviewer_id in readers:
            _end(row, ReviewEnd.READER, "", by=required_actor().user_id)


def _end(row: ReviewAssignment, how: ReviewEnd, reason: str, by: UUID | None) -> None:
    if row.revealed_at is not None:
        raise TransitionRefused("already_done", _("The view is already committed, and it stands."))
    if row.ended_at is not None:
        raise TransitionRefused("already_done", _("This person is no longer asked."))
    row.ended_as, row.ended_at, row.ended_reason, row.ended_by_id = how.value, now(), reason, by
    row.save()
    publish(ReviewEnded(assignment_id=row.pk))


def _case_of_chair(actor: Actor, case_id: UUID) -> Case:
    case = case_for_change(case_id)
    facts = case.access_facts()
    if not may(actor, P.CASE_VIEW, facts):
        raise NotVisible
    decision = may(actor, P.CASE_TRIAGE, facts)
    if not decision:
        raise Forbidden(decision.code, refusal_words(decision.code))
    if case.status != CaseStatus.UNDER_REVIEW:
        raise TransitionRefused("wrong_state", _("The case is not under review."))
    return case


def _assignment(case: Case, assignment_id: UUID) -> ReviewAssignment:
    found = next((one for one in case.reviews.all() if one.pk == assignment_id), None)
    if found is None:
        raise NotVisible
    return found
