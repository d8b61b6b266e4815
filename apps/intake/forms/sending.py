"""Forms for sending a spreadsheet in and saying where its headings stand."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.cases.forms.base import VersionedForm
from apps.core.forms.base import PlatformForm
from apps.core.forms.look import FieldLook
from apps.intake.domain.mapping import DAY_FIRST, LAST_HEADING_ROW, MONTH_FIRST

Choices = Sequence[tuple[str, str]]


class SendSpreadsheetForm(PlatformForm):
    """The file, and for somebody of several departments the department."""

    department = forms.ChoiceField(label=_("Department"))
    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_(
            "A workbook (.xlsx) or a text file (.csv), one row for each case and a row of headings above them."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.csv,.tsv,.txt"}),
        max_length=None,
        error_messages={"empty": _("The file is empty. Choose another.")},
    )

    def __init__(self, *args: Any, departments: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["department"]
        field.choices = departments
        if len(departments) == 1:
            field.widget = forms.HiddenInput()
            field.initial = departments[0][0]


class HeadingsForm(VersionedForm):
    """Which sheet, which row, and how days are written."""

    looks = {"heading_row": FieldLook(width=3)}

    sheet = forms.ChoiceField(label=_("Sheet"))
    heading_row = forms.IntegerField(
        label=_("The headings are in row"),
        min_value=1,
        max_value=LAST_HEADING_ROW,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    heading_rows = forms.ChoiceField(
        label=_("How many rows of headings are there?"),
        choices=[("1", _("One")), ("2", _("Two: groups of columns above, their names below"))],
        widget=forms.RadioSelect,
        initial="1",
    )
    dates = forms.ChoiceField(
        label=_("How are days written as numbers?"),
        choices=[(DAY_FIRST, _("Day first: 27/03/2024")), (MONTH_FIRST, _("Month first: 03/27/2024"))],
        widget=forms.RadioSelect,
        initial=DAY_FIRST,
    )

    def __init__(self, *args: Any, sheets: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["sheet"]
        field.choices = sheets
        if len(sheets) == 1:
            field.widget = forms.HiddenInput()
            field.initial = sheets[0][0]
