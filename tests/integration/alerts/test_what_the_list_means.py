"""An empty list of alerts is never taken for "nothing waits": who sees none reads why, and who can change that."""

from html import unescape

import pytest
from django.test import Client

from apps.access.roles import Role
from apps.alerts.enums import WaitUnit
from apps.alerts.presenters.words import wait_words
from tests.factories import alerts
from tests.support.worlds import World

pytestmark = pytest.mark.django_db


def list_of(client: Client, built: World, role: Role) -> str:
    client.force_login(built.one(role, built.north))
    return unescape(client.get("/alerts/").content.decode())


@pytest.mark.parametrize("role", [Role.CHAIR, Role.FAILSAFE, Role.GOVERNANCE, Role.STAFF, Role.LEAD])
def test_where_alerts_are_off_the_page_says_so_and_who_can_switch_them_on(
    built: World, client: Client, role: Role
) -> None:
    lead = built.one(Role.LEAD, built.north)
    page = list_of(client, built, role)
    assert f"Alerts are off in {built.north.name}" in page
    assert f"{lead.full_name} can switch them on." in page
    assert "No alert is open" not in page
    assert "The oldest has been open for" not in page


def test_alerts_raised_before_they_were_switched_off_stay_on_the_list(built: World, client: Client) -> None:
    raised = alerts.alert(built, alerts.category(built, alerts.switched_on(built)))
    alerts.switched_off(built)
    page = list_of(client, built, Role.CHAIR)
    assert raised.reference in page
    assert f"Alerts are off in {built.north.name}" in page


@pytest.mark.parametrize("role", [Role.ADMIN, Role.COORDINATOR, Role.RECORDS])
def test_a_role_that_shows_no_alerts_is_not_told_that_none_is_open(built: World, client: Client, role: Role) -> None:
    alerts.alert(built, alerts.category(built, alerts.switched_on(built)))
    page = list_of(client, built, role)
    assert "Your role shows no alerts" in page
    assert "No alert is open" not in page
    assert ("/alerts/settings/" in page) == (role == Role.ADMIN)


def test_staff_read_that_the_list_is_their_own(built: World, client: Client) -> None:
    alerts.alert(built, alerts.category(built, alerts.switched_on(built)), by=built.one(Role.REVIEWER, built.north))
    page = list_of(client, built, Role.STAFF)
    assert "Those that you raised" in page
    assert "You have no open alert" in page
    assert "No alert is open" not in page
    assert '<option value="timed">Timed</option>' in page


def test_an_alert_that_was_raised_just_now_is_not_nought_minutes_old(built: World, client: Client) -> None:
    alerts.alert(built, alerts.category(built, alerts.switched_on(built)))
    page = list_of(client, built, Role.FAILSAFE)
    assert "less than a minute" in page
    assert "0 minutes" not in page


@pytest.mark.parametrize(
    ("amount", "unit", "words"),
    [
        (1, WaitUnit.MINUTES, "1 minute"),
        (30, WaitUnit.MINUTES, "30 minutes"),
        (1, WaitUnit.HOURS, "1 hour"),
        (1, WaitUnit.DAYS, "1 calendar day"),
        (3, WaitUnit.DAYS, "3 calendar days"),
        (1, WaitUnit.WORKING_DAYS, "1 working day"),
        (2, WaitUnit.WORKING_DAYS, "2 working days"),
    ],
)
def test_one_is_not_written_in_the_plural(amount: int, unit: WaitUnit, words: str) -> None:
    assert wait_words(amount, unit) == words
