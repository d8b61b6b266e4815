"""Tells people about escalations that are late, follow-up actions that fall to them, and cases that were merged."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.cases.enums import EscalationStepKind as K
from apps.cases.events import ActionAssigned, CasesMerged, EscalationStepTaken
from apps.cases.models import Case, EscalationStep, FollowUpAction
from apps.core.tracking import required_actor
from apps.notifications.domain.telling import Notice, tell
from apps.notifications.enums import NotificationKind as Kind
from apps.portal.telling.people import if_they_may, those_who_may


def step_taken(event: EscalationStepTaken) -> None:
    """The lead is reminded; whoever had it hears that it went on; at the end of the order everybody is told."""
    step = EscalationStep.objects.select_related("escalation__case", "passed_to").get(pk=event.step_id)
    facts = step.access_facts()
    at_hand = if_they_may([step.lead_id], P.ESCALATION_HANDLE, facts)
    people = those_who_may(P.ESCALATION_HANDLE, facts) if step.kind == K.TELL_ALL or not at_hand else at_hand
    tell(people, _notice_of(step))


def _notice_of(step: EscalationStep) -> Notice:
    case = step.escalation.case.reference
    words = {
        K.REMIND_TAKE_ON: _("You were asked to act for a patient and have not taken it on. Case %(case)s."),
        K.REMIND_RECORD: _("Record what was done for the patient of case %(case)s. It is still open."),
        K.HAND_OVER: _("%(next)s was asked to act for the patient of case %(case)s, because nobody took it on."),
        K.TELL_ALL: _("Nobody has recorded what was done for the patient of case %(case)s. Please act."),
    }
    following = step.passed_to.full_name if step.passed_to else ""
    return Notice(
        kind=Kind.PATIENT,
        text=words[K(step.kind)] % {"case": case, "next": following},
        url=reverse("cases:escalation", args=[step.escalation_id]),
        key=f"escalation-step:{step.pk}",
        is_urgent=True,
    )


def action_assigned(event: ActionAssigned) -> None:
    """The owner of an action that somebody else gave them."""
    action = FollowUpAction.objects.select_related("case").get(pk=event.action_id)
    if action.owner_id == required_actor().user_id:
        return
    notice = Notice(
        kind=Kind.REMINDER,
        text=_("You are asked for a follow-up action: %(what)s. Case %(case)s.")
        % {"what": action.get_kind_display(), "case": action.case.reference},
        url=reverse("cases:action", args=[action.pk]),
        key=f"action-assigned:{action.pk}:{action.version}",
    )
    tell(if_they_may([action.owner_id], P.ACTION_MANAGE, action.access_facts()), notice)


def cases_merged(event: CasesMerged) -> None:
    """The submitter of the kept case; that of the merged one hears of the step itself."""
    kept = _case(event.kept_id)
    if kept.submitter_id == required_actor().user_id:
        return
    notice = Notice(
        kind=Kind.STEP,
        text=_("Another case about the same was joined to your case %(case)s. Both are kept.")
        % {"case": kept.reference},
        url=kept.get_absolute_url(),
        key=f"merged-into:{event.kept_id}:{event.case_id}",
    )
    tell(if_they_may([kept.submitter_id], P.CASE_VIEW, kept.access_facts()), notice)


def _case(case_id: UUID) -> Case:
    return Case.objects.prefetch_related("readers", "reviews", "escalations").get(pk=case_id)
