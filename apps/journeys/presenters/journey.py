"""The journey of a study on its page: each step with its sources, the clocks, and the line as picture and table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from apps.core.clock import LONDON, ClinicalTime
from apps.core.presenting import clinical_time
from apps.journeys.domain.journey import Line
from apps.journeys.domain.study_journey import TURNAROUND, StageClock, StepTold, StudyJourney
from apps.journeys.enums import INSIDE_RADIOLOGY, READING_STAGES, GroupKind, JourneyStage, RecordSource, ResponsibleRole
from apps.journeys.models import JourneyEvent, Study, StudyGroup
from apps.journeys.presenters import journey_picture
from apps.journeys.presenters.clocks import clock_item


def definitions() -> dict[tuple[str, str], str]:
    """What a clock measures, beside its name."""
    return {
        TURNAROUND: _("From the examination to the verified report that the referrer can read."),
    }


def step_columns() -> list[dict[str, Any]]:
    """The columns of the steps."""
    return [
        {"key": "step", "text": _("Step")},
        {"key": "when", "text": _("When")},
        {"key": "source", "text": _("Learnt from")},
        {"key": "hands", "text": _("In whose hands")},
    ]


def step_rows(journey: StudyJourney, names_shown: bool) -> list[dict[str, Any]]:
    """One row for each source of each step, the one that counts first and marked where there are several."""
    return [
        _row(step, told, names_shown or step.stage not in READING_STAGES)
        for step in journey.steps
        for told in step.told
    ]


def _row(step: StepTold, told: JourneyEvent, names_shown: bool) -> dict[str, Any]:
    source = str(RecordSource(told.origin).label)
    if len(step.told) > 1:
        source = (
            _("%(source)s (this one counts)") if told is step.counts else _("%(source)s (shown, not counted)")
        ) % {"source": source}
    when = when_words(told.time)
    if step.disagrees and told is step.counts:
        when = _("%(when)s (the sources disagree)") % {"when": when}
    return {
        "cells": {
            "step": step.stage.label,
            "when": when,
            "source": source,
            "hands": hands_words(told, names_shown),
        }
    }


def when_words(time: ClinicalTime) -> str:
    """A time no more exact than it is known, with the zone that it came in where that is not London."""
    said = clinical_time(time)
    if time.at is None:
        return _("It happened; when is not known")
    return (
        said
        if time.zone in ("", str(LONDON))
        else _("%(when)s (given as %(zone)s)")
        % {
            "when": said,
            "zone": time.zone,
        }
    )


def hands_words(told: JourneyEvent, names_shown: bool) -> str:
    """The role, inside radiology or outside, and the words that somebody gave."""
    parts = []
    if told.role:
        role = ResponsibleRole(told.role)
        side = _("inside radiology") if role in INSIDE_RADIOLOGY else _("outside radiology")
        parts.append(f"{role.label} ({side})")
    if told.responsible and names_shown:
        parts.append(told.responsible)
    return ": ".join(parts)


def clock_items(journey: StudyJourney) -> list[dict[str, Any]]:
    """The clocks for the component, the turnaround first."""
    return [clock_of(one) for one in journey.clocks]


def clock_of(clock: StageClock) -> dict[str, Any]:
    """One clock between two steps."""
    pair = (clock.start, clock.stop)
    ends = (_small(clock.start), _small(clock.stop))
    name = _("%(start)s to %(stop)s") % {"start": clock.start.label, "stop": ends[1]}
    if pair == TURNAROUND:
        name, ends = _("Examination to verified report"), (_("examination"), _("verified report"))
    return clock_item(name, clock.held, ends, definition=definitions().get(pair, ""))


def line_shown(journey: StudyJourney, line: Line | None = None) -> dict[str, Any] | None:
    """The line with its picture and its table; None where fewer than two steps are told of.

    `line` is a longer one than the journey's own, such as a case's, which goes on to the discovery.
    """
    drawn = line or journey.line
    limits = {(clock.start.value, clock.stop.value): clock.held for clock in journey.clocks}
    marks = [
        journey_picture.LimitMark(one.reading.due, journey_picture.mark_words(one.limit))
        for clock in journey.clocks
        for one in clock.held[:1]
        if one.limit is not None and one.reading.due is not None
    ]
    picture = journey_picture.picture(drawn, marks)
    if picture is None:
        return None
    return {
        "picture": picture,
        "columns": journey_picture.columns(),
        "rows": journey_picture.rows(drawn, limits),
        "summary": journey_picture.summary(drawn),
        "not_recorded": [str(stage.label) for stage in journey.not_recorded],
    }


def group_rows(study: Study, groups: Iterable[StudyGroup]) -> list[dict[str, str]]:
    """Which patient group and priority, in the trust's words; a code that has none stays as it is."""
    words = {(one.kind, one.code): one.label for one in groups}
    return [
        {
            "key": str(kind.label),
            "value": words.get((kind.value, getattr(study, kind.value)), getattr(study, kind.value)),
        }
        for kind in GroupKind
    ]


def group_choices(groups: Iterable[StudyGroup], kind: GroupKind, held: str = "") -> list[tuple[str, str]]:
    """The words on offer, and the one that is held even if it is no longer offered."""
    return [
        (one.code, one.label) for one in groups if one.kind == kind and (one.retired_on is None or one.code == held)
    ]


def _small(stage: JourneyStage) -> str:
    label = str(stage.label)
    return label[:1].lower() + label[1:]
