"""Actors: who is current, and what they hold."""

from uuid import uuid4

import pytest

from apps.core.actor import Actor, ActorKind, acting_as, anonymous_actor, command_actor, current_actor


def test_current_actor_nests_and_is_restored() -> None:
    outer, inner = command_actor("outer"), command_actor("inner")

    with acting_as(outer):
        with acting_as(inner):
            assert current_actor() is inner
        assert current_actor() is outer
    assert current_actor() is None


def test_current_actor_is_restored_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), acting_as(command_actor("broken")):
        1 / 0  # noqa: B018 - the error is the point

    assert current_actor() is None


def test_actor_without_roles_holds_none_anywhere() -> None:
    actor = Actor(kind=ActorKind.PERSON, name="New", user_id=uuid4())

    assert actor.roles_in(uuid4()) == frozenset()
    assert actor.roles_in(None) == frozenset()


def test_anonymous_actor_carries_nothing_that_joins_person_and_case() -> None:
    nobody = anonymous_actor()

    assert (nobody.user_id, nobody.address, nobody.request_id) == (None, "", "")
