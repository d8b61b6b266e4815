"""Forms of the pages about coding schemes; each carries the version of the edition that was on the screen."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.cases.domain.reference_scheme import LONGEST_REASON
from apps.cases.domain.taxonomies import LONGEST_SOURCE, LONGEST_TITLE
from apps.cases.domain.taxonomy_terms import LONGEST_LABEL, LONGEST_MEANING
from apps.cases.forms.base import VersionedForm
from apps.core.forms.base import PlatformForm
from apps.core.forms.fields import DayField, LongTextField, TextField
from apps.core.forms.look import FieldLook


class CopyForm(PlatformForm):
    """Nothing is asked: the page says what is copied, and for which trust."""


class PlainForm(VersionedForm):
    """Nothing but the version: what would happen stands above it."""


class DescribeForm(VersionedForm):
    """What the edition is called and where its words come from."""

    title = TextField(label=_("What is the scheme called?"), max_length=LONGEST_TITLE)
    source_note = LongTextField(
        label=_("Where do these terms come from, and who decided on them?"),
        help_text=_("For example: the publication; then what was changed, by whom, minute of 3 March 2026."),
        max_length=LONGEST_SOURCE,
    )
    looks = {"source_note": FieldLook(rows=4)}


class TermForm(VersionedForm):
    """A term in words."""

    label = TextField(label=_("What is the term called?"), max_length=LONGEST_LABEL)
    meaning = TextField(
        label=_("What does it mean?"),
        help_text=_("Shown under the term when somebody chooses."),
        max_length=LONGEST_MEANING,
        required=False,
    )
    looks = {"label": FieldLook(width=30)}


class ActivateForm(VersionedForm):
    """From which day an edition is in use."""

    active_from = DayField(
        label=_("In use from"),
        help_text=_("Today or a later day. What was coded before keeps its edition."),
        past=False,
    )


class ReferenceForm(VersionedForm):
    """Whether scores that spreadsheets bring are kept, and why."""

    is_on = forms.TypedChoiceField(
        label=_("What happens to a column of RADPEER scores in a spreadsheet?"),
        choices=[("no", _("It is left out")), ("yes", _("The scores are kept as they stand there"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = LongTextField(label=_("Why, and who decided it?"), max_length=LONGEST_REASON)
    looks = {"reason": FieldLook(rows=3)}
