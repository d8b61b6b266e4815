"""Planning, changing, moving and cancelling a meeting."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.core.forms.base import PlatformForm
from apps.core.forms.fields import InstantField, LongTextField, TextField
from apps.core.forms.look import FieldLook

Choices = Iterable[tuple[str, str | Promise]]


def whole_number(label: Any, least: int, most: int, **more: Any) -> forms.IntegerField:
    """A field for a whole number within bounds."""
    return forms.IntegerField(label=label, min_value=least, max_value=most, **more)


class DetailsForm(PlatformForm):
    """What a meeting is called, where it is, how long, and who chairs it."""

    title = TextField(
        label=_("Title"),
        max_length=120,
        required=False,
        help_text=_("Leave it empty and the meeting is called by its date. No names of patients or staff."),
    )
    minutes = whole_number(_("Length"), 10, 480)
    overhead_minutes = whole_number(
        _("Minutes for opening and closing"), 0, 240, help_text=_("Not available for cases.")
    )
    quorum = whole_number(
        _("Quorum"), 1, 500, help_text=_("How many must be there. A smaller meeting is still recorded, and marked.")
    )
    place = TextField(label=_("Place"), max_length=200, required=False)
    join_link = TextField(label=_("Link to join"), max_length=500, required=False)
    chair = forms.ChoiceField(label=_("Chair"))
    deputy = forms.ChoiceField(
        label=_("Deputy chair"), required=False, help_text=_("Leads the cases in which the chair read a report.")
    )

    looks = {
        "minutes": FieldLook(width=3, suffix=_("minutes")),
        "overhead_minutes": FieldLook(width=3, suffix=_("minutes")),
        "quorum": FieldLook(width=3, suffix=_("people")),
    }

    def __init__(self, *args: Any, chairs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = list(chairs)
        self.fields["chair"].choices = [("", _("Choose one")), *people]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["deputy"].choices = [("", _("Nobody")), *people]  # type: ignore[attr-defined]  # a ChoiceField


class PlanForm(DetailsForm):
    """A coming meeting."""

    starts_at = InstantField(label=_("When it starts"), past=False, help_text=_("For example, 27 3 2026 and 12:30"))

    field_order = ("starts_at", "minutes", "title", "place", "join_link", "chair", "deputy", "quorum")


class PastForm(DetailsForm):
    """A meeting that was held without having been planned here."""

    starts_at = InstantField(label=_("When it started"), future=False, help_text=_("For example, 27 3 2026 and 12:30"))

    field_order = ("starts_at", "minutes", "title", "place", "join_link", "chair", "deputy", "quorum")


class MoveForm(PlatformForm):
    """Another day or time."""

    starts_at = InstantField(label=_("New start"), help_text=_("For example, 27 3 2026 and 12:30"))
    reason = LongTextField(label=_("Why it is moved"), max_length=500, required=False)

    looks = {"reason": FieldLook(rows=2)}


class ReasonForm(PlatformForm):
    """A reason, before something that others have to understand later."""

    reason = LongTextField(label=_("Reason"), max_length=500)

    looks = {"reason": FieldLook(rows=3)}


class SeriesForm(PlatformForm):
    """What new meetings of a department start from."""

    name = TextField(label=_("Name of the meetings"), max_length=120)
    minutes = whole_number(_("Length"), 10, 480)
    overhead_minutes = whole_number(_("Minutes for opening and closing"), 0, 240)
    minutes_per_case = whole_number(
        _("Minutes for a case"), 1, 120, help_text=_("The mean of the UK survey of discrepancy meetings is 6.")
    )
    quorum = whole_number(_("Quorum"), 1, 500)
    least_a_year = whole_number(_("At least so many meetings a year"), 1, 52, help_text=_("The college asks for 6."))
    most_months_apart = whole_number(_("At most so many months apart"), 1, 12, help_text=_("The college asks for 2."))
    source_note = LongTextField(label=_("Where these numbers come from"), max_length=2000, required=False)

    looks = {
        "minutes": FieldLook(width=3, suffix=_("minutes")),
        "overhead_minutes": FieldLook(width=3, suffix=_("minutes")),
        "minutes_per_case": FieldLook(width=3, suffix=_("minutes")),
        "quorum": FieldLook(width=3, suffix=_("people")),
        "least_a_year": FieldLook(width=3),
        "most_months_apart": FieldLook(width=3),
    }
