"""Tells reviewers that they are asked, and chairs how a review goes. No notice says more of a case than its number."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.cases.events import OpinionCommitted, ReviewEnded, ReviewerReminded, ReviewersAsked
from apps.cases.models import Case, Opinion, ReviewAssignment
from apps.cases.queries.reviews import reviews_due_by
from apps.core.clock import today
from apps.core.presenting import date_words
from apps.core.tracking import required_actor
from apps.notifications.domain.telling import Notice, tell
from apps.notifications.enums import NotificationKind as Kind
from apps.portal.telling.people import if_they_may, those_who_may

# After the day on which a view was due, its reviewer is reminded at once and then once in so many days.
WEEKLY = timedelta(days=7)


def _case(case_id: UUID) -> Case:
    return Case.objects.prefetch_related("readers", "reviews", "escalations").get(pk=case_id)


def reviewers_asked(event: ReviewersAsked) -> None:
    """Each person who was asked, with the day by which a view is wanted."""
    case = _case(event.case_id)
    for asked in ReviewAssignment.objects.filter(pk__in=event.assignment_ids):
        words = _("You are asked for your view on case %(case)s by %(day)s.")
        _tell_reviewer(case, asked, words, f"review-asked:{asked.pk}:{asked.version}", Kind.REVIEW)


def reviewer_reminded(event: ReviewerReminded) -> None:
    """The reviewer, because the chair asks again."""
    asked = ReviewAssignment.objects.get(pk=event.assignment_id)
    words = _("The chair reminds you: your view on case %(case)s is wanted by %(day)s.")
    _tell_reviewer(_case(asked.case_id), asked, words, f"review-reminded:{asked.pk}:{asked.version}", Kind.REMINDER)


def _tell_reviewer(case: Case, asked: ReviewAssignment, words: str, key: str, kind: Kind) -> int:
    day = date_words(asked.due_on) if asked.due_on else _("the next meeting")
    notice = Notice(
        kind=kind,
        text=words % {"case": case.reference, "day": day},
        url=reverse("cases:opinion", args=[case.pk]),
        key=key,
    )
    return len(tell(if_they_may([asked.reviewer_id], P.CASE_REVIEW, case.access_facts()), notice))


def review_ended(event: ReviewEnded) -> None:
    """Those who chair, when somebody cannot give a view; not whoever did it."""
    asked = ReviewAssignment.objects.get(pk=event.assignment_id)
    case = _case(asked.case_id)
    notice = Notice(
        kind=Kind.STEP,
        text=_("Somebody no longer reviews case %(case)s.") % {"case": case.reference},
        url=reverse("cases:reviewers", args=[case.pk]),
        key=f"review-ended:{asked.pk}:{asked.version}",
    )
    tell(those_who_may(P.CASE_TRIAGE, case.access_facts(), but=[required_actor().user_id]), notice)


def opinion_committed(event: OpinionCommitted) -> None:
    """Those who chair, when the last view that was wanted is in."""
    opinion = Opinion.objects.get(pk=event.opinion_id)
    case = _case(opinion.case_id)
    if opinion.after_reveal or any(one.awaits_view for one in case.reviews.all()):
        return
    notice = Notice(
        kind=Kind.STEP,
        text=_("Every view on case %(case)s is in.") % {"case": case.reference},
        url=reverse("cases:reviewers", args=[case.pk]),
        key=f"review-complete:{opinion.pk}",
    )
    tell(those_who_may(P.CASE_TRIAGE, case.access_facts(), but=[required_actor().user_id]), notice)


def remind_of_reviews() -> int:
    """Reviewers before a view is due, on the day after, and then weekly; those who chair once when it is late.

    Run it as often as you like: each reminder has a key of its own and is sent once. Returns how many were sent.
    """
    told = 0
    for asked in reviews_due_by(today() + timedelta(days=settings.REVIEW_REMIND_DAYS)):
        case = asked.case
        late = (today() - asked.due_on).days if asked.due_on else 0
        step = "before" if late <= 0 else f"late{(late - 1) // WEEKLY.days}"
        words = (
            _("Your view on case %(case)s is wanted by %(day)s.")
            if late <= 0
            else _("Your view on case %(case)s was wanted by %(day)s.")
        )
        told += _tell_reviewer(case, asked, words, f"review-due:{asked.pk}:{asked.due_on}:{step}", Kind.REMINDER)
        if late > 0:
            told += _tell_chairs_of_late(case, asked)
    return told


def _tell_chairs_of_late(case: Case, asked: ReviewAssignment) -> int:
    notice = Notice(
        kind=Kind.REMINDER,
        text=_("A view on case %(case)s is overdue.") % {"case": case.reference},
        url=reverse("cases:reviewers", args=[case.pk]),
        key=f"review-late:{asked.pk}:{asked.due_on}",
    )
    return len(tell(those_who_may(P.CASE_TRIAGE, case.access_facts()), notice))
