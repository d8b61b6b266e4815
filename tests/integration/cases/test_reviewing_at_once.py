"""Reviewers who commit at the same moment: each view is kept, and nobody read another's before giving their own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from apps.access.models import AccessEvent
from apps.access.roles import Role
from apps.accounts.models import User
from apps.cases.enums import CaseEvent
from apps.cases.models import Case, Opinion, ReviewAssignment
from apps.cases.queries.reviews import BLIND_LOOK
from apps.core.actor import acting_as, command_actor
from tests.factories import accounts, cases
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db(transaction=True)

MARKERS = ("zqfirst", "zqsecond", "zqthird")


@pytest.fixture
def there() -> World:
    return world()


@pytest.fixture
def reviewers(there: World) -> list[User]:
    with acting_as(command_actor("test")):
        more = [accounts.member(there.north, Role.REVIEWER, full_name=f"Reviewer {n}") for n in (2, 3)]
    return [there.one(Role.REVIEWER), *more]


@pytest.fixture
def case(there: World, reviewers: list[User]) -> Case:
    one = cases.case(there.one(Role.STAFF), there.north, readers_unknown_reason="Reported outside.")
    asked = [person.pk for person in reviewers]
    cases.move(one, there.one(Role.CHAIR), CaseEvent.SEND_TO_REVIEW, reviewers=asked, request="A cough of six weeks.")
    one.refresh_from_db()
    return one


def at_once(people: Sequence[User], do: Callable[[Client, int], Any]) -> list[Any]:
    """What each person got who did this in a thread and on a connection of their own, all starting together."""
    barrier = Barrier(len(people))

    def one(number: int) -> Any:
        client = Client(raise_request_exception=False)
        client.force_login(people[number])
        barrier.wait()
        try:
            return do(client, number)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(one, range(len(people))))


def through_the_api(case: Case) -> Callable[[Client, int], Any]:
    """Read what there is to judge, then commit, as a client does."""

    def do(client: Client, number: int) -> tuple[str, Any]:
        before = client.get(f"/api/v1/reviews/{case.pk}/")
        given = {"view": f"I see {MARKERS[number]}.", **cases.VIEW}
        return before.content.decode(), client.post(
            f"/api/v1/cases/{case.pk}/opinions/", given, content_type="application/json"
        )

    return do


def through_the_page(case: Case) -> Callable[[Client, int], Any]:
    """The same with the form."""

    def do(client: Client, number: int) -> tuple[str, Any]:
        before = client.get(f"/cases/{case.pk}/opinion/")
        given = {"view": f"I see {MARKERS[number]}.", "confidence": "moderate", "declared_not_read": "on"}
        return before.content.decode(), client.post(f"/cases/{case.pk}/opinion/", given)

    return do


@pytest.mark.parametrize(("way", "done"), [(through_the_api, 201), (through_the_page, 302)], ids=["api", "page"])
def test_each_view_is_kept_and_nobody_read_another_first(
    case: Case, reviewers: list[User], way: Callable[[Case], Callable[[Client, int], Any]], done: int
) -> None:
    got = at_once(reviewers, way(case))

    assert [answer.status_code for _before, answer in got] == [done] * 3
    for number, (before, _answer) in enumerate(got):
        seen = [word for word in MARKERS if word in before]
        # Whoever came to the page after another had committed still reads nothing of it.
        assert seen == [], number
    kept = {one.reviewer_id: one for one in Opinion.objects.filter(case=case)}
    assert {person.pk: f"I see {MARKERS[n]}." for n, person in enumerate(reviewers)} == {
        person: one.view for person, one in kept.items()
    }
    assert [one.was_blind for one in kept.values()] == [True] * 3
    for asked in ReviewAssignment.objects.filter(case=case):
        opinion = kept[asked.reviewer_id]
        assert asked.revealed_at == opinion.committed_at
        looks = AccessEvent.objects.filter(
            user_id=asked.reviewer_id, object_id=str(case.pk), at__lt=opinion.committed_at
        )
        assert set(looks.values_list("purpose", flat=True)) <= {BLIND_LOOK}
    assert Opinion.history.filter(case_id=case.pk).count() == 3


def test_one_reviewer_who_sends_twice_at_once_has_one_view(case: Case, reviewers: list[User]) -> None:
    """The same words twice are one view; other words come second and are refused, and the first ones stand."""
    same = at_once([reviewers[0]] * 3, lambda client, _n: through_the_api(case)(client, 0)[1])
    other = at_once([reviewers[1]] * 2, lambda client, n: through_the_api(case)(client, n + 1)[1])

    assert {answer.status_code for answer in same} <= {200, 201}
    assert sorted(answer.status_code for answer in other) == [201, 409]
    (mine,) = Opinion.objects.filter(case=case, reviewer=reviewers[1])
    won = next(n for n, answer in enumerate(other) if answer.status_code == 201)
    assert mine.view == f"I see {MARKERS[won + 1]}."
    assert Opinion.objects.filter(case=case).count() == 2


def test_a_view_and_the_end_of_the_review_at_the_same_moment(case: Case, there: World, reviewers: list[User]) -> None:
    """Whichever is first: the view is kept with the review, or it is refused in words and not kept."""

    def do(client: Client, number: int) -> Any:
        if number:
            return through_the_api(case)(client, 0)[1]
        given = {"reason": "Nobody else has time.", "expected_version": case.version}
        return client.post(f"/api/v1/cases/{case.pk}/events/finish_review/", given, content_type="application/json")

    ended, view = at_once([there.one(Role.CHAIR), reviewers[0]], do)

    assert ended.status_code < 500
    assert view.status_code in (201, 403, 404, 409), view.content
    assert Opinion.objects.filter(case=case).count() == (view.status_code == 201)
