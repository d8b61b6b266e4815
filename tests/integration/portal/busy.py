"""Fills a department with a number of each thing that can wait, as rows; the paths there have tests of their own."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.enums import ActionKind, CaseStatus
from apps.cases.models import Case, CaseReader, Escalation, FollowUpAction, Opinion, ReviewAssignment
from apps.core.actor import acting_as, command_actor
from apps.core.clock import now, today
from apps.documents.domain.packs import CaseLearningPack, content_hash
from apps.documents.enums import DocumentKind, DocumentState
from apps.documents.models import StoredDocument
from apps.learning.enums import SummaryStatus
from apps.learning.models import LearningSummary, SummaryAuthor
from apps.meetings.enums import AgendaStatus, LedBecause, MeetingStatus
from apps.meetings.models import AgendaItem, Meeting, MeetingSeries
from tests.factories import accounts
from tests.factories import cases as case_factory
from tests.factories import meetings as meeting_factory
from tests.support.worlds import World

_number = count(1)


@dataclass
class Busy:
    """What later rows hang on."""

    third: User
    held: Meeting


def case_read_by(place: World, reader: User) -> Case:
    """A new case with an original reader."""
    case = case_factory.case(place.one(Role.STAFF), place.north)
    with acting_as(command_actor("test")):
        CaseReader.objects.create(case=case, person=reader)
    return case


def fill(place: World, n: int, busy: Busy | None = None) -> Busy:
    """Add `n` of each thing that can wait in the northern department."""
    with acting_as(command_actor("test")):
        made = busy or _start(place)
        for _ in range(n):
            _cases(place, made)
            _meetings(place, made)
            _learning(place, made)
            who = accounts.person(full_name=f"Former {next(_number)}")
            accounts.membership(
                who, place.north, starts_on=today() - timedelta(days=30), ends_on=today() - timedelta(days=1)
            )
    return made


def _start(place: World) -> Busy:
    """Somebody whose cases these are, so that the roles' own sections stay theirs; and a held meeting."""
    third = accounts.member(place.north, Role.STAFF, full_name="Third Person")
    return Busy(third, _meeting(place, -40, MeetingStatus.HELD))


def _case(place: World, by: User, status: CaseStatus, *, screened: bool = True, days: int = 40) -> Case:
    moment = now() - timedelta(days=days)
    return meeting_factory.ready_case(
        place.north, by, status=status, screened=screened, received_at=moment, status_since=moment
    )


def _cases(place: World, busy: Busy) -> None:
    staff, reviewer = place.one(Role.STAFF), place.one(Role.REVIEWER)
    patient = _case(place, busy.third, CaseStatus.CLOSED)
    Escalation.objects.create(case=patient, lead=place.one(Role.LEAD), raised_at=now() - timedelta(days=2))
    _case(place, staff, CaseStatus.INFORMATION_WANTED)
    _case(place, busy.third, CaseStatus.RECEIVED)
    _case(place, staff, CaseStatus.CLOSED, days=2)
    late = {"kind": ActionKind.READER, "what": "Tell the reader.", "due_on": today() - timedelta(days=1)}
    FollowUpAction.objects.create(case=patient, owner=staff, **late)
    asked = _case(place, busy.third, CaseStatus.UNDER_REVIEW)
    _review(place, asked, reviewer)
    complete = _case(place, busy.third, CaseStatus.UNDER_REVIEW)
    _review(place, complete, reviewer)
    Opinion.objects.create(case=complete, reviewer=reviewer, view="A nodule.", committed_at=now())
    given = ReviewAssignment.objects.get(case=complete)
    given.revealed_at = now()
    given.save()
    _case(place, busy.third, CaseStatus.READY)


def _review(place: World, case: Case, reviewer: User) -> None:
    ReviewAssignment.objects.create(case=case, reviewer=reviewer, assigned_at=now(), assigned_by=place.one(Role.CHAIR))


def _meeting(place: World, days: int, status: MeetingStatus) -> Meeting:
    chair = place.one(Role.CHAIR)
    series, _new = MeetingSeries.objects.get_or_create(department=place.north, name="Learning", is_default=True)
    is_held = status == MeetingStatus.HELD
    starts_at = meeting_factory.at_noon(days)
    return Meeting.objects.create(
        series=series,
        department=place.north,
        reference=f"RLM-2026-7{next(_number):05d}",
        title="Learning meeting",
        starts_at=starts_at,
        minutes=60,
        quorum=4,
        chair=chair,
        status=status,
        held_at=starts_at if is_held else None,
        recorded_at=now() if is_held else None,
        recorded_by=chair if is_held else None,
        is_quorate=True if is_held else None,
    )


def _item(place: World, meeting: Meeting, case: Case) -> AgendaItem:
    return AgendaItem.objects.create(
        meeting=meeting,
        case=case,
        position=next(_number),
        minutes=6,
        led_because=LedBecause.NOBODY,
        status=AgendaStatus.OPEN,
        placed_at=now(),
        placed_by=place.one(Role.CHAIR),
    )


def _meetings(place: World, busy: Busy) -> None:
    coming = _meeting(place, 7, MeetingStatus.PLANNED)
    _meeting(place, -3, MeetingStatus.PLANNED)
    _item(place, coming, _case(place, busy.third, CaseStatus.SCHEDULED, screened=False))
    _item(place, busy.held, _case(place, busy.third, CaseStatus.SCHEDULED))


def _learning(place: World, busy: Busy) -> None:
    chair = place.one(Role.CHAIR)
    _case(place, busy.third, CaseStatus.DISCUSSED)
    for status in (SummaryStatus.DRAFT, SummaryStatus.SUBMITTED, SummaryStatus.APPROVED):
        _summary(place, busy, status, chair)
    pack = CaseLearningPack(title="Look behind the heart", vignette="A cough.", learning_points=("Look twice.",))
    kind = DocumentKind.CASE_LEARNING_SUMMARY
    document: dict[str, Any] = {
        "reference": f"RLP-2026-8{next(_number):05d}",
        "subject_label": "cases.case",
        "subject_id": str(uuid4()),
        "department": place.north,
        "title": pack.title,
        "content_version": 1,
        "content": pack.to_json(),
        "content_sha256": content_hash(kind, pack),
        "template_version": 1,
        "state": DocumentState.FAILED,
        "error": "A technical fault.",
        "published_at": now(),
        "published_by": chair,
        "approved_by": place.one(Role.GOVERNANCE),
    }
    StoredDocument.objects.create(kind=kind, **document)


def _summary(place: World, busy: Busy, status: SummaryStatus, chair: User) -> LearningSummary:
    case = _case(place, busy.third, CaseStatus.DISCUSSED)
    pack = CaseLearningPack(title="Look behind the heart", vignette="A cough.", learning_points=("Look twice.",))
    kind = DocumentKind.CASE_LEARNING_SUMMARY
    made = LearningSummary.objects.create(
        kind=kind,
        department=place.north,
        case=case,
        content=pack.to_json(),
        content_sha256=content_hash(kind, pack),
        status=status,
        status_since=now(),
        prepared_by=chair,
    )
    SummaryAuthor.objects.create(summary=made, person=chair)
    return made


def actor_of(place: World, role: Role) -> Any:
    """The person with that role, signed in."""
    return actor_for(place.one(role))
