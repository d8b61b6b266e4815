"""What an involved reader says, and what whoever looks after the discussion decides about it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms.base import PlatformForm
from apps.core.forms.fields import LongTextField, YesNoField
from apps.core.forms.look import FieldLook
from apps.meetings.domain.answering import LONGEST_FACT, LONGEST_STATEMENT
from apps.meetings.enums import Coming

_ANSWERS = [(one.value, one.label) for one in (Coming.WILL, Coming.WILL_NOT)]


class AnswerForm(PlatformForm):
    """Whether the reader will be there, and who should lead."""

    coming = forms.ChoiceField(label=_("Will you be there?"), choices=_ANSWERS, widget=forms.RadioSelect)
    wants_other_lead = forms.BooleanField(
        label=_("I would like somebody else to lead the discussion of this case"), required=False
    )

    looks = {"coming": FieldLook(small=True)}


class StatementForm(PlatformForm):
    """The reader's own account."""

    text = LongTextField(
        label=_("What should be known about this case?"),
        max_length=LONGEST_STATEMENT,
        help_text=_("For example what the list was like, what you were asked, what you could see. It stays yours."),
    )
    is_for_room = forms.BooleanField(
        label=_("The room may read this, without my name, after the case was shown"), required=False
    )

    looks = {"text": FieldLook(rows=6)}


class CorrectionForm(PlatformForm):
    """A fact that is wrong."""

    stated = LongTextField(label=_("Which fact is wrong?"), max_length=LONGEST_FACT)
    should_be = LongTextField(label=_("What should it say?"), max_length=LONGEST_FACT)

    looks = {"stated": FieldLook(rows=2), "should_be": FieldLook(rows=2)}


class DecideCorrectionForm(PlatformForm):
    """Accepted or declined, and why."""

    accepts = YesNoField(label=_("Is the correction right?"))
    reason = LongTextField(
        label=_("Why?"), max_length=2_000, help_text=_("The person who proposed it reads this, with your name.")
    )

    looks = {"reason": FieldLook(rows=3)}


class WaiveForm(PlatformForm):
    """Why somebody need not be told."""

    reason = LongTextField(
        label=_("Why need this person not be told?"),
        max_length=2_000,
        help_text=_("For example: works elsewhere now and was written to, or asked not to be told."),
    )

    looks = {"reason": FieldLook(rows=3)}


class AllTheSameForm(PlatformForm):
    """Why it cannot wait for the involved reader's time."""

    reason = LongTextField(label=_("Why can it not wait?"), max_length=2_000)

    looks = {"reason": FieldLook(rows=3)}
