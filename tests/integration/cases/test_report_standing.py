"""An issued report that stands wrong: its actions open by themselves, take who, when and how, and are counted."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.domain.acting import cancel_action, finish_action, move_action, reassign_action
from apps.cases.domain.completing import Completion
from apps.cases.domain.reading import ReaderInput
from apps.cases.domain.second_opinions import record_second_opinion
from apps.cases.domain.standing import StandingFacts, answer_standing
from apps.cases.enums import ActionKind, CaseEvent, CaseKind, Standing
from apps.cases.models import Case, FollowUpAction, ReportStanding, SecondOpinion
from apps.core.actor import acting_as
from apps.core.clock import UNKNOWN_TIME, clinical_day, today
from apps.core.errors import Forbidden, Invalid, NotVisible, Refused
from apps.notifications.models import Notification
from tests.factories import cases
from tests.support.patient_first import second_opinion
from tests.support.worlds import World

ALWAYS = {"addendum_issued", "referrer_told", "original_reader_told"}
IDENTIFIED = timedelta(days=5)


def _case(here: World, **fields: Any) -> Case:
    fields.setdefault("readers_unknown_reason", "The report cannot be found.")
    return cases.case(here.one(Role.STAFF), here.north, **fields)


def _answer(here: World, case: Case, answer: Standing, by: User | None = None, **facts: Any) -> ReportStanding:
    actor = actor_for(by or here.one(Role.CHAIR))
    with acting_as(actor):
        return answer_standing(actor=actor, case_id=case.pk, facts=StandingFacts(answer=answer, **facts))


@pytest.fixture
def wrong(here: World) -> Case:
    """A discrepancy that came to light five days ago and was accepted."""
    case = _case(here, discovered=clinical_day(today() - IDENTIFIED))
    cases.move(case, here.one(Role.CHAIR), CaseEvent.ACCEPT)
    return case


def _action(case: Case, kind: str) -> FollowUpAction:
    return FollowUpAction.objects.get(case=case, kind=kind)


# kind of case, event, what the chair said: which actions open
OPENING = {
    "discrepancy, by its kind": (CaseKind.DISCREPANCY, CaseEvent.ACCEPT, {}, ALWAYS),
    "MDT re-read, by its kind": (CaseKind.SECOND_OPINION, CaseEvent.ACCEPT, {}, ALWAYS),
    "feedback only": (CaseKind.DISCREPANCY, CaseEvent.GIVE_FEEDBACK, {"learning_point": "x"}, ALWAYS),
    "asked first": (CaseKind.DISCREPANCY, CaseEvent.ASK, {"question": "Which side?"}, set()),
    "declined": (CaseKind.DISCREPANCY, CaseEvent.DECLINE, {"reason": "Not ours"}, set()),
    "the chair says no": (CaseKind.DISCREPANCY, CaseEvent.ACCEPT, {"report_stands": "no"}, set()),
    "not known yet": (CaseKind.DISCREPANCY, CaseEvent.ACCEPT, {"report_stands": "unknown"}, set()),
    "a delay": (CaseKind.DELAY, CaseEvent.ACCEPT, {}, set()),
    "a delay whose report is wrong too": (CaseKind.DELAY, CaseEvent.ACCEPT, {"report_stands": "yes"}, ALWAYS),
    "a good spot": (CaseKind.GOOD_SPOT, CaseEvent.ACCEPT, {}, set()),
}


@pytest.mark.parametrize("name", OPENING)
def test_which_actions_open_by_themselves(here: World, name: str) -> None:
    kind, event, said, wanted = OPENING[name]
    with_it: dict[str, Any] = {"discrepancy_type": "missed" if kind is CaseKind.DISCREPANCY else ""}
    if kind is CaseKind.SECOND_OPINION:
        with_it["second_opinion"] = cases.opinion()
    case = _case(here, kind=kind, discovered=clinical_day(today() - IDENTIFIED), **with_it)

    cases.move(case, here.one(Role.CHAIR), event, **said)

    actions = list(FollowUpAction.objects.filter(case=case))
    assert {one.kind for one in actions} == wanted
    assert {one.due_on for one in actions} <= {today() - IDENTIFIED + timedelta(days=14)}
    assert all(one.is_standing and one.owner == here.one(Role.CHAIR) for one in actions)


def test_the_reader_with_an_account_issues_the_addendum_and_is_told(here: World) -> None:
    reader = here.one(Role.REVIEWER)
    case = _case(here, readers=(ReaderInput(person_id=reader.pk),), readers_unknown_reason="")

    cases.move(case, here.one(Role.CHAIR), CaseEvent.ACCEPT)

    addendum = _action(case, "addendum_issued")
    assert addendum.owner == reader
    assert Notification.objects.filter(person=reader, url=reverse("cases:action", args=[addendum.pk])).count() == 1
    assert _action(case, "referrer_told").owner == here.one(Role.CHAIR)


def test_a_report_from_outside_has_a_fourth_action(here: World) -> None:
    case = _case(here, readers=(ReaderInput(external_name="Dr Far Away", standing="external"),))

    cases.move(case, here.one(Role.CHAIR), CaseEvent.ACCEPT)

    assert {one.kind for one in case.actions.all()} == {*ALWAYS, "external_organisation_told"}


def test_the_answer_opens_ends_and_opens_again(here: World, wrong: Case) -> None:
    with pytest.raises(Invalid):
        _answer(here, wrong, Standing.NO)
    _answer(here, wrong, Standing.NO, reason="The report had been put right already.")
    ended = {one.status for one in wrong.actions.all()}

    day = today() - timedelta(days=2)
    row = _answer(here, wrong, Standing.YES, identified_on=day, is_outside=True)

    actions = list(FollowUpAction.objects.filter(case=wrong))
    assert ended == {"cancelled"}
    assert (row.by_default, row.identified_on, row.version) == (False, day, 3)
    assert {one.status for one in actions} == {"open"}
    assert {one.due_on for one in actions} == {day + timedelta(days=14)}
    assert len(actions) == 4


def test_who_may_answer(here: World, wrong: Case) -> None:
    with pytest.raises(Forbidden):
        _answer(here, wrong, Standing.YES, by=here.one(Role.LEAD))
    with pytest.raises(NotVisible):
        _answer(here, wrong, Standing.YES, by=here.one(Role.CHAIR, here.south))
    with pytest.raises(Invalid):
        _answer(here, wrong, Standing.YES, identified_on=today() + timedelta(days=1))


GOOD = {"happened": clinical_day(today()), "who": "Dr A. Ash", "told_how": "telephone", "system": "PACS"}
NOTHING = {"who": "", "system": "", "happened": None}
# kind of action, what is changed, which fields are refused
COMPLETIONS = {
    "addendum": ("addendum_issued", {"told_how": ""}, None),
    "addendum, no system": ("addendum_issued", {"system": " "}, {"system"}),
    "addendum, nothing said": ("addendum_issued", NOTHING, set(NOTHING)),
    "referrer": ("referrer_told", {"system": ""}, None),
    "referrer, not how": ("referrer_told", {"told_how": ""}, {"told_how"}),
    "referrer, by pigeon": ("referrer_told", {"told_how": "pigeon"}, {"told_how"}),
    "reader, time not known": ("original_reader_told", {"happened": UNKNOWN_TIME}, {"happened"}),
    "tomorrow": ("referrer_told", {"happened": clinical_day(today() + timedelta(days=1))}, {"happened"}),
    "on the day": ("referrer_told", {"happened": clinical_day(today() - IDENTIFIED)}, None),
    "before the day": (
        "referrer_told", {"happened": clinical_day(today() - IDENTIFIED - timedelta(days=1))}, {"happened"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", COMPLETIONS)
def test_what_must_be_said_when_it_is_done(here: World, wrong: Case, name: str) -> None:
    kind, change, refused = COMPLETIONS[name]
    chair, action = actor_for(here.one(Role.CHAIR)), _action(wrong, kind)
    given = Completion(**{**GOOD, **change})

    with acting_as(chair):
        if refused:
            with pytest.raises(Invalid) as problem:
                finish_action(actor=chair, action_id=action.pk, completion=given)
            assert set(problem.value.fields) == refused
        else:
            for _ in range(2):
                finish_action(actor=chair, action_id=action.pk, completion=given)

    action.refresh_from_db()
    assert (action.status, action.version) == (("open", 1) if refused else ("done", 2))


def test_it_does_not_apply_only_with_a_reason(here: World, wrong: Case) -> None:
    chair, action = actor_for(here.one(Role.CHAIR)), _action(wrong, "referrer_told")
    with acting_as(chair):
        with pytest.raises(Invalid):
            cancel_action(actor=chair, action_id=action.pk, reason=" ")
        cancel_action(actor=chair, action_id=action.pk, reason="The referrer found it.")

    action.refresh_from_db()
    assert (action.status, action.evidence) == ("not_needed", "The referrer found it.")


def test_it_is_given_away_and_moved_with_a_reason(here: World, wrong: Case) -> None:
    chair, lead = actor_for(here.one(Role.CHAIR)), here.one(Role.LEAD)
    action, later = _action(wrong, "referrer_told"), today() + timedelta(days=30)
    stranger = here.one(Role.LEAD, here.south)
    with acting_as(chair):
        for wish in (
            lambda: reassign_action(actor=chair, action_id=action.pk, owner_id=stranger.pk, reason="x"),
            lambda: reassign_action(actor=chair, action_id=action.pk, owner_id=lead.pk, reason=""),
            lambda: move_action(actor=chair, action_id=action.pk, due_on=today() - timedelta(days=1), reason="x"),
            lambda: move_action(actor=chair, action_id=action.pk, due_on=later, reason=""),
        ):
            with pytest.raises(Invalid):
                wish()
        reassign_action(actor=chair, action_id=action.pk, owner_id=lead.pk, reason="On leave")
        move_action(actor=chair, action_id=action.pk, due_on=later, reason="The GP is away")
        cancel_action(actor=chair, action_id=action.pk, reason="No GP")
        with pytest.raises(Refused):
            move_action(actor=chair, action_id=action.pk, due_on=later, reason="x")

    action.refresh_from_db()
    reasons = [row.history_change_reason for row in FollowUpAction.history.filter(id=action.pk).order_by("version")]
    assert (action.owner, action.due_on) == (lead, later)
    assert reasons[1:3] == ["On leave", "The GP is away"]
    assert Notification.objects.filter(person=lead, url=reverse("cases:action", args=[action.pk])).count() == 1


# Pages


def test_pages_of_an_action(here: World, wrong: Case, client_for: Any) -> None:
    client, action = client_for(here.one(Role.CHAIR)), _action(wrong, "referrer_told")
    address, day = reverse("cases:action", args=[action.pk]), today()
    typed = {"happened_day": day.day, "happened_month": day.month, "happened_year": day.year, "who": "Dr Ash ✓"}

    refused = client.post(address + "finish/", typed).content.decode()
    client.post(address + "finish/", {**typed, "told_how": "letter"})
    page = client.get(address).content.decode()

    assert "Dr Ash ✓" in refused
    assert "Error:" in refused
    assert "By letter" in page
    for role, where in ((Role.REVIEWER, here.north), (Role.CHAIR, here.south)):
        assert client_for(here.one(role, where)).get(address).status_code == 404


def test_case_page_says_how_the_report_stands_and_the_chair_changes_it(
    here: World, wrong: Case, client_for: Any
) -> None:
    client, page = client_for(here.one(Role.CHAIR)), reverse("cases:standing", args=[wrong.pk])
    day = today()
    typed = {
        "answer": "no", "identified_on_day": day.day, "identified_on_month": day.month,
        "identified_on_year": day.year, "reason": "",
    }  # fmt: skip

    before = client.get(wrong.get_absolute_url()).content.decode()
    refused = client.post(page, typed).content.decode()
    client.post(page, {**typed, "reason": "The addendum was there."})

    assert "Stands wrong" in before
    assert "Say why the issued report need not be put right." in refused
    assert ReportStanding.objects.get().answer == "no"
    assert client_for(here.one(Role.LEAD)).get(page).status_code == 403
    assert client_for(here.one(Role.CHAIR, here.south)).get(page).status_code == 404


def test_share_page_counts_the_department_only(here: World, wrong: Case, client_for: Any) -> None:
    chair = actor_for(here.one(Role.CHAIR))
    old = _case(here, discovered=clinical_day(today() - timedelta(days=20)))
    cases.move(old, here.one(Role.CHAIR), CaseEvent.ACCEPT)
    with acting_as(chair):
        finish_action(
            actor=chair, action_id=_action(old, ActionKind.REFERRER).pk,
            completion=Completion(**{**GOOD, "happened": clinical_day(today() - timedelta(days=10))}),
        )  # fmt: skip

    page = client_for(here.one(Role.GOVERNANCE)).get(reverse("cases:standing-share")).content.decode()
    other = client_for(here.one(Role.CHAIR, here.south)).get(reverse("cases:standing-share")).content.decode()
    quarter = client_for(here.one(Role.LEAD)).get(reverse("cases:standing-share") + "?by=quarter")

    assert "0 of 1 (0%)" in page
    assert "1 done in time, recorded later" in page
    assert old.reference in page
    assert old.reference not in other
    assert "No report stands wrong" in other
    assert quarter.status_code == 200
    assert client_for(here.one(Role.STAFF)).get(reverse("cases:standing-share")).status_code == 404


# Second opinions


def test_a_second_opinion_is_kept_with_the_case(here: World, wrong: Case, client_for: Any) -> None:
    client, page = client_for(here.one(Role.CHAIR)), reverse("cases:second-opinion", args=[wrong.pk])
    typed = {"context": "mdt", "given_unknown": "on", "opinion": "A mass ✓", "in_mdt_record": "yes"}

    nobody = client.post(page, typed).content.decode()
    client.post(page, {**typed, "giver_name": "Dr Ivo Lindqvist"})
    shown = client.get(wrong.get_absolute_url()).content.decode()

    assert "Choose a person above, or type a name." in nobody
    assert SecondOpinion.objects.get().in_mdt_record is True
    assert "Second opinion of Dr Ivo Lindqvist" in shown
    assert client_for(here.one(Role.CHAIR, here.south)).get(page).status_code == 404


OPINIONS = {
    "nobody": ({"giver_name": ""}, "giver_name"),
    "nothing": ({"opinion": " "}, "opinion"),
    "no such occasion": ({"context": "party"}, "context"),
    "tomorrow": ({"given": clinical_day(today() + timedelta(days=1))}, "given"),
}


@pytest.mark.parametrize("name", OPINIONS)
def test_a_second_opinion_that_cannot_be_names_its_field(here: World, wrong: Case, name: str) -> None:
    change, field = OPINIONS[name]
    chair = actor_for(here.one(Role.CHAIR))

    with acting_as(chair), pytest.raises(Invalid) as refused:
        record_second_opinion(actor=chair, case_id=wrong.pk, facts=second_opinion(**change))

    assert set(refused.value.fields) == {field}
