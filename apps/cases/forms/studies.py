"""What a study is to its case, and who read it."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.cases.domain.reading import ReaderInput
from apps.cases.domain.study_parts import StudyChange
from apps.cases.enums import ReaderPart, ReaderStanding, StudyPart
from apps.cases.forms.base import Choices, VersionedForm, with_empty
from apps.core.forms.fields import LongTextField, TextField
from apps.core.forms.look import FieldLook

# How somebody outside is known; whoever has an account here is chosen by name.
OUTSIDE = [(one.value, one.label) for one in (ReaderStanding.EXTERNAL, ReaderStanding.DEPARTED)]
_ABOUT_READERS = ("placed", "author", "verifier", "outside_name", "outside_part", "outside_standing",
                  "readers_unknown_reason")  # fmt: skip


class StudyPartForm(VersionedForm):
    """The part, the readers to name, and why; who may not know the readers is asked for the part only."""

    part = forms.ChoiceField(
        label=_("What is this study to the case?"), choices=StudyPart.choices, widget=forms.RadioSelect
    )
    placed = forms.MultipleChoiceField(
        label=_("Named for the case, nobody said for which study. Who read this one?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    author = forms.ChoiceField(label=_("Add who wrote its report"), required=False)
    verifier = forms.ChoiceField(label=_("Add who verified it"), required=False)
    outside_name = TextField(
        label=_("Add a reader without an account"),
        help_text=_("A name or a company, for example a teleradiology service."),
        max_length=200,
        required=False,
    )
    outside_part = forms.ChoiceField(label=_("What they did"), choices=ReaderPart.choices, required=False)
    outside_standing = forms.ChoiceField(label=_("How they are known"), choices=OUTSIDE, required=False)
    readers_unknown_reason = LongTextField(
        label=_("If a reader of this study cannot be known, why"),
        help_text=_("Whoever is asked to review the case then has to say that it was not them."),
        max_length=2_000,
        required=False,
    )
    reason = TextField(
        label=_("Why you change it"),
        help_text=_("For example: the later CT is the one in question."),
        max_length=500,
        error_messages={"required": _("Say why you change it.")},
    )
    looks = {
        "part": FieldLook(small=True),
        "placed": FieldLook(small=True, optional_mark=False),
        "readers_unknown_reason": FieldLook(rows=2),
    }

    def __init__(
        self, *args: Any, people: Choices = (), unplaced: Choices = (), names_readers: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("author", with_empty(people, _("Nobody"))),
            ("verifier", with_empty(people, _("Nobody"))),
            ("placed", unplaced),
        ):
            chooser = self.fields[name]
            if isinstance(chooser, forms.ChoiceField):
                chooser.choices = list(choices)
        left_out = () if names_readers else _ABOUT_READERS
        for name in (*left_out, *(() if unplaced else ("placed",))):
            self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        """Somebody without an account has a name."""
        cleaned = super().clean()
        says_more = cleaned.get("outside_standing") == ReaderStanding.DEPARTED
        if says_more and not cleaned.get("outside_name") and "outside_name" not in self.errors:
            self.add_error("outside_name", ValidationError(_("Type who has left, or choose “External”."), "required"))
        return cleaned

    def wanted(self) -> StudyChange:
        """What is to be different."""
        given = self.cleaned_data
        return StudyChange(
            part=StudyPart(given["part"]),
            readers=self._readers(given),
            placed=tuple(UUID(one) for one in given.get("placed", ())),
            readers_unknown_reason=given.get("readers_unknown_reason"),
        )

    def _readers(self, given: dict[str, Any]) -> tuple[ReaderInput, ...]:
        named = [
            ReaderInput(person_id=UUID(given[name]), part=part)
            for name, part in (("author", ReaderPart.AUTHOR), ("verifier", ReaderPart.VERIFIER))
            if given.get(name)
        ]
        if given.get("outside_name"):
            named.append(
                ReaderInput(
                    external_name=given["outside_name"],
                    part=ReaderPart(given.get("outside_part") or ReaderPart.AUTHOR),
                    standing=ReaderStanding(given.get("outside_standing") or ReaderStanding.EXTERNAL),
                )
            )
        return tuple(named)
