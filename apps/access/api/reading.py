"""From a request to values, and from clinical times to JSON and back."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from apps.core.clock import UNKNOWN_TIME, ClinicalTime, Precision, clinical_day, clinical_instant


def body_of(request: Request, reader: type[serializers.Serializer[Any]]) -> dict[str, Any]:
    """What the body says; raises ValidationError (400 by field)."""
    return _read(reader(data=request.data))


def query_of(request: Request, reader: type[serializers.Serializer[Any]]) -> dict[str, Any]:
    """What the address asks for; empty values are left out; raises ValidationError (400 by field)."""
    given = {name: value for name, value in request.query_params.items() if name in reader().fields}
    return {name: value for name, value in _read(reader(data=given)).items() if value not in (None, "")}


def _read(reader: serializers.Serializer[Any]) -> dict[str, Any]:
    reader.is_valid(raise_exception=True)
    found: dict[str, Any] = reader.validated_data
    return found


def time_from(given: Mapping[str, Any] | None, source: str) -> ClinicalTime:
    """What a TimeInput says; unknown when nothing was said."""
    if given is None or given["precision"] == Precision.UNKNOWN:
        return UNKNOWN_TIME
    if given["precision"] == Precision.DAY:
        return clinical_day(given["day"], source)
    return clinical_instant(given["at"], source)


def time_said(time: ClinicalTime) -> dict[str, Any]:
    """A clinical time for a TimeOutput."""
    return {
        "precision": time.precision.value,
        "at": time.at,
        "day": time.day,
        "source": time.source,
        "zone": time.zone,
    }


def person_said(person: Any) -> dict[str, Any] | None:
    """Somebody for a PersonOutput; None for nobody."""
    return {"id": person.pk, "name": person.full_name} if person else None
