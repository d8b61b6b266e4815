"""Original readers: told before the meeting, heard, and first to read the outcome; by page and by domain."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.models import Case, CaseReader
from apps.core import clock
from apps.core.actor import acting_as
from apps.core.clock import now
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.meetings.domain.agendas import bring_on_the_day, lock_agenda
from apps.meetings.domain.answering import acknowledge_notice, acknowledge_outcome, answer, propose_correction, say
from apps.meetings.domain.involving import decide_correction, involve_readers, tell_again, waive
from apps.meetings.domain.outcomes import record_outcome
from apps.meetings.enums import Coming, CorrectionStatus, MeetingStatus, Reach
from apps.meetings.errors import MeetingRefused
from apps.meetings.models import AgendaItem, FactCorrection, InvolvedReader, ReaderException, ReaderStatement
from apps.meetings.queries.involved import kept_until, own_involvements, readers_to_look_after, unanswered_of
from apps.notifications.models import Notification
from apps.portal.telling.involved import remind_readers
from tests.factories import meetings as make
from tests.integration.meetings.conftest import Hospital


@pytest.fixture
def reader(hospital: Hospital) -> Any:
    return hospital.people[Role.REVIEWER]


@pytest.fixture
def line(hospital: Hospital, reader: Any) -> AgendaItem:
    """A case of the reader's on the agenda of a meeting in two weeks."""
    meeting = make.meeting(hospital.department, hospital.chair)
    return make.agenda_item(
        meeting, make.ready_case(hospital.department, hospital.staff, readers=[reader]), hospital.chair
    )


@pytest.fixture
def row(line: AgendaItem, reader: Any) -> InvolvedReader:
    return InvolvedReader.objects.get(item=line, person=reader)


def ids(line: AgendaItem) -> dict[str, Any]:
    return {"meeting_id": line.meeting_id, "item_id": line.pk}


def test_being_put_on_an_agenda_tells_the_reader_at_once_and_nobody_else(row: InvolvedReader, reader: Any) -> None:
    told = Notification.objects.filter(url=reverse("meetings:involved", args=[row.pk]))

    assert row.told_at is not None
    assert [one.person_id for one in told] == [reader.pk]
    assert row.item.case.reference not in told.get().text


@pytest.mark.parametrize(("standing", "reach"), [("external", Reach.EXTERNAL), ("departed", Reach.DEPARTED)], ids=str)
def test_somebody_who_cannot_be_told_blocks_locking_until_waived_with_a_reason(
    hospital: Hospital, line: AgendaItem, standing: str, reach: Reach
) -> None:
    CaseReader.objects.create(case=line.case, external_name="Dr Elsewhere", standing=standing)
    chair = hospital.actor(Role.CHAIR)
    with acting_as(chair):
        with pytest.raises(MeetingRefused) as refused:
            lock_agenda(actor=chair, meeting_id=line.meeting_id)
        tell_again(actor=chair, **ids(line))
        away = InvolvedReader.objects.get(item=line, reach=reach)
        assert list(readers_to_look_after(chair)) == [line]
        with pytest.raises(Invalid):
            waive(actor=chair, **ids(line), involved_id=away.pk, reason=" ")
        first, again = (
            waive(actor=chair, **ids(line), involved_id=away.pk, reason="Written to by post.") for _ in range(2)
        )
        locked = lock_agenda(actor=chair, meeting_id=line.meeting_id)

    assert refused.value.code == "reader_not_told"
    assert line.case.reference in refused.value.message
    assert (first.waived_by_id, first.waived_at) == (chair.user_id, again.waived_at)
    assert locked.status == MeetingStatus.AGENDA_LOCKED


def test_unknown_readers_carry_the_reason_given_at_triage(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    item = make.agenda_item(meeting, make.ready_case(hospital.department, hospital.staff), hospital.chair)

    found = InvolvedReader.objects.get(item=item)

    assert (found.reach, found.waived_reason) == (Reach.UNKNOWN, "Outside the trust.")


def test_reader_of_another_department_or_inactive_is_not_told(
    hospital: Hospital, line: AgendaItem, reader: Any
) -> None:
    gone = hospital.people[Role.COORDINATOR]
    gone.is_active = False
    gone.save()
    for person in (gone, hospital.stranger):
        CaseReader.objects.create(case=line.case, person=person)
    involve_readers(line, hospital.actor(Role.CHAIR))

    reaches = dict(InvolvedReader.objects.filter(item=line).values_list("person", "reach"))

    assert reaches == {reader.pk: "here", gone.pk: "departed", hospital.stranger.pk: "elsewhere"}


def test_reader_answers_and_the_chair_sees_it(hospital: Hospital, row: InvolvedReader, reader: Any, signed_in) -> None:
    browser: Client = signed_in(reader)
    page = reverse("meetings:involved", args=[row.pk])
    assert list(unanswered_of(actor_for(reader))) == [row]
    shown = browser.get(page).content.decode()
    sent = browser.post(
        reverse("meetings:involved-answer", args=[row.pk]), {"coming": "will_not", "wants_other_lead": "on"}
    )
    browser.post(reverse("meetings:involved-statement", args=[row.pk]), {"text": "The list was long."})
    browser.post(
        reverse("meetings:involved-correction", args=[row.pk]), {"stated": "Six weeks.", "should_be": "Two weeks."}
    )

    row.refresh_from_db()
    assert row.item.case.presentation.reveal in shown
    assert sent.status_code == 302
    assert (row.coming, row.wants_other_lead) == (Coming.WILL_NOT, True)
    assert row.seen_at is not None
    assert row.acknowledged_at is not None
    assert not unanswered_of(actor_for(reader)).exists()
    seen = signed_in(Role.CHAIR).get(reverse("meetings:readers", args=list(ids(row.item).values()))).content.decode()
    for words in ("Will not be there; asks for somebody else to lead", "The list was long.", "Two weeks."):
        assert words in seen


def test_reader_sees_no_submitter_no_other_reader_no_reviewer_and_no_reference(
    hospital: Hospital, row: InvolvedReader, reader: Any, signed_in
) -> None:
    other = hospital.people[Role.LEAD]
    CaseReader.objects.create(case=row.item.case, person=other)
    with acting_as(hospital.actor(Role.CHAIR)):
        tell_again(actor=hospital.actor(Role.CHAIR), **ids(row.item))
    with acting_as(actor_for(other)) as actor:
        theirs = InvolvedReader.objects.get(item=row.item, person=other)
        say(actor=actor, involved_id=theirs.pk, text="Words of the other reader.")

    text = signed_in(reader).get(reverse("meetings:involved", args=[row.pk])).content.decode()

    for secret in (hospital.staff.full_name, other.full_name, "Words of the other", row.item.case.reference,
                   row.item.case.narrative, str(row.item.case_id)):  # fmt: skip
        assert secret not in text


@pytest.mark.parametrize("role", [Role.STAFF, Role.CHAIR, Role.DEPUTY, Role.GOVERNANCE, Role.ADMIN], ids=str)
def test_the_page_is_the_readers_alone(row: InvolvedReader, signed_in, role: Role) -> None:
    browser = signed_in(role)

    assert browser.get(reverse("meetings:involved", args=[row.pk])).status_code == 404
    assert browser.post(reverse("meetings:involved-read", args=[row.pk])).status_code == 404


@pytest.mark.parametrize("role", [Role.STAFF, Role.COORDINATOR, Role.LEAD, Role.GOVERNANCE], ids=str)
def test_only_chairs_look_after_readers(row: InvolvedReader, signed_in, role: Role) -> None:
    address = reverse("meetings:readers", args=list(ids(row.item).values()))

    assert signed_in(role).get(address).status_code in (403, 404)


def test_chair_who_read_it_does_not_look_after_its_readers(hospital: Hospital, line: AgendaItem, signed_in) -> None:
    CaseReader.objects.create(case=line.case, person=hospital.chair)

    with acting_as(hospital.actor(Role.CHAIR)) as chair, pytest.raises(Forbidden):
        tell_again(actor=chair, **ids(line))
    address = reverse("meetings:readers", args=list(ids(line).values()))
    assert signed_in(Role.CHAIR).get(address).status_code == 403
    assert signed_in(Role.DEPUTY).get(address).status_code == 200


def test_chair_of_another_department_sees_nothing(hospital: Hospital, row: InvolvedReader, signed_in) -> None:
    browser = signed_in(hospital.stranger)

    assert browser.get(reverse("meetings:readers", args=list(ids(row.item).values()))).status_code == 404
    with acting_as(actor_for(hospital.stranger)) as actor, pytest.raises(NotVisible):
        waive(actor=actor, **ids(row.item), involved_id=row.pk, reason="No.")


def test_what_the_room_may_read_is_screened_and_comes_after_the_reveal_without_a_name(
    hospital: Hospital, row: InvolvedReader, reader: Any, signed_in
) -> None:
    with acting_as(actor_for(reader)) as actor:
        with pytest.raises(Invalid) as refused:
            say(actor=actor, involved_id=row.pk, text=f"I am {reader.full_name}.", is_for_room=True)
        say(actor=actor, involved_id=row.pk, text=f"I am {reader.full_name}.")
    browser = signed_in(Role.CHAIR)
    reveal = reverse("meetings:present-reveal", args=[row.item.meeting_id, 1])
    kept = browser.get(reveal).content.decode()
    with acting_as(actor_for(reader)) as actor:
        say(actor=actor, involved_id=row.pk, text="The list was long that night.", is_for_room=True)

    assert reader.full_name in refused.value.fields["text"]
    assert reader.full_name not in kept
    assert "The list was long that night." in browser.get(reveal).content.decode()
    question = browser.get(reverse("meetings:present-case", args=[row.item.meeting_id, 1])).content.decode()
    assert "The list was long" not in question
    assert ReaderStatement.objects.get().history.count() == 2


@pytest.mark.parametrize(("accepts", "status"), [(True, "accepted"), (False, "declined")])
def test_correction_is_decided_once_with_a_reason_that_its_author_reads(
    hospital: Hospital, row: InvolvedReader, reader: Any, signed_in, accepts: bool, status: str
) -> None:
    with acting_as(actor_for(reader)) as actor:
        made, again = (
            propose_correction(actor=actor, involved_id=row.pk, stated="Six weeks.", should_be="Two.") for _ in range(2)
        )
    with acting_as(hospital.actor(Role.CHAIR)) as chair:
        given = {"correction_id": made.pk, "accepts": accepts}
        with pytest.raises(Invalid):
            decide_correction(actor=chair, **ids(row.item), **given, reason="")
        decide_correction(actor=chair, **ids(row.item), **given, reason="The request says so.")
        with pytest.raises(MeetingRefused):
            decide_correction(actor=chair, **ids(row.item), **given, reason="Another reason.")

    assert made == again
    assert FactCorrection.objects.get().status == CorrectionStatus(status)
    text = signed_in(reader).get(reverse("meetings:involved", args=[row.pk])).content.decode()
    assert "The request says so." in text


def test_short_notice_asks_for_a_reason_before_the_room_sees_the_case(
    hospital: Hospital, reader: Any, signed_in
) -> None:
    meeting = make.meeting(hospital.department, hospital.chair, days=3)
    case = make.ready_case(hospital.department, hospital.staff, readers=[reader])
    make.agenda_item(meeting, case, hospital.chair)
    browser = signed_in(Role.CHAIR)
    addresses = [reverse(f"meetings:present-{what}", args=[meeting.pk, 1]) for what in ("case", "reveal", "why")]

    before = [browser.get(one).content.decode() for one in addresses]
    empty = browser.post(addresses[2], {"reason": ""})
    sent = browser.post(addresses[2], {"reason": "The reader agreed by telephone."})
    again = browser.post(addresses[2], {"reason": "Twice."})
    after = browser.get(addresses[0]).content.decode()

    assert case.presentation.vignette not in before[0]
    assert case.presentation.reveal not in before[1]
    assert reader.full_name not in "".join(before)
    assert (empty.status_code, sent.status_code, again.status_code) == (400, 302, 302)
    assert case.presentation.vignette in after
    assert ReaderException.objects.get().reason == "The reader agreed by telephone."


def test_who_has_not_read_it_is_reminded_once_in_the_last_days(
    hospital: Hospital, row: InvolvedReader, reader: Any
) -> None:
    first = remind_readers()
    with clock.at(row.item.meeting.starts_at - timedelta(days=2)):
        then, again = remind_readers(), remind_readers()
    with acting_as(actor_for(reader)) as actor:
        acknowledge_notice(actor=actor, involved_id=row.pk)
    Notification.objects.all().delete()
    with clock.at(row.item.meeting.starts_at - timedelta(days=1)):
        read = remind_readers()

    assert (first, then, again, read) == (0, 1, 0, 0)


def test_the_api_keeps_the_outcome_for_the_readers_too(hospital: Hospital, reader: Any, signed_in) -> None:
    _case, item = discussed(hospital, reader)
    address = f"/api/v1/meetings/{item.meeting_id}/outcomes/"

    seen = {role: signed_in(role).get(address).content.decode() for role in (Role.CHAIR, Role.LEAD)}

    assert "Plain to see." in seen[Role.CHAIR]
    assert "Plain to see." not in seen[Role.LEAD]


def discussed(hospital: Hospital, reader: Any) -> tuple[Case, AgendaItem]:
    """A case of the reader's that was discussed yesterday."""
    chair = hospital.actor(Role.CHAIR)
    case = make.ready_case(hospital.department, hospital.staff, readers=[reader])
    with acting_as(chair):
        meeting = make.meeting(hospital.department, hospital.chair, days=-1)
        make.held(meeting, hospital.chair, [hospital.chair])
        item = bring_on_the_day(actor=chair, meeting_id=meeting.pk, case_id=case.pk)
        record_outcome(
            actor=chair, meeting_id=meeting.pk, item_id=item.pk, discussion=make.discussion(consensus="Plain to see.")
        )
    return case, item


def test_outcome_is_the_readers_first_then_everybodys(hospital: Hospital, reader: Any, signed_in) -> None:
    case, item = discussed(hospital, reader)
    row = InvolvedReader.objects.get(item=item)

    def sees(role: Role | Any) -> bool:
        return "Plain to see." in signed_in(role).get(case.get_absolute_url()).content.decode()

    assert row.outcome_told_at is not None
    assert row.told_at is None
    assert "Plain to see." in signed_in(reader).get(reverse("meetings:involved", args=[row.pk])).content.decode()
    assert sees(Role.CHAIR)
    assert not sees(Role.STAFF)
    assert not sees(Role.LEAD)
    with acting_as(actor_for(reader)) as actor:
        acknowledge_outcome(actor=actor, involved_id=row.pk)
    assert sees(Role.STAFF)
    assert sees(Role.LEAD)


def test_the_readers_time_ends_by_itself(hospital: Hospital, reader: Any, settings: Any) -> None:
    _case, item = discussed(hospital, reader)
    hours = settings.INVOLVED_READER_OUTCOME_HOURS

    assert kept_until(item) is not None
    with clock.at(now() + timedelta(hours=hours, minutes=1)):
        assert kept_until(AgendaItem.objects.get(pk=item.pk)) is None


def test_answers_end_with_the_discussion_and_nothing_is_told_of_a_past_meeting(hospital: Hospital, reader: Any) -> None:
    _case, item = discussed(hospital, reader)
    row = InvolvedReader.objects.get(item=item)

    with acting_as(actor_for(reader)) as actor:
        for act in (
            lambda: answer(actor=actor, involved_id=row.pk, coming=Coming.WILL),
            lambda: say(actor=actor, involved_id=row.pk, text="Late."),
            lambda: propose_correction(actor=actor, involved_id=row.pk, stated="a", should_be="b"),
        ):
            with pytest.raises(MeetingRefused):
                act()
        assert list(own_involvements(actor)) == [row]


@pytest.mark.parametrize(
    ("name", "sent", "message"),
    [
        ("answer", {}, "Will you be there"),
        ("statement", {"text": ""}, "What should be known"),
        ("statement", {"text": "x" * 4_001}, "4,000"),
        ("correction", {"stated": "Six weeks."}, "What should it say"),
    ],
)
def test_bad_input_is_named_and_what_was_typed_is_kept(
    row: InvolvedReader, reader: Any, signed_in, name: str, sent: dict[str, str], message: str
) -> None:
    answer_page = signed_in(reader).post(reverse(f"meetings:involved-{name}", args=[row.pk]), sent)
    text = answer_page.content.decode()

    assert answer_page.status_code == 400
    assert "There is a problem" in text
    assert message in text
    assert all(typed[:40] in text for typed in sent.values() if typed)
