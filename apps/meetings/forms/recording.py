"""Attendance, and what a discussion ended with."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.cases.enums import ActionKind
from apps.core.forms.base import PlatformForm
from apps.core.forms.fields import DayField, LongTextField, TextField
from apps.core.forms.look import FieldLook
from apps.meetings.domain.outcomes import LONGEST_CONSENSUS, LONGEST_POINT, MOST_POINTS, ActionInput, Discussion
from apps.meetings.enums import AttendanceStatus, ConsensusKind
from apps.meetings.forms.about_the_case import AboutTheCaseFields
from apps.meetings.queries.attendance import AttendanceLine

Choices = Iterable[tuple[str, str | Promise]]
POINTS, POINTS_SHOWN = 6, 3
ACTIONS_SHOWN = 1
# Rows that are always there, and how many "Add another action" can make of them.
ACTIONS, MOST_ACTIONS = 4, 20
ANOTHER_ACTION = "another_action"


class AttendanceForm(PlatformForm):
    """One row of choices for each person; a row that is left empty is not recorded."""

    def __init__(self, *args: Any, sheet: Sequence[AttendanceLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        for line in sheet:
            self.fields[_name(line)] = forms.ChoiceField(
                label=line.name,
                choices=AttendanceStatus.choices,
                required=False,
                initial=line.status,
                widget=forms.RadioSelect,
            )

    def rows(self) -> list[tuple[AttendanceLine, BoundField]]:
        """Each person with the field that asks about them."""
        return [(line, self[_name(line)]) for line in self.sheet]

    def attendance(self) -> dict[UUID, AttendanceStatus]:
        """What was chosen, by person."""
        chosen = {line.person_id: self.cleaned_data.get(_name(line)) for line in self.sheet}
        return {person: AttendanceStatus(status) for person, status in chosen.items() if status}


def _name(line: AttendanceLine) -> str:
    return f"person_{line.person_id}"


class OutcomeForm(AboutTheCaseFields):
    """How the discussion ended, in words; rows for learning points and for actions that need no script."""

    consensus_kind = forms.ChoiceField(
        label=gettext_lazy("How the discussion ended"), choices=ConsensusKind.choices, widget=forms.RadioSelect
    )
    consensus = LongTextField(
        label=gettext_lazy("What the room concluded"),
        max_length=LONGEST_CONSENSUS,
        help_text=gettext_lazy(
            "In words. No names, no grade of a colleague, no harm to the patient: those are not for this meeting. "
            "When it was put off, say why."
        ),
    )
    factors = forms.MultipleChoiceField(
        label=gettext_lazy("Contributing factors"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Choose all that the room named."),
    )
    biases = forms.MultipleChoiceField(
        label=gettext_lazy("Biases of thought"), required=False, widget=forms.CheckboxSelectMultiple
    )

    codings = forms.MultipleChoiceField(
        label=gettext_lazy("Codes of the case"), required=False, widget=forms.CheckboxSelectMultiple
    )

    looks = {
        "consensus_kind": FieldLook(
            label_size="m",
            choice_hints={
                ConsensusKind.REPORT_REASONABLE.value: gettext_lazy("Most of the room would have said the same."),
                ConsensusKind.GOVERNANCE.value: gettext_lazy("The case needs another process than a learning meeting."),
                ConsensusKind.DEFERRED.value: gettext_lazy("The case is ready again and waits for another meeting."),
            },
        ),
        "consensus": FieldLook(label_size="m", rows=4),
        "biases": FieldLook(small=True, hide_label=True),
    }

    def __init__(
        self,
        *args: Any,
        factors: Choices,
        biases: Choices,
        hints: dict[str, str],
        owners: Choices,
        codings: Choices = (),
        coding_hints: Mapping[str, str] | None = None,
        offered: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer(**(offered or {}))
        self.fields["codings"].choices = list(codings)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["factors"].choices = list(factors)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["biases"].choices = list(biases)  # type: ignore[attr-defined]  # a ChoiceField
        people = [("", _("Choose one")), *owners]
        self.looks = {**self.looks, **self.CASE_LOOKS}  # type: ignore[misc]  # rows of this form add their own looks
        self.looks["factors"] = FieldLook(label_size="m", small=True, choice_hints=hints)
        self.looks["codings"] = FieldLook(small=True, hide_label=True, choice_hints=coding_hints or {})
        self.point_rows = self._rows_wanted()
        for number in range(1, self.point_rows + 1):
            self._add_point(number)
        self.action_rows = self._actions_wanted()
        for number in range(1, self.action_rows + 1):
            self._add_action(number, people)

    @property
    def wants_another_action(self) -> bool:
        """Whether the button for one more row was pressed, and not the one that records."""
        return ANOTHER_ACTION in self.data

    @property
    def may_have_another_action(self) -> bool:
        """Whether there can be one more row."""
        return self.action_rows < MOST_ACTIONS

    def keep_as_typed(self) -> None:
        """Show what was typed without judging it: a row was asked for, nothing was sent yet."""
        self._errors = ErrorDict()
        self.cleaned_data = {}

    def _actions_wanted(self) -> int:
        """Four, or as many as were sent; one more when the button for it was pressed."""
        names = list(self.data) if self.is_bound else []
        numbers = [int(found[1]) for name in names if (found := re.fullmatch(r"action_(\d{1,2})_kind", name))]
        wanted = max([ACTIONS, *numbers]) + (1 if self.wants_another_action else 0)
        return min(wanted, MOST_ACTIONS)

    def _rows_wanted(self) -> int:
        """Six, or as many as were recorded or sent: a point that the API added is not lost by saving here."""
        given = [*self.data, *self.initial] if self.is_bound else list(self.initial)
        numbers = [int(name.rpartition("_")[2]) for name in given if re.fullmatch(r"learning_point_\d{1,2}", name)]
        return min(max([POINTS, *numbers]), MOST_POINTS)

    def _add_point(self, number: int) -> None:
        name = f"learning_point_{number}"
        self.fields[name] = LongTextField(
            label=_("Learning point %(n)d") % {"n": number}, max_length=LONGEST_POINT, required=False
        )
        self.looks[name] = FieldLook(rows=2, optional_mark=False)

    def _add_action(self, number: int, people: list[tuple[str, str | Promise]]) -> None:
        kinds = [("", _("No action")), *ActionKind.choices]
        self.fields[f"action_{number}_kind"] = forms.ChoiceField(
            label=_("Action %(n)d") % {"n": number}, choices=kinds, required=False
        )
        self.fields[f"action_{number}_what"] = TextField(label=_("What is to be done"), max_length=500, required=False)
        self.fields[f"action_{number}_owner"] = forms.ChoiceField(
            label=_("Who does it"), choices=people, required=False
        )
        self.fields[f"action_{number}_due_on"] = DayField(
            label=_("By when"), required=False, past=False, help_text=_("Left empty, it is due in 14 or 28 days.")
        )
        for part in ("kind", "what", "owner", "due_on"):
            self.looks[f"action_{number}_{part}"] = FieldLook(optional_mark=False)

    def clean(self) -> dict[str, Any]:
        """An action has a kind and an owner, or is left empty."""
        cleaned = super().clean()
        for number in range(1, self.action_rows + 1):
            kind, owner = cleaned.get(f"action_{number}_kind"), cleaned.get(f"action_{number}_owner")
            filled = [cleaned.get(f"action_{number}_{part}") for part in ("what", "owner", "due_on")]
            if any(filled) and not kind:
                self.add_error(f"action_{number}_kind", _("Choose what kind of action %(n)d is") % {"n": number})
            if kind and not owner and f"action_{number}_owner" not in self.errors:
                self.add_error(f"action_{number}_owner", _("Choose who does action %(n)d") % {"n": number})
        return cleaned

    def points(self) -> dict[str, list[BoundField]]:
        """The fields of learning points: those that are shown, and those behind "more"."""
        fields = [self[f"learning_point_{number}"] for number in range(1, self.point_rows + 1)]
        return {"first": fields[:POINTS_SHOWN], "more": fields[POINTS_SHOWN:]}

    def actions(self) -> dict[str, list[list[BoundField]]]:
        """The fields of actions, row by row: those that are shown, and those behind "more"."""
        rows = [
            [self[f"action_{number}_{part}"] for part in ("kind", "what", "owner", "due_on")]
            for number in range(1, self.action_rows + 1)
        ]
        return {"first": rows[:ACTIONS_SHOWN], "more": rows[ACTIONS_SHOWN:]}

    def discussion(self) -> Discussion:
        """What was typed, as the domain takes it."""
        given = self.cleaned_data
        return Discussion(
            consensus_kind=ConsensusKind(given["consensus_kind"]),
            consensus=given["consensus"],
            factor_ids=tuple(UUID(one) for one in [*given["factors"], *given["biases"]]),
            coding_ids=tuple(UUID(one) for one in given["codings"]),
            learning_points=tuple(given[f"learning_point_{number}"] for number in range(1, self.point_rows + 1)),
            actions=tuple(
                ActionInput(
                    kind=ActionKind(given[f"action_{number}_kind"]),
                    what=given[f"action_{number}_what"],
                    owner_id=UUID(given[f"action_{number}_owner"]),
                    due_on=given[f"action_{number}_due_on"],
                )
                for number in range(1, self.action_rows + 1)
                if given[f"action_{number}_kind"]
            ),
            about_the_case=self.about_the_case(),
        )
