"""People are told once, in the product and by mail; the mail says nothing of what it is about."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client

from apps.access.roles import Role
from apps.accounts.models import User
from apps.core.actor import acting_as, command_actor
from apps.core.clock import at, now
from apps.core.models import Job
from apps.notifications.domain.telling import Notice, read_what_was_told_before, tell
from apps.notifications.enums import NotificationKind
from apps.notifications.models import Notification
from tests.support.worlds import World, world


@pytest.fixture
def place(db: None) -> World:
    """Two trusts, three departments, a person per role."""
    return world()


@pytest.fixture
def told(place: World, django_capture_on_commit_callbacks: Any) -> Callable[..., list[Notification]]:
    """Tell somebody, and let the mail job run."""

    def _told(who: User, key: str, **changes: Any) -> list[Notification]:
        given = {"kind": NotificationKind.MESSAGE, "text": "There is a new message.", "url": "/cases/", "key": key}
        with acting_as(command_actor("test")), django_capture_on_commit_callbacks(execute=True):
            return tell([who.pk], Notice(**{**given, **changes}))

    return _told


def test_tell_same_occasion_twice_tells_once(place: World, told: Any) -> None:
    who = place.one(Role.STAFF)

    first, second = told(who, "one"), told(who, "one")

    assert (len(first), len(second)) == (1, 0)
    assert Notification.objects.filter(person=who).count() == 1
    assert len(mail.outbox) == 1


def test_mail_says_that_something_waits_and_where_and_nothing_else(place: World, told: Any) -> None:
    who = place.one(Role.STAFF)

    told(who, "one", text="The words of the product")

    sent = mail.outbox[0]
    assert sent.to == [who.email]
    assert "http://127.0.0.1:8000/cases/" in sent.body
    assert "The words of the product" not in sent.subject + sent.body
    assert "&" not in sent.body


def test_second_mail_within_the_hour_is_left_out_unless_urgent(place: World, told: Any) -> None:
    who = place.one(Role.STAFF)

    told(who, "one")
    told(who, "two")
    told(who, "three", is_urgent=True)

    assert [one.subject.split(" - ")[0] for one in mail.outbox] == [
        "Something waits for you",
        "Urgent: something waits for you",
    ]
    assert Notification.objects.filter(person=who).count() == 3


def test_mail_goes_out_again_after_the_hour_and_after_reading(place: World, told: Any) -> None:
    who = place.one(Role.STAFF)
    told(who, "one")

    with time_machine.travel(now() + timedelta(minutes=61)):
        told(who, "two")
    Notification.objects.update(read_at=now())
    told(who, "three")

    assert len(mail.outbox) == 3


def test_somebody_who_left_gets_no_mail(place: World, told: Any) -> None:
    who = place.one(Role.STAFF)
    with acting_as(command_actor("test")):
        who.is_active = False
        who.save()

    told(who, "one")

    assert mail.outbox == []


def test_what_happened_long_ago_is_told_and_not_mailed(place: World, told: Any) -> None:
    who = place.one(Role.STAFF)

    with at(now() - timedelta(days=40)):
        told(who, "one")
    marked = read_what_was_told_before(now() - timedelta(days=7))

    assert marked == 1
    assert Job.objects.count() == 0


def test_text_longer_than_its_column_is_cut(place: World, told: Any) -> None:
    assert len(told(place.one(Role.STAFF), "one", text="x" * 400)[0].text) == 300


def test_page_shows_only_my_own_and_opening_marks_it_read(
    place: World, told: Any, client_for: Callable[..., Client]
) -> None:
    mine = told(place.one(Role.STAFF), "mine", text="Mine to read")[0]
    others = told(place.one(Role.CHAIR), "others", text="Not mine")[0]
    client = client_for(place.one(Role.STAFF))

    page = client.get("/notifications/").content.decode()
    opened = client.post(f"/notifications/{mine.pk}/open/")
    not_mine = client.post(f"/notifications/{others.pk}/open/")

    assert "Mine to read" in page
    assert "Not mine" not in page
    assert (opened.status_code, opened["Location"]) == (302, "/cases/")
    assert not_mine.status_code == 404
    mine.refresh_from_db()
    others.refresh_from_db()
    assert mine.read_at is not None
    assert others.read_at is None


def test_mark_all_read_leaves_those_of_others(place: World, told: Any, client_for: Callable[..., Client]) -> None:
    told(place.one(Role.STAFF), "a")
    told(place.one(Role.STAFF), "b")
    told(place.one(Role.CHAIR), "c")

    response = client_for(place.one(Role.STAFF)).post("/notifications/read/", follow=True)

    assert "2 notifications are marked as read." in response.content.decode()
    assert Notification.objects.filter(read_at__isnull=True).count() == 1


def test_list_goes_on_by_key_and_refuses_a_damaged_one(
    place: World, told: Any, client_for: Callable[..., Client]
) -> None:
    who = place.one(Role.STAFF)
    for n in range(30):
        told(who, f"n{n}", text=f"Number {n:02d}.")
    client = client_for(who)

    first = client.get("/notifications/").content.decode()
    after = first.split("?after=")[1].split('"')[0]
    second = client.get(f"/notifications/?after={after}").content.decode()

    shown = [f"Number {n:02d}." in first for n in range(30)], [f"Number {n:02d}." in second for n in range(30)]
    assert sum(shown[0]) == 25
    assert [one != two for one, two in zip(*shown, strict=True)] == [True] * 30
    assert client.get("/notifications/?after=nonsense").status_code == 404


def test_header_counts_what_is_unread(place: World, told: Any, client_for: Callable[..., Client]) -> None:
    told(place.one(Role.ADMIN), "a")

    page = client_for(place.one(Role.ADMIN)).get("/people/").content.decode()

    assert "(1 waiting)" in page
