"""Forms of the patient first: contacts, follow-up actions, whether a report stands wrong, second opinions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.cases.enums import ActionKind, ContactResult, OpinionContext, Standing, ToldHow
from apps.cases.forms.base import Choices, with_empty
from apps.core.forms.base import PlatformForm
from apps.core.forms.fields import ClinicalTimeField, DayField, LongTextField, TextField
from apps.core.forms.look import FieldLook


class ContactForm(PlatformForm):
    """One attempt to reach somebody."""

    who = TextField(
        label=_("Who was called or written to"),
        help_text=_("For example: duty GP at Millbrook Surgery."),
        max_length=200,
        error_messages={"required": _("Say who was called or written to.")},
    )
    channel = forms.ChoiceField(
        label=_("How"), choices=ToldHow.choices, error_messages={"required": _("Choose how they were tried.")}
    )
    result = forms.ChoiceField(
        label=_("What came of it"),
        choices=ContactResult.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came of it.")},
    )
    tried = ClinicalTimeField(
        label=_("When"), source="typed", error_messages={"required": _("Say when it was, or that it is not known.")}
    )
    note = LongTextField(label=_("What was said"), max_length=2_000, required=False)
    looks = {"result": FieldLook(small=True), "note": FieldLook(rows=2)}


class FinishActionForm(PlatformForm):
    """What was done: who, when and how, as the kind of action asks."""

    happened = ClinicalTimeField(label=_("When it was done"), source="typed", may_be_unknown=False)
    who = TextField(label=_("Who"), max_length=200)
    told_how = forms.ChoiceField(label=_("How"))
    system = TextField(
        label=_("In which system"), help_text=_("For example: PACS, or the outside hospital’s RIS."), max_length=100
    )
    evidence = LongTextField(label=_("What was done, or where it can be seen"), max_length=2_000, required=False)
    looks = {"evidence": FieldLook(rows=3), "system": FieldLook(width=20)}

    WHO = {
        ActionKind.ADDENDUM: _("Who issued the addendum"),
        ActionKind.REFERRER: _("Who was told"),
        ActionKind.READER: _("Who told the original reader"),
        ActionKind.EXTERNAL: _("Who was contacted at the outside hospital"),
    }

    def __init__(self, *args: Any, kind: str = ActionKind.OTHER, demanded: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].label = self.WHO.get(ActionKind(kind), _("Who did it"))
        chooser = self.fields["told_how"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = with_empty(ToldHow.choices, _("Choose one"))
        for name in ("happened", "who", "told_how", "system"):
            self.fields[name].required = name in demanded
        del self.fields["told_how" if kind == ActionKind.ADDENDUM else "system"]
        if kind == ActionKind.OTHER:
            del self.fields["told_how"]


class ReassignForm(PlatformForm):
    """Who does it instead, and why."""

    owner = forms.ChoiceField(label=_("Who does it"), error_messages={"required": _("Choose who does it.")})
    reason = TextField(
        label=_("Why"), max_length=500, error_messages={"required": _("Say why somebody else should do it.")}
    )

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["owner"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = with_empty(people, _("Choose one"))


class MoveActionForm(PlatformForm):
    """Another day, and why."""

    due_on = DayField(label=_("By when"), past=False, error_messages={"required": _("Give the new day.")})
    reason = TextField(label=_("Why"), max_length=500, error_messages={"required": _("Say why the day changes.")})


class StandingForm(PlatformForm):
    """Does the issued report still stand wrong?"""

    answer = forms.ChoiceField(
        label=_("Does an issued report still stand wrong?"),
        choices=Standing.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    identified_on = DayField(
        label=_("When the difference was identified"),
        help_text=_("The 14 days run from this day."),
        future=False,
        error_messages={"required": _("Give the day on which it was identified.")},
    )
    is_outside = forms.BooleanField(
        label=_("The report was issued by another hospital (imported study)"), required=False
    )
    reason = LongTextField(
        label=_("Why"),
        help_text=_("Needed when the answer changes from yes to no. Nobody is named here."),
        max_length=2_000,
        required=False,
    )
    looks = {"answer": FieldLook(small=True), "reason": FieldLook(rows=2)}


IN_RECORD = {"yes": True, "no": False, "unknown": None, "": None}


class SecondOpinionForm(PlatformForm):
    """A second opinion or MDT re-read."""

    giver = forms.ChoiceField(label=_("Whose opinion"), required=False)
    giver_name = TextField(label=_("Or somebody outside this trust"), max_length=200, required=False)
    context = forms.ChoiceField(
        label=_("On what occasion"),
        choices=OpinionContext.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an occasion.")},
    )
    given = ClinicalTimeField(
        label=_("When it was given"),
        source="typed",
        error_messages={"required": _("Say when it was given, or that it is not known.")},
    )
    opinion = LongTextField(
        label=_("The opinion"),
        help_text=_("What is now thought of the images. No names."),
        max_length=5_000,
        error_messages={"required": _("Say what the second opinion is.")},
    )
    in_mdt_record = forms.ChoiceField(
        label=_("Is it in the MDT’s own record?"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known, or no MDT"))],
        widget=forms.RadioSelect,
        required=False,
    )
    looks = {
        "context": FieldLook(small=True),
        "in_mdt_record": FieldLook(small=True, optional_mark=False),
        "opinion": FieldLook(rows=4),
    }

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["giver"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = with_empty(people, _("Nobody on this list"))

    def clean(self) -> dict[str, Any]:
        """Somebody gave it."""
        cleaned = super().clean()
        if not cleaned.get("giver") and not cleaned.get("giver_name") and "giver_name" not in self.errors:
            self.add_error("giver_name", ValidationError(_("Choose a person above, or type a name."), code="required"))
        return cleaned


class PassingOnForm(PlatformForm):
    """After how many hours, and to whom in which order."""

    remind_after_hours = forms.IntegerField(
        label=_("Hours until a reminder"), min_value=0, max_value=336, required=False
    )
    hand_over_after_hours = forms.IntegerField(
        label=_("Hours until the next person is asked"), min_value=0, max_value=336, required=False
    )
    looks = {"remind_after_hours": FieldLook(width=4), "hand_over_after_hours": FieldLook(width=4)}

    def __init__(self, *args: Any, people: Choices = (), standard: tuple[int, int] = (0, 0), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = _("Empty means %(hours)s, as set for the whole installation. 0 means never.")
        for name, hours in zip(("remind_after_hours", "hand_over_after_hours"), standard, strict=True):
            self.fields[name].help_text = words % {"hours": hours}
        self.places = [(f"place_{number}", UUID(person)) for number, (person, _name) in enumerate(people)]
        looks = dict(self.looks)
        for (name, _person), (_id, label) in zip(self.places, people, strict=True):
            self.fields[name] = forms.IntegerField(label=label, min_value=1, max_value=99, required=False)
            looks[name] = FieldLook(width=2)
        self.looks = looks  # type: ignore[misc]  # the people are data, so their looks are known only here

    def order(self) -> list[UUID]:
        """Those who were given a place, by it."""
        given = [(self.cleaned_data.get(name), person) for name, person in self.places]
        return [person for place, person in sorted((one for one in given if one[0]), key=lambda one: one[0] or 0)]

    def clean(self) -> dict[str, Any]:
        """Two people cannot have one place."""
        cleaned = super().clean()
        taken: set[int] = set()
        for name, _person in self.places:
            place = cleaned.get(name)
            if place and place in taken:
                self.add_error(name, ValidationError(_("Somebody else has this place. Give another."), code="taken"))
            elif place:
                taken.add(place)
        return cleaned
