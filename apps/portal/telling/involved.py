"""Tells original readers, before anybody else, that a page of their own waits for them; never what it is about."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.core.clock import now
from apps.core.presenting import weekday_date
from apps.meetings.domain.involving import AMENDED, NOTICE
from apps.meetings.events import InvolvedReaderTold
from apps.meetings.models import InvolvedReader
from apps.meetings.queries.involved import notice_days, unread_before
from apps.notifications.domain.telling import Notice, tell
from apps.notifications.enums import NotificationKind as Kind
from apps.portal.telling.people import if_they_may


def involved_reader_told(event: InvolvedReaderTold) -> None:
    """The reader, and nobody else: with the day of the meeting, and no word of the case."""
    row = InvolvedReader.objects.select_related("item__meeting", "item__case").get(pk=event.involved_id)
    words = {
        NOTICE: _("Please read something before the learning meeting of %(day)s. Only you are told of it here."),
        AMENDED: _("What was concluded at the learning meeting of %(day)s about a report of yours was put right."),
    }.get(event.occasion, _("What was concluded at the learning meeting of %(day)s is there for you to read first."))
    notice = Notice(
        kind=Kind.MEETING,
        text=words % {"day": weekday_date(row.item.meeting.starts_at)},
        url=reverse("meetings:involved", args=[row.pk]),
        key=f"involved:{row.pk}:{event.occasion}:{row.version if event.occasion == AMENDED else 1}",
    )
    tell(if_they_may([row.person_id], P.INVOLVED_ANSWER, row.access_facts()), notice)


def remind_readers() -> int:
    """Once, in the last days before the meeting, whoever has not said that they read the notice; returns how many."""
    told = 0
    for row in unread_before(now() + timedelta(days=notice_days())):
        notice = Notice(
            kind=Kind.REMINDER,
            text=_("Something about the learning meeting of %(day)s still waits for you to read it.")
            % {"day": weekday_date(row.item.meeting.starts_at)},
            url=reverse("meetings:involved", args=[row.pk]),
            key=f"involved:{row.pk}:reminder",
        )
        told += len(tell(if_they_may([row.person_id], P.INVOLVED_ANSWER, row.access_facts()), notice))
    return told
