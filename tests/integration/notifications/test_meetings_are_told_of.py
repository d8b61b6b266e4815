"""Who hears of a meeting, of an outcome, and of a document that was replaced; in words that reveal nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from apps.access.log import record_access
from apps.access.models import AccessAction
from apps.access.permissions import Permission
from apps.access.policy import Confidentiality
from apps.access.roles import ROLES, Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.models import Case
from apps.core.actor import acting_as, command_actor
from apps.documents.events import DocumentSuperseded
from apps.documents.models import StoredDocument
from apps.documents.queries.recipients import OBJECT_LABEL
from apps.meetings.domain.agendas import bring_on_the_day, lock_agenda
from apps.meetings.domain.outcomes import amend_outcome, record_outcome
from apps.meetings.domain.scheduling import cancel_meeting, change_details, move_meeting
from apps.meetings.enums import ConsensusKind
from apps.meetings.models import Meeting, Outcome
from apps.notifications.models import Notification
from apps.portal.telling.documents import document_superseded
from tests.factories import meetings as make
from tests.integration.portal.busy import fill
from tests.support.worlds import World, world

SECRET = "Zebrastripe shadow left apex"
EXPECTED = {role for role in Role if Permission.MEETING_VIEW in ROLES[role].permissions}


@pytest.fixture
def place(db: None) -> World:
    """Two trusts, three departments, a person per role."""
    return world()


def told() -> set[str]:
    """Who was told."""
    return {one.person.full_name for one in Notification.objects.select_related("person")}


def names(place: World, *roles: Role) -> set[str]:
    """The people with those roles in the north."""
    return {place.one(role).full_name for role in roles}


def planned(place: World, days: int = 14) -> Meeting:
    """A meeting that the coordinator planned."""
    coordinator = place.one(Role.COORDINATOR)
    with acting_as(actor_for(coordinator)):
        return make.meeting(place.north, coordinator, days=days, chair_id=place.one(Role.CHAIR).pk)


def forget() -> None:
    """Start counting afresh."""
    Notification.objects.all().delete()


def test_planned_meeting_is_told_to_everybody_expected_but_who_planned_it(place: World) -> None:
    meeting = planned(place)

    assert told() == names(place, *(EXPECTED - {Role.COORDINATOR}))
    assert set(Notification.objects.values_list("kind", "url")) == {("meeting", meeting.get_absolute_url())}


def test_past_meeting_that_is_typed_in_calls_nobody(place: World) -> None:
    planned(place, days=-3)

    assert told() == set()


Change = Callable[[Any, Meeting], object]
CHANGES: list[tuple[str, Role, Change, str]] = [
    (
        "moved",
        Role.COORDINATOR,
        lambda actor, one: move_meeting(
            actor=actor, meeting_id=one.pk, starts_at=one.starts_at + timedelta(days=7), reason=SECRET
        ),
        "was moved",
    ),
    (
        "cancelled",
        Role.COORDINATOR,
        lambda actor, one: cancel_meeting(actor=actor, meeting_id=one.pk, reason=SECRET),
        "is cancelled",
    ),
    (
        "another place",
        Role.COORDINATOR,
        lambda actor, one: change_details(actor=actor, meeting_id=one.pk, changes={"place": SECRET}),
        "changed",
    ),
    ("locked", Role.CHAIR, lambda actor, one: lock_agenda(actor=actor, meeting_id=one.pk), ""),
]


@pytest.mark.parametrize(("role", "change", "words"), [one[1:] for one in CHANGES], ids=[one[0] for one in CHANGES])
def test_change_that_concerns_a_diary_is_told_once_without_what_was_typed(
    place: World, django_capture_on_commit_callbacks: Any, role: Role, change: Change, words: str
) -> None:
    meeting = planned(place)
    forget()

    with django_capture_on_commit_callbacks(execute=True), acting_as(actor_for(place.one(role))) as actor:
        change(actor, meeting)

    texts = set(Notification.objects.values_list("text", flat=True))
    assert told() == (names(place, *(EXPECTED - {role})) if words else set())
    assert len(texts) == (1 if words else 0)
    assert all(words in text for text in texts)
    for part in SECRET.split():
        assert part not in "".join([*texts, *(one.subject + one.body for one in mail.outbox)])


def test_double_click_on_the_details_tells_nobody_twice(place: World) -> None:
    meeting = planned(place)
    forget()

    for _click in range(2):
        with acting_as(actor_for(place.one(Role.COORDINATOR))) as actor:
            change_details(actor=actor, meeting_id=meeting.pk, changes={"place": "Room 4"})

    assert Notification.objects.count() == len(EXPECTED) - 1


def discussed(place: World, readers: list[User], **words: Any) -> tuple[Case, Outcome]:
    """A case that was discussed yesterday, its outcome recorded by the chair; told afresh from there."""
    chair = place.one(Role.CHAIR)
    with acting_as(command_actor("test")):
        fields = {"confidentiality": words.pop("confidentiality", Confidentiality.OPEN), "narrative": SECRET}
        case = make.ready_case(place.north, place.one(Role.STAFF), readers=readers, **fields)
    with acting_as(actor_for(chair)) as actor:
        meeting = make.meeting(place.north, chair, days=-1, chair_id=chair.pk)
        make.held(meeting, chair, [chair])
        item = bring_on_the_day(actor=actor, meeting_id=meeting.pk, case_id=case.pk)
        forget()
        discussion = make.discussion(**{"consensus": SECRET, "learning_points": (SECRET,), **words})
        outcome = record_outcome(actor=actor, meeting_id=meeting.pk, item_id=item.pk, discussion=discussion)
    return case, outcome


def test_outcome_reaches_submitter_and_reader_and_says_nothing_of_it(
    place: World, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        case, outcome = discussed(place, [place.one(Role.REVIEWER)])

    by_name = {one.person.full_name: one for one in Notification.objects.select_related("person")}
    reader = by_name[place.one(Role.REVIEWER).full_name]
    assert set(by_name) == names(place, Role.STAFF, Role.REVIEWER)
    assert case.reference not in reader.text
    assert reader.url == reverse("meetings:involved", args=[outcome.agenda_item.involved.get().pk])
    written = "".join([*(one.text for one in by_name.values()), *(one.subject + one.body for one in mail.outbox)])
    assert {one.to[0] for one in mail.outbox} == {place.one(role).email for role in (Role.STAFF, Role.REVIEWER)}
    for part in SECRET.split():
        assert part not in written


def test_reader_who_may_read_the_case_is_led_to_a_page_of_their_own_all_the_same(place: World) -> None:
    _case, outcome = discussed(place, [place.one(Role.LEAD)])

    own_page = reverse("meetings:involved", args=[outcome.agenda_item.involved.get().pk])
    assert Notification.objects.get(person=place.one(Role.LEAD)).url == own_page


def test_reader_of_a_confidential_case_is_not_told_which(place: World) -> None:
    case, _outcome = discussed(place, [place.one(Role.LEAD)], confidentiality=Confidentiality.CONFIDENTIAL)

    found = Notification.objects.get(person=place.one(Role.LEAD))
    assert case.reference not in found.text
    assert str(case.pk) not in found.url


def test_deferred_case_is_no_news_for_its_reader(place: World) -> None:
    words = {"consensus_kind": ConsensusKind.DEFERRED, "learning_points": ()}

    discussed(place, [place.one(Role.REVIEWER)], **words)

    assert place.one(Role.REVIEWER).full_name not in told()


def test_reader_of_another_department_or_who_left_is_not_told(place: World) -> None:
    with acting_as(command_actor("test")):
        gone = place.one(Role.REVIEWER)
        gone.is_active = False
        gone.save()

    discussed(place, [gone, place.one(Role.REVIEWER, place.other)])

    assert told() == names(place, Role.STAFF)


def test_outcome_put_right_is_told_again_to_both(place: World) -> None:
    _case, outcome = discussed(place, [place.one(Role.REVIEWER)])
    forget()

    with acting_as(actor_for(place.one(Role.CHAIR))) as actor:
        amend_outcome(actor=actor, outcome_id=outcome.pk, discussion=make.discussion(consensus="Other words."))

    assert told() == names(place, Role.STAFF, Role.REVIEWER)


def test_replaced_document_is_told_to_those_who_have_a_copy_and_may_still_read(place: World) -> None:
    fill(place, 1)
    document = StoredDocument.objects.get()
    for person in (place.one(Role.STAFF), place.one(Role.ADMIN), place.outsider):
        record_access(
            actor=actor_for(person), action=AccessAction.DOWNLOAD, object_label=OBJECT_LABEL, object_id=document.pk
        )
    forget()

    with acting_as(actor_for(place.one(Role.CHAIR))):
        document_superseded(
            DocumentSuperseded(
                document_id=document.pk, kind=document.kind, subject_label=document.subject_label,
                subject_id=document.subject_id, department_id=document.department_id,
            )
        )  # fmt: skip

    assert told() == names(place, Role.STAFF)
    assert document.title not in Notification.objects.get().text
