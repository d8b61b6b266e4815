"""Forms for matching columns to fields and their words to ours; as many fields as the sheet has columns or words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.cases.forms.base import VersionedForm
from apps.core.forms.look import FieldLook
from apps.intake.domain.fields import BY_KEY, FIELDS, GROUPS, RADPEER
from apps.intake.domain.headings import Column, WordsOfColumn, is_reference_score
from apps.intake.domain.mapping import LEAVE_EMPTY, MOST_WORDS, SheetMapping
from apps.intake.enums import ImportMode

_CONSTANTS = [one for one in FIELDS if one.is_choice]


def field_choices(*, keeps_scores: bool = False) -> list[Any]:
    """Every field that a column can be, in groups, after the choice to leave the column out."""
    offered = (*FIELDS, RADPEER) if keeps_scores else FIELDS
    grouped = [
        (str(words), [(one.key, str(one.label)) for one in offered if one.group == group])
        for group, words in GROUPS.items()
    ]
    return [("", _("Leave this column out")), *grouped]


class ColumnsForm(VersionedForm):
    """One question for each column, then what is the same for every row."""

    def __init__(
        self,
        *args: Any,
        columns: Sequence[Column],
        samples: Mapping[int, str],
        mapping: SheetMapping,
        keeps_scores: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        choices = field_choices(keeps_scores=keeps_scores)
        looks = {}
        for one in columns:
            note = (
                ""
                if keeps_scores or not is_reference_score(one.heading)
                else _("Scores of another scheme are left out.")
            )
            self.fields[f"column_{one.place}"] = forms.ChoiceField(
                label=one.heading,
                choices=choices,
                required=False,
                initial=mapping.columns.get(one.heading, ""),
                help_text=note or samples.get(one.place, ""),
            )
            looks[f"column_{one.place}"] = FieldLook(optional_mark=False)
        for wanted in _CONSTANTS:
            self.fields[f"same_{wanted.key}"] = forms.ChoiceField(
                label=str(wanted.label),
                choices=[
                    ("", _("Only what the column says")),
                    *[(option.code, str(option.label)) for option in wanted.options],
                ],
                required=False,
                initial=mapping.constants.get(wanted.key, wanted.default),
            )
            looks[f"same_{wanted.key}"] = FieldLook(optional_mark=False)
        self.looks = looks  # type: ignore[misc]  # one form's own, since its fields are

    def chosen_columns(self) -> dict[str, str]:
        """The field of each column that is not left out, by heading."""
        given = {one.heading: self.cleaned_data.get(f"column_{one.place}", "") for one in self.columns}
        return {heading: key for heading, key in given.items() if key}

    def chosen_constants(self) -> dict[str, str]:
        """What is the same for every row, or stands where a cell is empty."""
        given = {one.key: self.cleaned_data.get(f"same_{one.key}", "") for one in _CONSTANTS}
        return {key: code for key, code in given.items() if code}

    def on_the_page(self, key: str) -> str:
        """Where a field of the domain is asked on this page."""
        return f"same_{key}" if BY_KEY.get(key) in _CONSTANTS else ""

    def column_fields(self) -> list[Any]:
        """The questions about columns, drawn."""
        return [self[f"column_{one.place}"] for one in self.columns]

    def constant_fields(self) -> list[Any]:
        """The questions about what is the same for every row, drawn."""
        return [self[f"same_{one.key}"] for one in _CONSTANTS]


class WordsForm(VersionedForm):
    """One question for each different word of each column that has a closed list."""

    def __init__(self, *args: Any, lists: Sequence[WordsOfColumn], mapping: SheetMapping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lists = lists
        looks = {}
        for one in lists:
            wanted = BY_KEY[one.key]
            choices = [("", _("Not said yet")), *[(option.code, str(option.label)) for option in wanted.options]]
            if not wanted.needed:
                choices.append((LEAVE_EMPTY, _("Leave it empty")))
            for place, (word, count) in enumerate(one.words[:MOST_WORDS]):
                name = f"{one.key}_{place}"
                self.fields[name] = forms.ChoiceField(
                    label=word,
                    choices=choices,
                    required=False,
                    initial=mapping.meaning(one.key, word) or "",
                    help_text=_("%(n)s rows") % {"n": f"{count:,}"} if count > 1 else _("1 row"),
                )
                looks[name] = FieldLook(optional_mark=False)
        self.looks = looks  # type: ignore[misc]  # one form's own, since its fields are

    def chosen(self) -> dict[str, dict[str, str]]:
        """Our code for each of their words that was matched."""
        found: dict[str, dict[str, str]] = {}
        for one in self.lists:
            words = found.setdefault(one.key, {})
            for place, (word, _count) in enumerate(one.words[:MOST_WORDS]):
                code = self.cleaned_data.get(f"{one.key}_{place}", "")
                if code:
                    words[word] = code
        return found

    def sections(self) -> list[dict[str, Any]]:
        """Each list with its drawn questions and what is to be said about it."""
        return [
            {
                "title": BY_KEY[one.key].label,
                "heading": one.heading,
                "fields": [self[f"{one.key}_{place}"] for place in range(min(len(one.words), MOST_WORDS))],
                "left_out": max(0, len(one.words) - MOST_WORDS),
                "others": one.others,
            }
            for one in self.lists
        ]


class ImportForm(VersionedForm):
    """All rows or none, or the good ones without the others: a choice that nobody makes by accident."""

    mode = forms.ChoiceField(
        label=gettext_lazy("Some rows have faults. What should happen?"),
        choices=[
            (ImportMode.ALL.value, gettext_lazy("Import nothing yet: I put the rows right and send the file again")),
            (ImportMode.GOOD.value, gettext_lazy("Import the good rows, and leave those with faults out")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, has_faults: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_faults:
            self.fields["mode"].widget = forms.HiddenInput()
            self.fields["mode"].initial = ImportMode.ALL.value


class UndoForm(VersionedForm):
    """Nothing but the version: what would happen stands above it."""
