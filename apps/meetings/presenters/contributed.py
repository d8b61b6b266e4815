"""What the apps above add to a meeting's page, by the table in the project's wiring: buttons, no rules."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from apps.core.actor import Actor
from apps.meetings.models import Meeting
from apps.meetings.queries.agendas import AgendaLine

Button = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """Buttons for the meeting, and for lines of its agenda by the key of their case."""

    actions: list[Button] = field(default_factory=list)
    of_lines: dict[UUID, list[Button]] = field(default_factory=dict)


Contributor = Callable[[Actor, Meeting, Sequence[AgendaLine]], Contribution]


def contributed(actor: Actor, meeting: Meeting, lines: Sequence[AgendaLine]) -> Contribution:
    """Everything that the apps above add, together."""
    together = Contribution()
    for path in settings.MEETING_CONTRIBUTIONS:
        ask: Contributor = import_string(path)
        more = ask(actor, meeting, lines)
        together.actions.extend(more.actions)
        for case_id, buttons in more.of_lines.items():
            together.of_lines.setdefault(case_id, []).extend(buttons)
    return together
