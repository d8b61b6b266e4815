"""Plants a marker word in every free-text field of everything that hangs on a case, found by walking the models.

A new model that points to a case, or to something that hangs on one, is planted without being named. Where a case has
no row of it, one of the same kind is taken from a furnished department and hung on the case; a model of which there is
none anywhere is told to the test, so that somebody stages it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps as django_apps
from django.db import IntegrityError, models, transaction

from apps.cases.models import Case, CaseStudy
from apps.core.bulk import version_model
from apps.core.tracking import TrackedModel

Row = tuple[type[models.Model], Any]
TEXTS = (models.CharField, models.TextField, models.EmailField, models.SlugField)
# Columns that hold a digest, a code or a kind: a word in them would be damage and not a word.
DIGESTS = ("sha256", "_hash", "digest", "fingerprint", "zone", "media_type", "precision", "message_id", "signature")
KEYS = frozenset({"key", "code", "url", "file", "subject_label", "subject_id", "object_id", "object_label", "field"})


def is_words(one: models.Field[Any, Any]) -> bool:
    """Whether people write into this column."""
    return (
        isinstance(one, TEXTS)
        and not isinstance(one, models.FileField)
        and not one.choices
        and one.name not in KEYS
        and not one.unique
        and not any(part in one.name for part in DIGESTS)
    )


def holds_words(model: type[models.Model]) -> bool:
    """Whether people write into any of its columns."""
    return any(is_words(one) or isinstance(one, models.JSONField) for one in model._meta.concrete_fields)


def pointing_at(model: type[models.Model]) -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    """The models of ours with a key to this one, and the key."""
    for relation in model._meta.related_objects:
        found = relation.related_model
        if found.__module__.startswith("apps.") and relation.field.concrete and not relation.many_to_many:
            yield found, relation.field


def hanging_models(*ends: type[models.Model]) -> list[type[models.Model]]:
    """Every model that can hang on a case, at whatever distance; the nearest first. `ends` carry nothing further."""
    found: list[type[models.Model]] = [Case]
    for model in found:
        if model not in ends:
            found += [one for one, _key in pointing_at(model) if one not in found]
    return found


@dataclass
class Planted:
    """What was planted: the marker of each field, and the keys of the rows by model."""

    case: UUID
    words: dict[str, str] = field(default_factory=dict)
    rows: dict[type[models.Model], list[Any]] = field(default_factory=lambda: defaultdict(list))

    def marker(self, model: type[models.Model], name: str) -> str:
        """One word for each field, the same in each row; no English word, and none is the beginning of another."""
        return self.words.setdefault(f"{model._meta.label}.{name}", f"zq{len(self.words):03d}x")

    def has(self, model: type[models.Model]) -> bool:
        """Whether a row of the model hangs on the case."""
        return bool(self.rows[model])


def gather(planted: Planted, ends: tuple[type[models.Model], ...]) -> None:
    """Note the rows that hang on the case, hanging one from elsewhere where there is none."""
    planted.rows.clear()
    planted.rows[Case] = [planted.case]
    studies = CaseStudy.objects.filter(case=planted.case).values_list("study_id", flat=True)
    planted.rows[CaseStudy._meta.get_field("study").related_model] = list(studies)
    for model in (*hanging_models(*ends), *hanging_models_of_studies(ends)):
        if model in ends:
            continue
        for child, key in pointing_at(model):
            here = child._base_manager.filter(**{f"{key.name}__in": planted.rows[model]})
            if planted.rows[model] and child not in ends and not planted.has(child) and not here.exists():
                _hang(child, key, planted.rows[model][0])
            for pk in here.values_list("pk", flat=True):
                if pk not in planted.rows[child]:
                    planted.rows[child].append(pk)


def hanging_models_of_studies(ends: tuple[type[models.Model], ...]) -> list[type[models.Model]]:
    """What hangs on the studies of a case: their journey, their readers, their alerts."""
    study: Any = CaseStudy._meta.get_field("study").related_model
    found: list[type[models.Model]] = [study]
    for model in found:
        if model not in ends:
            found += [one for one, _key in pointing_at(model) if one not in found and one is not CaseStudy]
    return found


def _hang(child: type[models.Model], key: models.Field[Any, Any], on: Any) -> None:
    """Take a row of the child from elsewhere and hang it here, with its versions; keep trying, keys may be unique."""
    for pk in child._base_manager.values_list("pk", flat=True)[:5]:
        try:
            with transaction.atomic():
                _write(child, [pk], {key.attname: on})
        except IntegrityError:
            continue
        return


def _write(model: type[models.Model], keys: list[Any], values: dict[str, Any]) -> None:
    """Write past the tracking: what is planted stands in the versions, too."""
    models.QuerySet(model).filter(pk__in=keys).update(**values)
    if issubclass(model, TrackedModel):
        versions = version_model(model)
        known = {one.attname for one in versions._meta.concrete_fields}
        name = model._meta.pk.attname if model._meta.pk else "id"
        kept = {key: value for key, value in values.items() if key in known}
        if kept:
            models.QuerySet(versions).filter(**{f"{name}__in": keys}).update(**kept)


def sow(planted: Planted, shown: frozenset[str], final: tuple[type[models.Model], ...] = ()) -> None:
    """Put its marker into each field of words of each row, but for what is `shown`; `final` is left alone."""
    for model, keys in list(planted.rows.items()):
        if not keys or model in final:
            continue
        for one in model._meta.concrete_fields:
            name = f"{model._meta.label}.{one.name}"
            if is_words(one) and name not in shown and model._meta.label not in shown:
                _put(model, keys, one.attname, planted.marker(model, one.name)[: one.max_length])
            if isinstance(one, models.JSONField) and name not in shown and model._meta.label not in shown:
                _sow_json(planted, model, one.name, keys)
        if issubclass(model, TrackedModel) and model._meta.label not in shown:
            versions: Any = models.QuerySet(version_model(model)).filter(**{f"{model._meta.pk.attname}__in": keys})
            versions.update(history_change_reason=planted.marker(model, "history_change_reason"))


def _put(model: type[models.Model], keys: list[Any], name: str, marker: str) -> None:
    """Into each row; where a rule of the table wants a field to be empty, into those in which it is not."""
    try:
        with transaction.atomic():
            _write(model, keys, {name: marker})
    except IntegrityError:
        filled = model._base_manager.filter(pk__in=keys).exclude(**{name: ""}).values_list("pk", flat=True)
        _write(model, list(filled), {name: marker})


def _sow_json(planted: Planted, model: type[models.Model], name: str, keys: list[Any]) -> None:
    """Each string that reads as words gets the marker; what looks like a code, a date or a key stays."""
    marker = planted.marker(model, name)
    for pk, value in list(model._base_manager.filter(pk__in=keys).values_list("pk", name)):
        _write(model, [pk], {name: _replaced(value, lambda words: f"{marker} {words}")})


def _replaced(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(one, change) for key, one in value.items()}
    if isinstance(value, list):
        return [_replaced(one, change) for one in value]
    return change(value) if isinstance(value, str) and " " in value else value


def models_of_keys(keys: set[Any]) -> dict[Any, type[models.Model]]:
    """Of which model each of these keys is; for the records that stand behind the arguments of an address."""
    found: dict[Any, type[models.Model]] = {}
    for model in django_apps.get_models():
        if model.__module__.startswith("apps.") and isinstance(model._meta.pk, models.UUIDField):
            found |= dict.fromkeys(model._base_manager.filter(pk__in=keys).values_list("pk", flat=True), model)
    return found
