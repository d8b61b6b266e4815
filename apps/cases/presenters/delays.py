"""The three delays of a case in words, each with its definition, and where the time went."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from apps.cases.domain.delays import CaseDelay, CaseJourney, DelayKind
from apps.cases.enums import CaseKind
from apps.cases.models import Case
from apps.journeys.presenters.clocks import clock_item
from apps.journeys.presenters.journey import line_shown


def delay_names() -> dict[DelayKind, str]:
    """What each delay is called."""
    return {
        DelayKind.EXAMINATION_TO_VERIFIED_REPORT: _("Examination to verified report"),
        DelayKind.FIRST_IMAGE_TO_DISCOVERY: _("First image that shows it to discovery"),
        DelayKind.FIRST_REPORT_TO_DISCOVERY: _("First report to discovery"),
    }


def delay_definitions() -> dict[DelayKind, str]:
    """What each delay measures, so that nobody takes one for another."""
    return {
        DelayKind.EXAMINATION_TO_VERIFIED_REPORT: _("How long the report took: reporting time."),
        DelayKind.FIRST_IMAGE_TO_DISCOVERY: _("How long the finding could be seen before it was recognised."),
        DelayKind.FIRST_REPORT_TO_DISCOVERY: _("How long the first report stood before the finding was recognised."),
    }


def delay_items(delays: Iterable[CaseDelay]) -> list[dict[str, Any]]:
    """The three for the clock component; what is missing is named."""
    ends = {
        DelayKind.EXAMINATION_TO_VERIFIED_REPORT: (_("examination"), _("report")),
        DelayKind.FIRST_IMAGE_TO_DISCOVERY: (_("examination"), _("discovery")),
        DelayKind.FIRST_REPORT_TO_DISCOVERY: (_("report"), _("discovery")),
    }
    names, definitions = delay_names(), delay_definitions()
    return [clock_item(names[one.kind], one.held, ends[one.kind], definition=definitions[one.kind]) for one in delays]


def journey_line(case: Case, journey: CaseJourney) -> dict[str, Any] | None:
    """Where the time went, for a case whose point it is; None for other kinds, and where there is no line."""
    if case.kind not in (CaseKind.DELAY, CaseKind.COMMUNICATION) or journey.journey is None:
        return None
    return line_shown(journey.journey, journey.line)
