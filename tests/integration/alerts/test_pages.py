"""The pages of alerts, as people use them; and the case that is made of one that nobody answered."""

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import Membership
from apps.alerts.domain.checkpoints import Checkpoint, watched_by
from apps.alerts.domain.sweeping import LEASE, sweep
from apps.alerts.enums import AlertStatus
from apps.alerts.models import Alert, AlertCategory, AlertSwitch
from apps.alerts.queries.worklist import PAGE, standing
from apps.cases.enums import CaseKind, PatientAction
from apps.cases.models import Case
from apps.core.actor import acting_as, command_actor
from apps.core.clock import LONDON, at, now, today
from apps.core.tracking import update_tracked
from tests.factories import alerts, cases
from tests.integration.api.calling import Api
from tests.support.mail_server import Mailbox
from tests.support.worlds import World

pytestmark = pytest.mark.django_db


def words_of(response: Any) -> str:
    return unescape(response.content.decode())


def as_one(client: Client, built: World, role: Role, where: Any = None) -> Client:
    client.force_login(built.one(role, where or built.north))
    return client


def long_ago(built: World, code: str = "timed") -> AlertCategory:
    """A category that is as old as everybody's roles: two years."""
    with acting_as(command_actor("test")):
        update_tracked(Membership.objects.all(), starts_on=today() - timedelta(days=730))
    return alerts.category(built, code=code, label=code, active_from=today() - timedelta(days=730))


def moment_fields(name: str, when: Any) -> dict[str, str]:
    local = when.astimezone(LONDON)
    return {
        f"{name}_day": str(local.day), f"{name}_month": str(local.month), f"{name}_year": str(local.year),
        f"{name}_time": f"{local:%H:%M}",
    }  # fmt: skip


def test_from_off_to_closed_through_the_pages(built: World, client: Client) -> None:
    study = cases.study(built.north)
    as_one(client, built, Role.STAFF)
    assert "Raise an alert" not in words_of(client.get(f"/studies/{study.pk}/"))
    assert "Alerts are off" in words_of(client.get(f"/alerts/raise/{study.pk}/"))

    page = f"/alerts/settings/{built.north.pk}/"
    as_one(client, built, Role.LEAD)
    assert "The referrer still owns reading every report" in words_of(client.get(page))
    given = {"is_on": "yes", "telephone": "01632 960999", "link_hours": "168", "submission_key": str(uuid4())}
    assert not AlertSwitch.objects.filter(is_on=True).exists()
    assert "Say that you know what alerts do not replace" in words_of(client.post(page, given))
    assert client.post(page, {**given, "understood": "on"}).status_code == 302
    assert "No limit is set, so no clock runs" in words_of(client.get(page))

    as_one(client, built, Role.STAFF)
    assert "Raise an alert" in words_of(client.get(f"/studies/{study.pk}/"))
    cancer = AlertCategory.objects.get(code="cancer")
    form = {
        "category": str(cancer.pk), "finding": "New mass in the right upper lobe.", "primary_site": "Lung",
        "cancer_kind": "new", "recipient_name": "Dr Rowan Ashby", "recipient_email": "rowan@millbrook.example.org",
        "submission_key": str(uuid4()),
    }  # fmt: skip
    lacking = client.post(f"/alerts/raise/{study.pk}/", {**form, "primary_site": ""})
    assert "Say where the cancer is suspected to have begun" in words_of(lacking)
    assert "New mass in the right upper lobe." in words_of(lacking)
    for _twice in range(2):
        raised = client.post(f"/alerts/raise/{study.pk}/", form)
    alert = Alert.objects.get()
    assert raised["Location"] == f"/alerts/{alert.pk}/"
    mine = words_of(client.get(raised["Location"]))
    assert "No limit is set for this category, so no clock runs" in mine
    assert "Record that it was read" not in mine

    as_one(client, built, Role.FAILSAFE)
    assert alert.reference in words_of(client.get("/alerts/"))
    assert "Alerts that nobody has closed" in words_of(client.get("/"))
    act = {"person_name": "Dr Rowan Ashby", "how": "telephone", **moment_fields("at", now() - timedelta(minutes=1))}
    early = client.post(f"/alerts/{alert.pk}/acted/", {**act, "what": "Referred.", "submission_key": str(uuid4())})
    assert early.status_code == 409
    assert "Record first who read the report" in words_of(early)
    client.post(f"/alerts/{alert.pk}/read/", {**act, "submission_key": str(uuid4())})
    client.post(f"/alerts/{alert.pk}/acted/", {**act, "what": "Referred.", "submission_key": str(uuid4())})

    alert.refresh_from_db()
    assert alert.status == AlertStatus.ACTED
    assert "Recorded by Failsafe Officer of North Radiology" in words_of(client.get(f"/alerts/{alert.pk}/"))
    assert alert.reference not in words_of(client.get("/alerts/"))
    assert alert.reference in words_of(client.get("/alerts/?state=closed"))


def test_a_late_alert_becomes_a_case_once_linked_both_ways(built: World, client: Client) -> None:
    kind = alerts.category(built, alerts.switched_on(built))
    alert = alerts.alert(built, kind)
    with at(now() + timedelta(hours=3)):
        as_one(client, built, Role.FAILSAFE)
        assert "after the limit" in words_of(client.get(f"/alerts/{alert.pk}/"))
        answers = [client.post(f"/cases/from-alert/{alert.pk}/") for _twice in range(2)]

    case = Case.objects.get()
    assert {one["Location"] for one in answers} == {f"/cases/{case.pk}/"}
    assert (case.kind, case.patient_action) == (CaseKind.COMMUNICATION, PatientAction.YES)
    assert [one.study_id for one in case.case_studies.all()] == [alert.study_id]
    for said in (alert.reference, "over the limit", "Not read yet.", alert.finding):
        assert said in case.narrative
    assert case.escalations.count() == 1
    alert.refresh_from_db()
    assert (alert.case_id, alert.case_reference) == (case.pk, case.reference)
    assert case.reference in words_of(client.get(f"/alerts/{alert.pk}/"))
    as_one(client, built, Role.CHAIR)
    assert alert.reference in words_of(client.get(f"/cases/{case.pk}/"))
    assert client.post(f"/cases/from-alert/{alert.pk}/").status_code == 403


def test_the_worklist_is_by_age_and_page_by_page(built: World, client: Client) -> None:
    alerts.switched_on(built)
    kind, other = long_ago(built), long_ago(built, "other")
    raised = []
    for place in range(PAGE + 3):
        with at(now() - timedelta(days=PAGE + 3 - place)):
            raised.append(alerts.alert(built, other if place == 2 else kind))
    as_one(client, built, Role.FAILSAFE)

    first = words_of(client.get("/alerts/"))
    places = [first.index(one.reference) for one in raised[:PAGE]]
    assert places == sorted(places)
    assert raised[PAGE].reference not in first
    last = raised[PAGE - 1]
    second = words_of(client.get("/alerts/", {"after": f"{last.raised_at.isoformat()}_{last.pk}"}))
    assert [one.reference in second for one in raised[PAGE - 1 :]] == [False, True, True, True]
    only = words_of(client.get("/alerts/?category=other"))
    assert [one.reference in only for one in raised[:4]] == [False, False, True, False]
    for garbled in ("?after=x", "?level=x&state=y", "?department=1", "?at_day=99&at_month=99&at_year=9"):
        assert client.get(f"/alerts/{garbled}").status_code == 200


def test_how_many_were_open_and_the_oldest_at_any_moment(built: World, client: Client) -> None:
    alerts.switched_on(built)
    kind = long_ago(built)
    day = timedelta(days=1)
    start = now() - 10 * day
    for place in range(3):
        with at(start + place * day):
            alerts.alert(built, kind)
    first = Alert.objects.order_by("raised_at")[0]
    with at(start + 5 * day):
        alerts.act(built, first)
        alerts.act(built, first, "acted")
    officer = actor_for(built.one(Role.FAILSAFE))

    seen = [standing(officer, start + timedelta(days=days, hours=1)) for days in (-1, 0, 2, 4, 6)]

    assert [one.open for one in seen] == [0, 1, 3, 3, 2]
    assert [one.unread for one in seen] == [0, 1, 3, 3, 2]
    assert [one.oldest for one in seen] == [None, start, start, start, start + day]
    as_one(client, built, Role.FAILSAFE)
    past = words_of(client.get("/alerts/", moment_fields("at", start + 2 * day + timedelta(hours=1))))
    assert '<p class="app-stat__value">3</p>' in past
    assert standing(actor_for(built.one(Role.FAILSAFE, built.south))).open == 0


def test_an_attempt_that_was_cut_short_reads_may_have_been_sent(built: World, client: Client, mailbox: Mailbox) -> None:
    alert = alerts.alert(built, alerts.category(built, alerts.switched_on(built)))

    class Stopped(BaseException):
        """The machine stopped."""

    def stop(place: Checkpoint) -> None:
        if place is Checkpoint.SENT:
            raise Stopped

    with watched_by(stop), pytest.raises(Stopped):
        sweep(actor=command_actor("test"))
    as_one(client, built, Role.LEAD)

    assert "May have been sent" in words_of(client.get(f"/alerts/{alert.pk}/"))
    with at(now() + LEASE + timedelta(seconds=1)):
        sweep(actor=command_actor("test"))
    assert "Attempt 2: Handed to the mail server" in words_of(client.get(f"/alerts/{alert.pk}/"))


def test_the_raiser_follows_their_own_alert_and_nobody_elses(built: World, client: Client) -> None:
    kind = alerts.category(built, alerts.switched_on(built))
    mine = alerts.alert(built, kind)
    other = alerts.alert(built, kind, by=built.one(Role.CHAIR))
    as_one(client, built, Role.STAFF)

    assert client.get(f"/alerts/{mine.pk}/").status_code == 200
    assert client.get(f"/alerts/{other.pk}/").status_code == 404
    assert client.get(f"/alerts/{mine.pk}/read/").status_code == 403
    listed = words_of(client.get("/alerts/"))
    assert (mine.reference in listed, other.reference in listed) == (True, False)


def test_the_api_raises_lists_and_records(built: World) -> None:
    kind = alerts.category(built, alerts.switched_on(built))
    staff, officer = Api(built.one(Role.STAFF)), Api(built.one(Role.FAILSAFE))
    listed = {one["code"]: one for one in staff.get(f"alert-categories/?department={built.north.pk}")["results"]}[
        kind.code
    ]
    body = {
        "study": str(cases.study(built.north).pk), "category": listed["id"],
        "finding": "New mass.", "recipient": {"name": "Dr A", "telephone": "01632 960001"},
    }  # fmt: skip

    made = staff.post("alerts/", body, status=201, **{"Idempotency-Key": "k1"})
    again = staff.post("alerts/", body, status=201, **{"Idempotency-Key": "k1"})

    assert made["id"] == again["id"]
    assert made["limit_at"] is not None
    assert [one["id"] for one in officer.get("alerts/")["results"]] == [made["id"]]
    act = {"kind": "read", "at": now().isoformat(), "person_name": "Dr A", "how": "telephone"}
    address = f"alerts/{made['id']}/acts/"
    assert officer.refused("post", address, {**act, "kind": "acted", "what": "x"})[:2] == (409, "not_read_yet")
    assert officer.refused("post", address, {**act, "how": "link"})[0] == 400
    assert staff.refused("post", address, act)[0] == 403
    assert officer.post(address, act, status=201)["status"] == "read"
    done = officer.post(address, {**act, "kind": "acted", "what": "Referred."}, status=201)
    assert (done["status"], len(done["acts"])) == ("acted", 2)
    assert officer.get("alerts/")["results"] == []
    assert len(officer.get("alerts/?state=closed")["results"]) == 1
    assert Api(built.one(Role.FAILSAFE, built.south)).refused("get", f"alerts/{made['id']}/")[0] == 404
    assert Api(built.one(Role.COORDINATOR)).get("alerts/")["results"] == []


def test_a_level_is_shown_and_filtered(built: World, client: Client) -> None:
    alert = alerts.alert(built, alerts.category(built, alerts.switched_on(built)))
    with_level = alerts.alert(built, alert.category)
    officer = actor_for(built.one(Role.FAILSAFE))
    with acting_as(officer):
        update_tracked(Alert.objects.filter(pk=with_level.pk), level=2)
    as_one(client, built, Role.FAILSAFE)

    found = words_of(client.get("/alerts/?level=2"))
    assert (alert.reference in found, with_level.reference in found) == (False, True)
