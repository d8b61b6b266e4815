"""Tells those expected of a meeting, and those involved in a case of its outcome: that it is there, never what."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.accounts.actors import actor_for
from apps.accounts.models import User
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
    """The original readers when a case was discussed, and the submitter, too, when its outcome was put right.

    The submitter hears of the discussion itself by the case's own step. A reader who may not open the case is told
    without its reference, and led to the meeting.
    """
    outcome = Outcome.objects.select_related("agenda_item__meeting", "agenda_item__case").get(pk=event.outcome_id)
    if outcome.consensus_kind == ConsensusKind.DEFERRED:
        return
    case, was_amended = outcome.agenda_item.case, outcome.version > 1
    readers = {one.person_id for one in case.readers.all() if one.person_id}
    if was_amended and case.submitter_id:
        words = _("What the meeting concluded about your case %(case)s was put right.") % {"case": case.reference}
        _tell_of_outcome(outcome, [case.submitter_id], words)
    _tell_of_outcome(outcome, readers - {case.submitter_id}, _reader_words(outcome, was_amended))


def _reader_words(outcome: Outcome, was_amended: bool) -> str:
    day = {"day": weekday_date(outcome.agenda_item.meeting.starts_at)}
    if was_amended:
        return _("What was concluded on %(day)s about a case whose report you read was put right.") % day
    return _("A case whose report you read was discussed at the meeting of %(day)s. The chair can tell you more.") % day


def _tell_of_outcome(outcome: Outcome, people: Iterable[UUID | None], words: str) -> None:
    case, meeting = outcome.agenda_item.case, outcome.agenda_item.meeting
    wanted = [one for one in people if one is not None and one != required_actor().user_id]
    reads_case, sees_meeting = [], []
    for person in User.objects.filter(pk__in=wanted, is_active=True).order_by("pk"):
        actor = actor_for(person)
        if may(actor, P.CASE_VIEW, case.access_facts()):
            reads_case.append(person.pk)
        elif may(actor, P.MEETING_VIEW, meeting.access_facts()):
            sees_meeting.append(person.pk)
    key = f"outcome:{outcome.pk}:{outcome.version}"
    tell(reads_case, Notice(kind=Kind.MEETING, text=words, url=f"{case.get_absolute_url()}#concluded", key=key))
    tell(sees_meeting, Notice(kind=Kind.MEETING, text=words, url=meeting.get_absolute_url(), key=key))
