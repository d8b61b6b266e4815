"""Each model has a trail or a reason to have none; pairs of columns hold together; migrations are complete."""

import pytest
from django.core.management import call_command
from django.db import models
from simple_history.utils import get_history_manager_for_model

from apps.accounts.models import User
from apps.core.tracking import HistoryStamp, TrackedModel, TrackedQuerySet
from tests.support.inventory import label, our_models, tracked_models

# Models whose changes leave no version, each with the reason. Nothing clinical that a person can alter is here.
EXEMPT = {
    "accounts.TokenUse": "when a token was last used, to the hour; what it did is recorded by itself",
    "access.AccessEvent": "is itself a trail: written once, never altered",
    "anonymous.AnonymousThread": "the hash of a key, written once with its case; its history would be its copy",
    "alerts.AlertAttempt": "is itself a trail: written before each try and closed after it",
    "alerts.AlertClock": "when the machinery looks again; what is decided about it is a rule, which is tracked",
    "alerts.AnswerLink": "the hash of a token; what is done with it is an act, which is tracked",
    "cases.CaseSearchText": "derived from the case and its presentation copy, which are tracked",
    "cases.CaseTransition": "is itself a trail: insert-only account of what happened",
    "cases.LoggingPace": "counts by month, of nobody and nothing in particular",
    "core.IdempotencyKey": "an answer remembered for a day",
    "core.Job": "a piece of work, not a record; what it changes leaves versions",
    "core.KeptInput": "sealed words waiting for their person for a day",
    "core.RecentContent": "a keyed digest that stops the same words being sent twice within half an hour",
    "core.ReferenceNumber": "a drawn number",
    "intake.ImportFile": "sealed rows of a spreadsheet waiting for a day",
    "intake.ImportedCase": "which row became which case; the case has its own trail, and so has the import",
    "journeys.PatientKey": "disposal must destroy the only copy",
    "journeys.PatientLookup": "disposal must leave nothing by which the patient could be found",
    "journeys.StudyInstance": "a technical index that is only appended to; the study's versions carry the counts",
    "notifications.Notification": "points to a record with its own trail; only its person's reading changes it",
}


def test_every_model_leaves_versions_or_says_why_not() -> None:
    without = {label(model) for model in our_models() if not issubclass(model, TrackedModel)}

    assert without == set(EXEMPT)


@pytest.mark.parametrize("model", tracked_models(), ids=label)
def test_a_tracked_model_has_a_stamped_version_table(model: type[TrackedModel]) -> None:
    assert issubclass(get_history_manager_for_model(model).model, HistoryStamp)


@pytest.mark.parametrize("model", tracked_models(), ids=label)
def test_no_column_has_the_name_of_a_stamp(model: type[TrackedModel]) -> None:
    stamps = {field.name for field in HistoryStamp._meta.fields}
    stamps |= {"history_id", "history_date", "history_type", "history_user_id", "history_change_reason"}

    assert {field.name for field in model._meta.fields} & stamps == set()


@pytest.mark.parametrize("model", tracked_models(), ids=label)
def test_the_default_manager_refuses_untracked_writes(model: type[TrackedModel]) -> None:
    assert isinstance(model._default_manager.all(), TrackedQuerySet)
    assert not isinstance(model._base_manager.all(), TrackedQuerySet)


@pytest.mark.parametrize("model", our_models(), ids=label)
def test_no_many_to_many_hides_a_table_without_a_trail(model: type[models.Model]) -> None:
    own = [field.name for field in model._meta.many_to_many if field.remote_field.through._meta.auto_created]  # type: ignore[union-attr]

    assert own == ([] if label(model) != "accounts.User" else ["groups", "user_permissions"])


def _names_in(condition: models.Q) -> set[str]:
    found: set[str] = set()
    for child in condition.children:
        found |= _names_in(child) if isinstance(child, models.Q) else {str(child[0]).split("__")[0]}
    return found


def _pairs(model: type[models.Model]) -> list[tuple[str, str]]:
    fields = {field.name: field for field in model._meta.fields}
    pairs = [(name, name.removesuffix("_at") + "_by") for name in fields if name.endswith("_at")]
    return [(at, by) for at, by in pairs if by in fields]


@pytest.mark.parametrize("model", our_models(), ids=label)
def test_when_and_by_whom_are_filled_together(model: type[models.Model]) -> None:
    checks = [one.condition for one in model._meta.constraints if isinstance(one, models.CheckConstraint)]
    loose = []
    for at, by in _pairs(model):
        both_always = not model._meta.get_field(at).null and not model._meta.get_field(by).null
        together = any({at, by} <= _names_in(check) for check in checks)
        if not both_always and not together:
            loose.append((at, by))

    assert loose == []


@pytest.mark.parametrize("model", our_models(), ids=label)
def test_a_status_is_one_of_its_list(model: type[models.Model]) -> None:
    checked = {
        name
        for one in model._meta.constraints
        if isinstance(one, models.CheckConstraint)
        for name in _names_in(one.condition)
    }
    unchecked = [
        field.name for field in model._meta.fields if field.name in ("status", "state") and field.name not in checked
    ]

    assert unchecked == []


def test_people_and_clinical_records_are_not_deleted_with_what_they_point_to() -> None:
    """A key to a person protects the person: people are deactivated, never deleted."""
    cascading = [
        f"{label(model)}.{field.name}"
        for model in our_models()
        for field in model._meta.fields
        if isinstance(field, models.ForeignKey)
        and field.related_model is User
        and field.remote_field.on_delete is not models.PROTECT
    ]

    assert cascading == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
