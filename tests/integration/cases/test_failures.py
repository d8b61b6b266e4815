"""Where a case's journey failed: recorded by who may, shown on the page and in the API, suggested and never set."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.domain.alerting import case_of_alert
from apps.cases.domain.failing import MOST_PLACES, Place, record_failure, take_off_failure
from apps.cases.domain.reading import ReaderInput
from apps.cases.domain.registering import StudyInput
from apps.cases.domain.reviewing import commit_opinion
from apps.cases.enums import CaseEvent, CaseKind, ReaderStanding
from apps.cases.errors import TransitionRefused
from apps.cases.models import Case, FailurePlace, TaxonomyTerm
from apps.cases.presenters.failures import suggestions_for
from apps.cases.queries.choosing import failing_terms
from apps.cases.queries.detail import whole_case
from apps.core.actor import acting_as
from apps.core.clock import LONDON, at, now
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.journeys.enums import JourneyStage, ResponsibleRole
from tests.factories import alerts
from tests.factories import cases as make
from tests.integration.api.calling import Api
from tests.support.worlds import World

WARD = Place(stage=JourneyStage.ACKNOWLEDGEMENT, party=ResponsibleRole.WARD)
OUTSIDE = (ReaderInput(external_name="Telerad", standing=ReaderStanding.EXTERNAL),)


def logged(here: World, **fields: Any) -> Case:
    """A delay, by staff, with a reader elsewhere."""
    return make.case(
        here.one(Role.STAFF),
        here.north,
        **{"kind": CaseKind.DELAY, "discrepancy_type": "", "readers": OUTSIDE, **fields},
    )


def recorded(here: World, case: Case, place: Place = WARD, role: Role = Role.CHAIR, **more: Any) -> FailurePlace:
    """Record a place as that role."""
    with acting_as(actor_for(here.one(role))) as actor:
        return record_failure(actor=actor, case_id=case.pk, place=place, **more)


def taken_off(
    here: World, case: Case, place: FailurePlace, reason: str = "Wrong ward.", role: Role = Role.CHAIR
) -> None:
    """Take a place off as that role."""
    with acting_as(actor_for(here.one(role))) as actor:
        take_off_failure(actor=actor, case_id=case.pk, place_id=place.pk, reason=reason)


def a_failing(here: World, code: str = "poor_handover") -> Any:
    """A failing in use."""
    return failing_terms(here.north.trust_id).get(code=code)


def test_failings_of_the_report_are_on_offer_with_their_source(here: World) -> None:
    terms = list(failing_terms(here.north.trust_id))

    assert len(terms) == 6
    assert "HC 393" in terms[0].taxonomy.source_note


def test_several_places_inside_and_outside_and_the_same_one_once(here: World) -> None:
    case = logged(here)
    reading = Place(stage=JourneyStage.VERIFICATION, party=ResponsibleRole.READER, failing_id=a_failing(here).pk)

    first, second = recorded(here, case), recorded(here, case, reading)
    again = recorded(here, case)

    assert again == first
    assert [first.is_inside, second.is_inside] == [False, True]
    assert FailurePlace.objects.filter(case=case).count() == 2


def test_sent_twice_with_one_key_it_is_there_once(here: World) -> None:
    case = logged(here)
    key = recorded(here, case).pk

    again = recorded(here, case, Place(stage=JourneyStage.REFERRAL), key=key)

    assert again.pk == key
    assert FailurePlace.objects.filter(case=case).count() == 1


@pytest.mark.parametrize(
    ("place", "field"),
    [
        (Place(), "stage"),
        (Place(note="Only words."), "stage"),
        (Place(stage="somewhere"), "stage"),
        (Place(party="Dr Jones"), "party"),
        (Place(stage=JourneyStage.REFERRAL, note="x" * 301), "note"),
    ],
)
def test_what_cannot_be_recorded(here: World, place: Place, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        recorded(here, logged(here), place)

    assert set(refused.value.fields) == {field}


def test_coding_of_a_finding_is_no_failing_and_too_many_are_too_many(here: World) -> None:
    case = logged(here)
    from_elsewhere = make_term("uk_themes")

    with pytest.raises(Invalid) as wrong:
        recorded(here, case, Place(failing_id=from_elsewhere))
    places = [Place(stage=stage, party=party) for stage in JourneyStage for party in (WARD.party, "gp")]
    for place in places[:MOST_PLACES]:
        recorded(here, case, place)
    with pytest.raises(Invalid) as full:
        recorded(here, case, Place(party="it"))

    assert set(wrong.value.fields) == {"failing"}
    assert set(full.value.fields) == {"stage"}


def make_term(scheme: str) -> Any:
    """The key of a term of another scheme."""
    return TaxonomyTerm.objects.filter(taxonomy__code=scheme).values_list("pk", flat=True)[0]


def test_taken_off_with_a_reason_that_the_trail_keeps(here: World) -> None:
    case = logged(here)
    place = recorded(here, case)

    with pytest.raises(Invalid):
        taken_off(here, case, place, reason=" ")
    taken_off(here, case, place)
    taken_off(here, case, place)

    last = FailurePlace.history.filter(id=place.pk).latest()
    assert (last.history_type, last.history_change_reason) == ("-", "Wrong ward.")


@pytest.mark.parametrize(
    ("role", "error"),
    [
        (Role.CHAIR, None),
        (Role.DEPUTY, None),
        (Role.STAFF, Forbidden),
        (Role.LEAD, Forbidden),
        (Role.GOVERNANCE, Forbidden),
        (Role.REVIEWER, NotVisible),
        (Role.COORDINATOR, NotVisible),
        (Role.ADMIN, NotVisible),
        (Role.IG_LEAD, NotVisible),
    ],
)
def test_who_may(here: World, role: Role, error: type[Exception] | None) -> None:
    case = logged(here)
    if error is None:
        assert recorded(here, case, role=role)
        return
    with pytest.raises(error):
        recorded(here, case, role=role)


def test_original_reader_who_chairs_may_not_and_a_closed_case_takes_none(here: World) -> None:
    own = logged(here, readers=(ReaderInput(person_id=here.one(Role.CHAIR).pk),))
    closed = logged(here)
    make.move(closed, here.one(Role.CHAIR), CaseEvent.DECLINE, reason="Not ours.")

    with pytest.raises(Forbidden) as refused:
        recorded(here, own)
    with pytest.raises(TransitionRefused):
        recorded(here, closed)

    assert refused.value.code == "own_report"


def test_reviewer_sees_and_records_it_only_after_the_view_is_committed(
    here: World, client_for: Callable[..., Client]
) -> None:
    case, reviewer = logged(here), here.one(Role.REVIEWER)
    recorded(here, case, Place(stage=JourneyStage.ACKNOWLEDGEMENT, party="gp", note="A mailbox nobody reads"))
    make.move(case, here.one(Role.CHAIR), CaseEvent.SEND_TO_REVIEW, reviewers=[reviewer.pk], request="Cough.")
    client, api = client_for(reviewer), Api(reviewer)

    blind = client.get(case.get_absolute_url(), follow=True).content.decode()
    refused = api.refused("get", f"cases/{case.pk}/failures/")
    with pytest.raises(NotVisible):
        recorded(here, case, Place(party="it"), role=Role.REVIEWER)
    with acting_as(actor_for(reviewer)) as actor:
        commit_opinion(actor=actor, case_id=case.pk, view="A nodule.", **make.VIEW)
    after = client.get(case.get_absolute_url()).content.decode()
    mine = recorded(here, case, Place(party="it"), role=Role.REVIEWER)

    assert "A mailbox nobody reads" not in blind
    assert refused[1] == "view_first"
    assert "A mailbox nobody reads" in after
    assert mine.recorded_by_id == reviewer.pk


def delayed(here: World) -> Case:
    """A case whose report was sent, and of which nothing more is told."""
    study = make.study(here.north)
    for stage, day in ((JourneyStage.ACQUISITION, 1), (JourneyStage.VERIFICATION, 2), (JourneyStage.COMMUNICATION, 3)):
        make.step(study, stage, datetime(2026, 3, day, 9, tzinfo=LONDON))
    return logged(here, studies=(StudyInput(study.pk),))


def test_page_suggests_records_nothing_by_itself_and_takes_what_is_chosen(
    here: World, client_for: Callable[..., Client]
) -> None:
    case, client = delayed(here), client_for(here.one(Role.CHAIR))
    address = reverse("cases:failure-add", args=[case.pk])

    shown = client.get(case.get_absolute_url()).content.decode()
    suggested = f"{address}?stage=acknowledgement&amp;code=finding_not_acted_on"
    form = client.get(suggested.replace("&amp;", "&")).content.decode()
    untouched = FailurePlace.objects.count()
    empty = client.post(address, {"note": "Only words.", "failing": "none"})
    sent = {"stage": "acknowledgement", "party": "ward", "failing": str(a_failing(here).pk), "note": "A <b>fax</b>"}
    done = client.post(address, sent, follow=True).content.decode()
    place = FailurePlace.objects.get(case=case)
    off = reverse("cases:failure-take-off", args=[case.pk, place.pk])
    why = client.post(off, {"reason": ""}).content.decode()
    gone = client.post(off, {"reason": "Another ward."}, follow=True).content.decode()

    assert suggested in shown
    assert "Nothing of this is recorded until you say so." in shown
    assert "Filled in with what the journey suggests." in form
    assert '<option value="acknowledgement" selected>' in form
    assert untouched == 0
    assert "Say at which step it failed" in empty.content.decode()
    assert "Only words." in empty.content.decode()
    assert "Ward (outside radiology)" in done
    assert "A &lt;b&gt;fax&lt;/b&gt;" in done
    assert suggested not in done
    assert "Say why it is taken off." in why
    assert "It is taken off." in gone


def test_staff_sees_it_and_is_asked_nothing(here: World, client_for: Callable[..., Client]) -> None:
    case = delayed(here)
    recorded(here, case)

    page = client_for(here.one(Role.STAFF)).get(case.get_absolute_url()).content.decode()

    assert "Ward (outside radiology)" in page
    assert "failures/add" not in page
    assert "The journey suggests" not in page


def test_another_department_is_not_found(here: World, client_for: Callable[..., Client]) -> None:
    case = logged(here)
    place, stranger = recorded(here, case), client_for(here.one(Role.CHAIR, here.south))
    off = reverse("cases:failure-take-off", args=[case.pk, place.pk])

    for address in (reverse("cases:failure-add", args=[case.pk]), off):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, {"stage": "referral", "reason": "Why."}).status_code == 404
    other = logged(here)
    crossed = reverse("cases:failure-take-off", args=[other.pk, place.pk])
    client_for(here.one(Role.CHAIR)).post(crossed, {"reason": "Why."})
    assert FailurePlace.objects.filter(pk=place.pk).exists()


def test_api_lists_records_and_takes_off(here: World) -> None:
    case = delayed(here)
    chair, address = Api(here.one(Role.CHAIR)), f"cases/{case.pk}/failures/"
    sent = {"stage": "acknowledgement", "party": "gp", "failing": a_failing(here).pk}

    before = chair.get(address)
    made = chair.post(address, sent, 201)
    inside = chair.get(f"cases/{case.pk}/")["failure_places"]
    wrong = chair.refused("post", address, {"note": "Only words."})
    nobody = Api(here.one(Role.CHAIR, here.south)).refused("post", address, sent)
    staff = Api(here.one(Role.STAFF)).refused("post", address, sent)
    off = chair.post(f"{address}{made['id']}/take-off/", {"reason": "Another practice."})

    assert before["results"] == []
    assert [one["stage"] for one in before["suggested"]] == ["acknowledgement"]
    assert made["inside_radiology"] is False
    assert [one["id"] for one in inside] == [made["id"]]
    assert (wrong[0], set(wrong[2])) == (400, {"stage"})
    assert (nobody[0], staff[0]) == (404, 403)
    assert off["failure_places"] == []


def test_case_of_a_late_alert_opens_with_a_suggestion_and_no_place(here: World) -> None:
    alert = alerts.alert(here, alerts.category(here, alerts.switched_on(here)))
    with at(now() + timedelta(hours=3)), acting_as(actor_for(here.one(Role.FAILSAFE))) as actor:
        case = case_of_alert(actor=actor, alert_id=alert.pk)

    unread = suggestions_for(whole_case(actor_for(here.one(Role.CHAIR)), case.pk))
    with at(now() + timedelta(hours=4)):
        alerts.act(here, alert)
    read = suggestions_for(whole_case(actor_for(here.one(Role.CHAIR)), case.pk))

    assert [(one.stage, one.failing_code) for one in unread] == [("acknowledgement", "finding_not_acted_on")]
    assert [one.stage for one in read] == ["referrer_action"]
    assert not FailurePlace.objects.exists()
