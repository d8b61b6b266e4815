"""Checks what is said of a study, for typed, sent and imported studies alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.clock import ClinicalTime
from apps.core.errors import Invalid
from apps.journeys.domain.delays import ImpossibleOrder, delay_between
from apps.journeys.domain.importing.wording import clean
from apps.journeys.domain.study_facts import StepFacts
from apps.journeys.enums import JourneyStage

LIMITS = {
    "study_instance_uid": 64,
    "accession_number": 64,
    "accession_issuer": 120,
    "body_region": 120,
    "description": 300,
}
# Röntgen's first radiograph; nothing of an imaging journey can be older.
EARLIEST = date(1895, 11, 8)
_UID = re.compile(r"[0-9]+(\.[0-9]+)*\Z")
_MODALITY = re.compile(r"[A-Z0-9_]{1,16}\Z")
# Steps whose order is a law of nature: no report before the image, no verification before the report, and nobody
# acknowledges what was not yet sent. Other steps may come in any order: people are told by telephone before a report
# is verified, and requests are written after an urgent examination. Those are shown as out of the usual order.
_ORDERS = (
    (JourneyStage.ACQUISITION, JourneyStage.REPORTING, JourneyStage.VERIFICATION),
    (JourneyStage.ACQUISITION, JourneyStage.COMMUNICATION, JourneyStage.ACKNOWLEDGEMENT),
)


def check_fields(**values: Any) -> dict[str, Any]:
    """Return the fields cleaned. Raises Invalid naming every field that is wrong."""
    problems: dict[str, str] = {}
    cleaned: dict[str, Any] = {}
    for name, limit in LIMITS.items():
        if name in values:
            cleaned[name] = clean(str(values[name]))
            if len(cleaned[name]) > limit:
                problems[name] = _("Shorten this to %(limit)d characters or fewer.") % {"limit": limit}
    if cleaned.get("study_instance_uid") and not _UID.match(cleaned["study_instance_uid"]):
        problems.setdefault(
            "study_instance_uid", _("A study instance UID consists of numbers separated by full stops.")
        )
    if "modalities" in values:
        cleaned["modalities"] = _modalities(values["modalities"], problems)
    if problems:
        raise Invalid("study_invalid", _("Put the marked fields right."), problems)
    return cleaned


def _modalities(given: Sequence[str], problems: dict[str, str]) -> tuple[str, ...]:
    codes = tuple(sorted({clean(each).upper() for each in given} - {""}))
    if not all(_MODALITY.match(each) for each in codes):
        problems["modalities"] = _("Use modality codes such as CT, MR or CR.")
    elif len(", ".join(codes)) > 120:
        problems["modalities"] = _("Give fewer modalities.")
    return codes


def check_steps(steps: Sequence[StepFacts]) -> None:
    """Raise Invalid when a step lies in the future or before one that must come first."""
    for step in steps:
        _check_moment(step.stage, step.time)
    times = {step.stage: step.time for step in steps}
    pairs = [pair for order in _ORDERS for pair in combinations([stage for stage in order if stage in times], 2)]
    for earlier, later in dict.fromkeys(pairs):
        try:
            delay_between(times[earlier], times[later])
        except ImpossibleOrder as error:
            words = {"later": later.label, "earlier": earlier.label}
            message = _("“%(later)s” lies before “%(earlier)s”. One of the two times is wrong.") % words
            raise Invalid("steps_out_of_order", message, {later.value: message}) from error


def _check_moment(stage: JourneyStage, time: ClinicalTime) -> None:
    if time.at is None or time.day is None:
        return
    future = time.day > clock.today() or time.at > clock.now() + timedelta(minutes=5)
    if future and stage is not JourneyStage.APPOINTMENT:
        message = _("“%(stage)s” lies in the future.") % {"stage": stage.label}
    elif time.day < EARLIEST:
        message = _("“%(stage)s” lies before the first radiograph was taken.") % {"stage": stage.label}
    else:
        return
    raise Invalid("time_impossible", message, {stage.value: message})
