"""Tells those expected of a meeting, and those involved in a case of its outcome: that it is there, never what."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.access.permissions import Permission as P
from apps.cases.models import Case
from apps.core.clock import LONDON, now, today
from apps.core.presenting import time_words, weekday_date
from apps.core.tracking import required_actor
from apps.meetings.enums import ConsensusKind, MeetingEvent
from apps.meetings.events import DETAILS_CHANGED, CancellationWanted, MeetingChanged, MeetingPlanned, OutcomeRecorded
from apps.meetings.models import Meeting, Outcome
from apps.meetings.queries.people import people_expected
from apps.notifications.domain.telling import Notice, tell
from apps.notifications.enums import NotificationKind as Kind
from apps.portal.telling.people import if_they_may, those_who_may

# Locking and recording are work of those who run the meeting; nobody else has to do anything because of them.
_SAID = {
    MeetingEvent.MOVE.value: gettext_lazy("A learning meeting was moved. It is now on %(when)s."),
    MeetingEvent.CANCEL.value: gettext_lazy("The learning meeting of %(when)s is cancelled."),
    DETAILS_CHANGED: gettext_lazy("The details of the learning meeting on %(when)s changed."),
}


def meeting_planned(event: MeetingPlanned) -> None:
    """Everybody who is expected at a coming meeting; nobody is called to one of the past."""
    meeting = Meeting.objects.get(pk=event.meeting_id)
    _tell_expected(meeting, "planned", _("A learning meeting is planned for %(when)s."))


def meeting_changed(event: MeetingChanged) -> None:
    """Everybody who is expected, when there is something to change in their diary."""
    words = _SAID.get(event.event)
    if words is not None:
        _tell_expected(Meeting.objects.get(pk=event.meeting_id), event.event, str(words))


def _tell_expected(meeting: Meeting, occasion: str, words: str) -> None:
    if meeting.starts_at <= now():
        return
    expected = people_expected(meeting.department_id, meeting.starts_at.astimezone(LONDON).date())
    people = [one for one in expected.values_list("pk", flat=True) if one != required_actor().user_id]
    when = {"day": weekday_date(meeting.starts_at), "time": time_words(meeting.starts_at)}
    notice = Notice(
        kind=Kind.MEETING,
        text=words % {"when": _("%(day)s at %(time)s") % when},
        url=meeting.get_absolute_url(),
        key=f"meeting-{occasion}:{meeting.pk}:{meeting.version}",
    )
    tell(if_they_may(people, P.MEETING_VIEW, meeting.access_facts()), notice)


def cancellation_wanted(event: CancellationWanted) -> None:
    """Those who run the agenda; asked again on the same day by the same person, it is one request."""
    meeting, asker = Meeting.objects.get(pk=event.meeting_id), required_actor()
    words = _("%(who)s asks you to cancel the learning meeting of %(day)s. There are cases on its agenda.")
    notice = Notice(
        kind=Kind.MEETING,
        text=words % {"who": asker.name, "day": weekday_date(meeting.starts_at)},
        url=meeting.get_absolute_url(),
        key=f"meeting-cancel-wanted:{meeting.pk}:{asker.user_id}:{today():%Y%m%d}",
    )
    tell(those_who_may(P.AGENDA_MANAGE, meeting.access_facts(), but=[asker.user_id]), notice)


def outcome_recorded(event: OutcomeRecorded) -> None:
    """The submitter, when an outcome was put right; they hear of the discussion itself by the case's own step.

    The original readers are told by pages of their own, before anybody else (apps.portal.telling.involved).
    """
    outcome = Outcome.objects.select_related("agenda_item__meeting", "agenda_item__case").get(pk=event.outcome_id)
    case, was_amended = outcome.agenda_item.case, outcome.version > 1
    if was_amended and case.submitter_id and outcome.consensus_kind != ConsensusKind.DEFERRED:
        words = _("What the meeting concluded about your case %(case)s was put right.") % {"case": case.reference}
        _tell_of_outcome(outcome, case, words)


def _tell_of_outcome(outcome: Outcome, case: Case, words: str) -> None:
    wanted = [case.submitter_id] if case.submitter_id != required_actor().user_id else []
    notice = Notice(
        kind=Kind.MEETING,
        text=words,
        url=f"{case.get_absolute_url()}#concluded",
        key=f"outcome:{outcome.pk}:{outcome.version}",
    )
    tell(if_they_may(wanted, P.CASE_VIEW, case.access_facts()), notice)
