"""Tells chairs, submitters, reviewers and leads about cases."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.access.permissions import Permission as P
from apps.cases.enums import CaseEvent as E
from apps.cases.events import CaseMoved, CaseSubmitted, EscalationRaised, MessagePosted
from apps.cases.models import Case, CaseMessage, Escalation
from apps.core.clock import is_by_day
from apps.core.tracking import required_actor
from apps.notifications.domain.telling import Notice, tell
from apps.notifications.enums import NotificationKind as Kind
from apps.portal.telling.people import if_they_may, those_who_may

# What the submitter reads at each step. The reason and every other word stand on the case's page.
STEPS = {
    E.ASK: gettext_lazy("The chair has a question about your case %(case)s."),
    E.ACCEPT: gettext_lazy("Your case %(case)s is accepted and waits for a meeting."),
    E.SEND_TO_REVIEW: gettext_lazy("Your case %(case)s was sent to colleagues for their view."),
    E.FINISH_REVIEW: gettext_lazy("The review of your case %(case)s is finished; it waits for a meeting."),
    E.GIVE_FEEDBACK: gettext_lazy("There is feedback on your case %(case)s."),
    E.DECLINE: gettext_lazy("Your case %(case)s will not be discussed. The chair wrote why."),
    E.WITHDRAW: gettext_lazy("Your case %(case)s was withdrawn. The chair wrote why."),
    E.MERGE: gettext_lazy("Your case %(case)s continues together with another case."),
    E.SCHEDULE: gettext_lazy("Your case %(case)s is on the agenda of a meeting."),
    E.DEFER: gettext_lazy("Your case %(case)s moves to a later meeting."),
    E.RECORD_OUTCOME: gettext_lazy("Your case %(case)s was discussed."),
    E.PUBLISH: gettext_lazy("The learning from your case %(case)s is published."),
    E.CLOSE: gettext_lazy("Your case %(case)s is closed."),
    E.REOPEN: gettext_lazy("Your case %(case)s is open again."),
}


def _case(case_id: UUID) -> Case:
    return Case.objects.prefetch_related("readers", "reviews", "escalations").get(pk=case_id)


def case_submitted(event: CaseSubmitted) -> None:
    """Those who may triage it; an original reader among them does not hear of it before a deputy did."""
    if is_by_day():
        return  # Said in the morning (telling.nameless): the time of a notice would be that of the case.
    case = _case(event.case_id)
    notice = Notice(
        kind=Kind.TRIAGE,
        text=_("Case %(case)s was logged and waits for a decision.") % {"case": case.reference},
        url=reverse("cases:triage-case", args=[case.pk]),
        key=f"case-submitted:{case.pk}",
    )
    tell(those_who_may(P.CASE_TRIAGE, case.access_facts(), but=[case.submitter_id]), notice)


def case_moved(event: CaseMoved) -> None:
    """The submitter hears of each step that somebody else took; chairs hear of their turn."""
    case = _case(event.case_id)
    _tell_submitter(case, E(event.event))
    if event.event == E.ANSWER and not is_by_day():
        _tell_chairs_of_answer(case)


def _tell_submitter(case: Case, event: E) -> None:
    words = STEPS.get(event)
    if words is None or case.submitter_id == required_actor().user_id:
        return
    asked = event is E.ASK
    notice = Notice(
        kind=Kind.QUESTION if asked else Kind.STEP,
        text=words % {"case": case.reference},
        url=reverse("cases:event", args=[case.pk, "answer"]) if asked else case.get_absolute_url(),
        key=f"case-moved:{case.pk}:{case.version}",
    )
    tell(if_they_may([case.submitter_id], P.CASE_VIEW, case.access_facts()), notice)


def _tell_chairs_of_answer(case: Case) -> None:
    notice = Notice(
        kind=Kind.TRIAGE,
        text=_("The question about case %(case)s was answered; it waits for a decision.") % {"case": case.reference},
        url=reverse("cases:triage-case", args=[case.pk]),
        key=f"case-moved:{case.pk}:{case.version}",
    )
    tell(those_who_may(P.CASE_TRIAGE, case.access_facts(), but=[required_actor().user_id]), notice)


def escalation_raised(event: EscalationRaised) -> None:
    """The named lead, at once; with nobody named, everybody who may act for the patient."""
    found = Escalation.objects.select_related("case").get(pk=event.escalation_id)
    facts = found.access_facts()
    notice = Notice(
        kind=Kind.PATIENT,
        text=_("Somebody may need to act for a patient. Case %(case)s.") % {"case": found.case.reference},
        url=reverse("cases:escalation", args=[found.pk]),
        key=f"escalation:{found.pk}:{found.version}",
        is_urgent=True,
    )
    if found.lead_id is not None:
        tell(if_they_may([found.lead_id], P.ESCALATION_HANDLE, facts), notice)
    else:
        tell(those_who_may(P.ESCALATION_HANDLE, facts), notice)


def message_posted(event: MessagePosted) -> None:
    """The other side of the thread: the submitter, or those who may triage the case."""
    if is_by_day():
        return
    posted = CaseMessage.objects.select_related("case").get(pk=event.message_id)
    case, facts = posted.case, posted.access_facts()
    if posted.from_chair:
        people = if_they_may([case.submitter_id], P.CASE_VIEW, facts)
    else:
        people = those_who_may(P.CASE_TRIAGE, facts, but=[posted.author_id])
    notice = Notice(
        kind=Kind.MESSAGE,
        text=_("There is a new message about case %(case)s.") % {"case": case.reference},
        url=f"{case.get_absolute_url()}#messages",
        key=f"message:{posted.pk}",
    )
    tell(people, notice)
