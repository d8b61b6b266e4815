"""What waits for somebody about cases: patients, questions, decisions, views, actions."""

from datetime import timedelta

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from apps.access.permissions import Permission as P
from apps.access.policy import departments_where, departments_with_role
from apps.access.roles import Role
from apps.cases.enums import ActionStatus, CaseStatus, EscalationStatus
from apps.cases.models import Case, CaseReader, Escalation, FollowUpAction, ReviewAssignment
from apps.cases.queries.escalation_order import with_hours
from apps.cases.queries.sealed import sealed_for
from apps.cases.queries.visible import visible_to
from apps.core.actor import Actor
from apps.core.clock import now, today

OPEN_ESCALATION = (EscalationStatus.RAISED, EscalationStatus.ACKNOWLEDGED)
# Steps of one's own cases are news for this long.
NEWS = timedelta(days=30)


def own_report(actor: Actor, case: str) -> Exists:
    """Whether the actor read a report of the case that the column `case` names."""
    return Exists(CaseReader.objects.filter(case=OuterRef(case), person=actor.user_id))


def patients_waiting(actor: Actor) -> QuerySet[Escalation]:
    """Open escalations that the actor leads, that name nobody, or that a fail-safe officer follows; oldest first."""
    handles = departments_where(actor, P.ESCALATION_HANDLE)
    follows = departments_with_role(actor, frozenset({Role.FAILSAFE}))
    mine = (
        Q(lead=actor.user_id, case__department__in=actor.department_ids)
        | Q(lead__isnull=True, case__department__in=handles)
        | Q(case__department__in=follows)
    )
    found = Escalation.objects.filter(mine, status__in=OPEN_ESCALATION)
    # With nobody named the patient goes before the review: then it is shown to whoever may act.
    found = found.exclude(case__in=sealed_for(actor), lead__isnull=False)
    timed = with_hours(found.select_related("case", "lead"))
    # "raised" stands after "acknowledged" in the alphabet: nobody has taken those on, so they come first.
    return timed.order_by("-status", "raised_at", "id")


def questions_to(actor: Actor) -> QuerySet[Case]:
    """The actor's own cases about which the chair has a question; longest wait first."""
    mine = Case.objects.filter(submitter=actor.user_id, department__in=actor.department_ids)
    return mine.filter(status=CaseStatus.INFORMATION_WANTED).order_by("status_since", "id")


def reviews_complete(actor: Actor) -> QuerySet[Case]:
    """Cases under review in which every view is in, or nobody is asked any more, for those who chair."""
    missing = ReviewAssignment.objects.filter(case=OuterRef("pk"), revealed_at__isnull=True, ended_at__isnull=True)
    found = Case.objects.filter(
        department__in=departments_where(actor, P.CASE_TRIAGE), status=CaseStatus.UNDER_REVIEW
    ).exclude(Exists(missing))
    return found.exclude(own_report(actor, "pk")).order_by("status_since", "id")


def actions_waiting(actor: Actor) -> QuerySet[FollowUpAction]:
    """Open actions of the actor's own, and overdue ones of others that the actor looks after; by date."""
    here = departments_where(actor, P.ACTION_MANAGE)
    theirs = Q(due_on__lt=today(), case__department__in=here, case__in=visible_to(actor).values("pk"))
    mine = Q(owner=actor.user_id, case__department__in=actor.department_ids)
    found = FollowUpAction.objects.filter(mine | theirs if here else mine, status=ActionStatus.OPEN)
    found = found.exclude(case__in=sealed_for(actor))
    is_mine = ExpressionWrapper(Q(owner=actor.user_id), output_field=BooleanField())
    return found.annotate(is_mine=is_mine).select_related("case", "owner").order_by("due_on", "id")


def newest_steps(actor: Actor) -> QuerySet[Case]:
    """The actor's own cases that took a step lately, newest first; those with a question stand elsewhere."""
    mine = Case.objects.filter(submitter=actor.user_id, department__in=actor.department_ids)
    return (
        mine.filter(status_since__gte=now() - NEWS)
        .exclude(status=CaseStatus.INFORMATION_WANTED)
        .order_by("-status_since", "-id")
    )
