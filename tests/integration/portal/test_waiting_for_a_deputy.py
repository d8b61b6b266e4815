"""Cases that nobody who chairs may decide on do not lie unseen: a number, and the way to a deputy."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.models import Membership
from apps.cases.domain.reading import ReaderInput
from apps.cases.models import Case
from apps.cases.queries.without_deputy import waiting_for_deputy
from apps.core.actor import acting_as, command_actor
from apps.core.clock import today
from apps.notifications.models import Notification
from tests.factories import cases as make
from tests.support.worlds import World, world

SAID = "waits for a deputy chair"


@pytest.fixture
def place(db: None) -> World:
    """Two trusts, three departments, a person per role."""
    return world()


def read_by(place: World, *roles: Role) -> Case:
    """A new case whose report these people of the north read."""
    readers = tuple(ReaderInput(person_id=place.one(role).pk) for role in roles)
    return make.case(place.one(Role.STAFF), place.north, readers=readers)


def without(place: World, role: Role) -> None:
    """Nobody in the north holds that role any more."""
    with acting_as(command_actor("test")):
        for membership in Membership.objects.filter(department=place.north, role=role):
            membership.starts_on = membership.ends_on = today() - timedelta(days=1)
            membership.save()


SITUATIONS: list[tuple[str, tuple[Role, ...], tuple[Role, ...], int]] = [
    ("a deputy is there", (Role.CHAIR,), (), 0),
    ("no deputy, the chair read it", (Role.CHAIR,), (Role.DEPUTY,), 1),
    ("no deputy, somebody else read it", (Role.REVIEWER,), (Role.DEPUTY,), 0),
    ("chair and deputy both read it", (Role.CHAIR, Role.DEPUTY), (), 1),
    ("nobody chairs", (), (Role.CHAIR, Role.DEPUTY), 1),
]


@pytest.mark.parametrize(("readers", "gone", "number"), [one[1:] for one in SITUATIONS], ids=[s[0] for s in SITUATIONS])
def test_a_case_waits_for_a_deputy_when_nobody_who_chairs_is_free(
    place: World, readers: tuple[Role, ...], gone: tuple[Role, ...], number: int
) -> None:
    for role in gone:
        without(place, role)
    read_by(place, *readers)

    found = waiting_for_deputy([place.north.pk, place.south.pk])

    assert found == ({place.north.pk: number} if number else {})


def test_triage_says_how_many_wait_and_not_which(place: World, client_for: Callable[..., Client]) -> None:
    without(place, Role.DEPUTY)
    case = read_by(place, Role.CHAIR)

    page = client_for(place.one(Role.CHAIR)).get(reverse("cases:triage")).content.decode()

    assert f"1 new case {SAID}" in page
    assert case.reference not in page


def test_triage_with_a_deputy_says_nothing_of_it(place: World, client_for: Callable[..., Client]) -> None:
    read_by(place, Role.CHAIR)

    assert SAID not in client_for(place.one(Role.CHAIR)).get(reverse("cases:triage")).content.decode()


@pytest.mark.parametrize("role", [Role.LEAD, Role.GOVERNANCE, Role.CHAIR])
def test_home_of_who_runs_the_learning_has_the_item_and_its_button_tells_the_administrator(
    place: World, client_for: Callable[..., Client], role: Role
) -> None:
    without(place, Role.DEPUTY)
    case = read_by(place, Role.CHAIR)
    client, ask = client_for(place.one(role)), reverse("portal:ask-for-deputy", args=[place.north.pk])
    Notification.objects.all().delete()

    home = client.get("/").content.decode()
    answer = client.post(ask, follow=True)
    client.post(ask)

    assert f"1 new case {SAID}" in home
    assert case.reference not in home
    assert ask in home
    assert place.one(Role.ADMIN).full_name in answer.content.decode()
    (told,) = Notification.objects.filter(url=reverse("accounts:people"))
    assert told.person == place.one(Role.ADMIN)
    assert case.reference not in told.text


def test_administrator_finds_it_on_the_home_page(place: World, client_for: Callable[..., Client]) -> None:
    without(place, Role.DEPUTY)
    case = read_by(place, Role.CHAIR)

    home = client_for(place.one(Role.ADMIN)).get("/").content.decode()

    assert "Departments that need a deputy chair" in home
    assert reverse("accounts:people") in home
    assert case.reference not in home


def test_asking_when_none_waits_tells_nobody(place: World, client_for: Callable[..., Client]) -> None:
    answer = client_for(place.one(Role.LEAD)).post(
        reverse("portal:ask-for-deputy", args=[place.north.pk]), {"from": "triage"}
    )

    assert answer["Location"] == reverse("cases:triage")
    assert not Notification.objects.exists()


def test_where_nobody_gives_roles_the_page_says_whom_to_ask(place: World, client_for: Callable[..., Client]) -> None:
    without(place, Role.DEPUTY)
    without(place, Role.ADMIN)
    read_by(place, Role.CHAIR)

    page = client_for(place.one(Role.LEAD)).post(reverse("portal:ask-for-deputy", args=[place.north.pk]), follow=True)

    assert "whoever runs this service" in page.content.decode()


@pytest.mark.parametrize("role", [Role.STAFF, Role.COORDINATOR, Role.ADMIN])
def test_who_does_not_run_the_learning_cannot_ask(place: World, client_for: Callable[..., Client], role: Role) -> None:
    ask = reverse("portal:ask-for-deputy", args=[place.north.pk])

    assert client_for(place.one(role)).post(ask).status_code == 404


def test_another_department_sees_and_asks_nothing(place: World, client_for: Callable[..., Client]) -> None:
    without(place, Role.DEPUTY)
    read_by(place, Role.CHAIR)
    elsewhere = client_for(place.one(Role.LEAD, place.south))

    assert SAID not in elsewhere.get("/").content.decode()
    assert elsewhere.post(reverse("portal:ask-for-deputy", args=[place.north.pk])).status_code == 404
