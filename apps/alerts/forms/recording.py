"""What a fail-safe officer records of an alert."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.alerts.domain.acts import ActFacts
from apps.alerts.enums import ActKind, HowConfirmed
from apps.alerts.forms.choosing import Choices, set_choices
from apps.core.forms.base import PlatformForm
from apps.core.forms.fields import InstantField, LongTextField, TextField
from apps.core.forms.look import FieldLook

_HOW = [one for one in HowConfirmed.choices if one[0] != HowConfirmed.LINK]


class ReadForm(PlatformForm):
    """Who read the report, when, and how that is known."""

    person_name = TextField(
        label=_("Who read the report"),
        help_text=_("By name: “the ward” reads nothing."),
        error_messages={"required": _("Say who it was, by name.")},
    )
    person_role = TextField(label=_("Their role"), required=False)
    at = InstantField(label=_("When they read it"), future=False)
    how = forms.ChoiceField(label=_("How it was confirmed"), choices=_HOW, widget=forms.RadioSelect)
    looks = {
        "person_name": FieldLook(width=20),
        "person_role": FieldLook(width=20),
        "how": FieldLook(small=True),
    }

    def facts(self) -> ActFacts:
        """What was typed."""
        given = self.cleaned_data
        return ActFacts(
            at=given["at"],
            person_name=given["person_name"],
            person_role=given["person_role"],
            how=HowConfirmed(given["how"]),
            what=given.get("what", ""),
        )


class ActedForm(ReadForm):
    """Who acted, on what, and how that is known."""

    person_name = TextField(label=_("Who acted"), error_messages={"required": _("Say who it was, by name.")})
    what = LongTextField(
        label=_("What was done"),
        help_text=_("For example: referred on the two-week pathway, CT booked for Thursday."),
        max_length=2000,
        error_messages={"required": _("Say what was done.")},
    )
    at = InstantField(label=_("When they acted"), future=False)
    field_order = ["person_name", "person_role", "what", "at", "how"]
    looks = {**ReadForm.looks, "what": FieldLook(rows=3)}


class InformedForm(ReadForm):
    """Who told the patient."""

    person_name = TextField(label=_("Who told the patient"), error_messages={"required": _("Say who it was, by name.")})
    at = InstantField(label=_("When the patient was told"), future=False)


ACT_FORMS: dict[ActKind, type[ReadForm]] = {
    ActKind.READ: ReadForm,
    ActKind.ACTED: ActedForm,
    ActKind.INFORMED: InformedForm,
}


class StrikeForm(PlatformForm):
    """Which entry was wrong, and why."""

    act = forms.ChoiceField(label=_("Which entry was wrong"), widget=forms.RadioSelect)
    why = LongTextField(label=_("What was wrong with it"), max_length=500)
    looks = {"why": FieldLook(rows=2)}

    def __init__(self, *args: Any, acts: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self.fields["act"], acts)


# The answer that it was none of the calls that are asked for. Never empty: a radio without a value is not drawn.
OWN_ACCORD = "own"


class CallForm(PlatformForm):
    """A call that was made; which one is asked only where a call waits to be made."""

    call = forms.ChoiceField(label=_("Which call"), widget=forms.RadioSelect, required=False)
    spoke_to = TextField(label=_("Who you spoke to"), required=False)
    result = LongTextField(
        label=_("What came of it"),
        help_text=_("Also when nobody answered. If they said that they have read the report, record that as well."),
        max_length=2000,
        error_messages={"required": _("Say what came of it, also when nobody answered.")},
    )
    looks = {"spoke_to": FieldLook(width=20), "result": FieldLook(rows=3), "call": FieldLook(small=True)}

    def __init__(self, *args: Any, calls: Choices = (), own: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = list(calls)
        set_choices(self.fields["call"], [*waiting, (OWN_ACCORD, own)])
        if not waiting:
            del self.fields["call"]


class WithdrawForm(PlatformForm):
    """Why it should not have been raised."""

    why = LongTextField(label=_("Why it is withdrawn"), max_length=500)
    looks = {"why": FieldLook(rows=2)}
