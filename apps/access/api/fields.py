"""Fields that take what they say and nothing that only looks like it: `"1"` is no number, `true` no word."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.core.clock import LONDON, AmbiguousTime, NonexistentTime, Precision, from_local

# Beyond these no clinical time lies, and between them every zone can be reckoned with.
FIRST_YEAR, LAST_YEAR = 1890, 2200
LARGEST = 2_147_483_647
PRECISIONS = [(one.value, one.value) for one in Precision]


class TextField(serializers.CharField):
    """A JSON string; kept as sent, for the domain cleans text for pages and API alike."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("trim_whitespace", False)
        kwargs.setdefault("allow_blank", True)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Refuse numbers."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class ChosenField(serializers.ChoiceField):
    """One word of a closed list."""

    default_error_messages = {"invalid_choice": _("Choose one of the values that the documentation lists.")}

    def to_internal_value(self, data: Any) -> Any:
        """Refuse what is no string."""
        if not isinstance(data, str):
            self.fail("invalid_choice")
        return super().to_internal_value(data)


class IdField(serializers.UUIDField):
    """The id of a record."""

    def to_internal_value(self, data: Any) -> UUID:
        """Refuse numbers, which would also make an id."""
        if not isinstance(data, str):
            self.fail("invalid", value="")
        return super().to_internal_value(data)


class NumberField(serializers.IntegerField):
    """A whole number that a database column can hold."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_value", LARGEST)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> int:
        """Refuse strings and truth values."""
        if isinstance(data, float) and data.is_integer():
            data = int(data)
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class FlagField(serializers.BooleanField):
    """True or false."""

    def to_internal_value(self, data: Any) -> bool:
        """Refuse words for it."""
        if not isinstance(data, bool):
            self.fail("invalid", input="")
        return data


@extend_schema_field(OpenApiTypes.DATE)
class DayField(serializers.Field[date, Any, str, Any]):
    """A day, as `2026-03-01`."""

    default_error_messages = {
        "invalid": _("Write the day as YYYY-MM-DD."),
        "impossible": _("This day lies too far away."),
    }

    def to_internal_value(self, data: Any) -> date:
        """The day; refuses the 30th of February and the year 9999."""
        try:
            found = date.fromisoformat(data) if isinstance(data, str) and len(data) == 10 else None
        except ValueError:
            found = None
        if found is None:
            self.fail("invalid")
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            self.fail("impossible")
        return found

    def to_representation(self, value: date) -> str:
        """ISO 8601."""
        return value.isoformat()


@extend_schema_field(OpenApiTypes.DATETIME)
class InstantField(serializers.Field[datetime, Any, str, Any]):
    """An instant as RFC 3339 writes it; without an offset it is London's clock."""

    default_error_messages = {
        "invalid": _("Write date and time as 2026-03-01T14:30:00+00:00."),
        "impossible": _("This lies too far away."),
        "ambiguous": _("The clocks went back, so this time happened twice. Add the offset, +01:00 or +00:00."),
        "nonexistent": _("The clocks went forward, so this time never happened. Check it."),
    }

    def to_internal_value(self, data: Any) -> datetime:
        """The instant in UTC; the doubled hour is asked about, not guessed."""
        try:
            found = datetime.fromisoformat(data) if isinstance(data, str) and len(data) >= 16 else None
        except ValueError:
            found = None
        if found is None:
            self.fail("invalid")
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            self.fail("impossible")
        if found.tzinfo is not None:
            return found.astimezone(UTC)
        try:
            return from_local(found)
        except AmbiguousTime:
            self.fail("ambiguous")
        except NonexistentTime:
            self.fail("nonexistent")

    def to_representation(self, value: datetime) -> str:
        """In UTC, with a Z."""
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Input(serializers.Serializer[Any]):
    """What a request may say. A field that does not exist is refused, so that a slip of the pen is noticed."""

    def to_internal_value(self, data: Any) -> Any:
        """Read it, and name every unknown field."""
        if isinstance(data, dict):
            writable = {name for name, field in self.fields.items() if not field.read_only}
            unknown = sorted(str(name) for name in set(data) - writable)
            if unknown:
                raise serializers.ValidationError({name: _("There is no such field.") for name in unknown})
        return super().to_internal_value(data)


def rows(reader: type[Input], most: int, **more: Any) -> serializers.ListSerializer[Any]:
    """A list of such parts, at most so many."""
    return serializers.ListSerializer(child=reader(), max_length=most, **more)


class Output(serializers.Serializer[Any]):
    """What an answer says, from a mapping that has each field."""


class PersonOutput(Output):
    """Somebody, by name."""

    id = IdField()
    name = TextField()


class TimeInput(Input):
    """A clinical time with its precision."""

    precision = ChosenField(choices=PRECISIONS)
    at = InstantField(required=False, help_text="With precision “instant”.")
    day = DayField(required=False, help_text="With precision “day”; in London.")

    def validate(self, attrs: Any) -> Any:
        """An instant needs `at`, a day `day`, and unknown neither."""
        wanted = {Precision.INSTANT: "at", Precision.DAY: "day"}.get(Precision(attrs["precision"]))
        problems = {}
        if wanted and wanted not in attrs:
            problems[wanted] = _("This goes with that precision.")
        for name in ("at", "day"):
            if name in attrs and name != wanted:
                problems[name] = _("This does not go with that precision.")
        if problems:
            raise serializers.ValidationError(problems)
        return attrs


class TimeOutput(Output):
    """A clinical time: `at` is midnight in London when only the day is known, and null when it is not known."""

    precision = ChosenField(choices=PRECISIONS)
    at = InstantField(allow_null=True)
    day = DayField(allow_null=True)
    source = TextField()  # type: ignore[assignment]  # a field of the answer, not DRF's own
    zone = TextField(help_text="The zone in which it was given.")


def london_midnight(day: date) -> datetime:
    """The instant at which that day begins in London."""
    return datetime(day.year, day.month, day.day, tzinfo=LONDON)
