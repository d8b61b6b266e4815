"""Bulk copying writes the very version rows that saving one by one writes; the same on both databases."""

from typing import Any
from uuid import uuid4

import pytest

from apps.accounts.models import Trust
from apps.cases.models import Case, CaseReader
from apps.core.actor import Actor, ActorKind, Source, acting_as
from apps.core.bulk import columns, copy_created, remove_created, version_model
from apps.core.tracking import NoActor, UntrackedWrite, change
from tests.factories import cases
from tests.support.worlds import world

pytestmark = pytest.mark.django_db

ACTOR = Actor(kind=ActorKind.JOB, name="Wanda Clerk", user_id=uuid4(), source=Source.JOB, request_id="r-1")
# What two writes cannot share: the version row's own key and the moment.
OWN = {"history_id", "history_date"}


def rows_of(model: type[Any]) -> list[list[Any]]:
    """Every row of the table as `copy_created` takes it."""
    return [list(row) for row in model._base_manager.order_by("pk").values_list(*columns(model))]


def versions_of(model: type[Any], kind: str) -> list[dict[str, Any]]:
    """The version rows of one kind, without what is each row's own."""
    found = version_model(model)._base_manager.filter(history_type=kind).order_by("id").values()
    return [{name: value for name, value in row.items() if name not in OWN} for row in found]


@pytest.fixture
def some_cases(acting: Any) -> None:
    """Two cases with readers, made one by one."""
    from apps.cases.domain.reading import ReaderInput

    built = world()
    for name in ("Dr Elsewhere", "Dr Café"):
        readers = (ReaderInput(external_name=name),)
        cases.case(next(iter(built.people.values())), built.north, readers=readers, narrative=f"Seen by {name}.")


@pytest.mark.parametrize("model", [Case, CaseReader])
def test_a_copied_row_has_the_version_that_a_saved_row_has(model: type[Any], some_cases: None) -> None:
    rows = list(model._base_manager.order_by("pk"))
    copied = rows_of(model)
    version_model(model)._base_manager.all().delete()
    for row in rows:
        row._state.adding = True
    _clear(model)
    with acting_as(ACTOR), change(reason="as the test says") as joined:
        for row in rows:
            row.save(force_insert=True)
    saved = versions_of(model, "+")
    version_model(model)._base_manager.all().delete()
    _clear(model)

    with acting_as(ACTOR), change(reason="as the test says") as again:
        assert copy_created(model, copied) == 2

    assert rows_of(model) == copied
    found = versions_of(model, "+")
    assert {row.pop("change_set") for row in saved} == {joined.id}
    assert {row.pop("change_set") for row in found} == {again.id}
    assert found == saved
    assert found[0]["history_change_reason"] == "as the test says"
    assert (found[0]["history_user_id"], found[0]["history_source"]) == (ACTOR.user_id, "job")


def _clear(model: type[Any]) -> None:
    if model is Case:
        for relation in Case._meta.related_objects:
            relation.related_model._base_manager.all()._raw_delete(using="default")
    model._base_manager.all()._raw_delete(using="default")


def test_a_row_taken_out_leaves_the_version_that_a_deleted_row_leaves(some_cases: None) -> None:
    rows = list(CaseReader._base_manager.order_by("pk"))
    with acting_as(ACTOR), change(reason="as the test says"):
        rows[0].delete()
        assert remove_created(CaseReader, [rows[1].pk, uuid4()]) == 1

    ended = versions_of(CaseReader, "-")
    own = {"id", "case_id", "external_name"}
    assert CaseReader.objects.count() == 0
    assert len(ended) == 2
    assert [{k: v for k, v in one.items() if k not in own} for one in ended[:1]] == [
        {k: v for k, v in one.items() if k not in own} for one in ended[1:]
    ]


def test_a_new_row_cannot_claim_a_past(acting: Any) -> None:
    with pytest.raises(UntrackedWrite, match="starts with version 1"):
        copy_created(Trust, [[uuid4(), 2, *([""] * (len(columns(Trust)) - 2))]])


def test_nothing_is_copied_or_taken_out_by_nobody() -> None:
    with pytest.raises(NoActor):
        copy_created(Trust, [])
    with pytest.raises(NoActor):
        remove_created(Trust, [])
