"""Puts a step on a study's journey, corrects what is told of it, and takes back what was typed by mistake."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.access.policy import may
from apps.core.actor import Actor, acting_as
from apps.core.clock import ClinicalTime
from apps.core.errors import Invalid, NotVisible, Refused
from apps.core.tracking import change
from apps.journeys.domain.checking import check_steps
from apps.journeys.domain.importing.wording import clean
from apps.journeys.domain.registering import locked, require_may_register
from apps.journeys.domain.sources import counted
from apps.journeys.domain.study_facts import StepFacts
from apps.journeys.enums import GroupKind, JourneyStage, RecordSource, ResponsibleRole
from apps.journeys.models import JourneyEvent, Study
from apps.journeys.queries.limits import groups_of
from apps.journeys.queries.visible import visible_to

LONGEST_REASON = 500
LONGEST_RESPONSIBLE = 200


def record_step(
    *,
    actor: Actor,
    study_id: UUID,
    expected_version: int | None,
    stage: JourneyStage,
    time: ClinicalTime,
    role: str = "",
    responsible: str = "",
    reason: str = "",
    source: RecordSource = RecordSource.MANUAL,
) -> JourneyEvent:
    """Record when a step happened and in whose hands it was; what other sources tell of it stays beside it.

    Whoever contradicts what is told already, themselves or another source, gives a reason. Saying the same again
    changes nothing. Raises NotVisible, Forbidden, Invalid by field, Stale when somebody changed the study first.
    """
    study = _study(actor, study_id)
    require_may_register(actor, study.department, RecordSource.MANUAL)
    responsible, reason = _words(responsible, reason)
    if role and role not in ResponsibleRole.values:
        message = _("Choose who had the step in hand from the list.")
        raise Invalid("unknown_role", message, {"role": message})
    with acting_as(actor), change(reason=reason or _("Step of the journey recorded")):
        study = locked(study, expected_version if expected_version is not None else study.version)
        rows = list(JourneyEvent.objects.filter(study=study))
        _check(rows, stage, time, source)
        held = next((row for row in rows if row.stage == stage and row.origin == source), None)
        values = {
            "at": time.at, "precision": time.precision.value, "zone": time.zone, "role": role,
            "responsible": responsible,
        }  # fmt: skip
        if held is not None and all(getattr(held, name) == value for name, value in values.items()):
            return held
        _require_reason(rows, stage, time, reason)
        row = held or JourneyEvent(study=study, stage=stage, origin=source)
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        # Somebody who read the study before is told that it has moved on.
        study.save()
    return row


def take_back_step(
    *,
    actor: Actor,
    study_id: UUID,
    expected_version: int | None,
    stage: JourneyStage,
    reason: str,
    source: RecordSource = RecordSource.MANUAL,
) -> None:
    """Take back what was typed of a step; its versions stay in the trail, and the other sources count again.

    Raises NotVisible, Forbidden, Invalid, Stale, Refused when nothing was typed.
    """
    study = _study(actor, study_id)
    require_may_register(actor, study.department, RecordSource.MANUAL)
    _responsible, reason = _words("", reason)
    if not reason:
        message = _("Say why this is taken back.")
        raise Invalid("reason_missing", message, {"reason": message})
    with acting_as(actor), change(reason=reason):
        study = locked(study, expected_version if expected_version is not None else study.version)
        row = JourneyEvent.objects.filter(study=study, stage=stage, origin=source).first()
        if row is None:
            raise Refused("nothing_typed", _("Nothing was typed in for this step, so there is nothing to take back."))
        row.delete()
        study.save()


def set_groups(
    *, actor: Actor, study_id: UUID, expected_version: int, patient_group: str, priority: str, reason: str = ""
) -> Study:
    """Say which patient group a study belongs to and how pressing it was, by the codes of the trust's words.

    Raises NotVisible, Forbidden, Invalid by field, Stale.
    """
    study = _study(actor, study_id)
    require_may_register(actor, study.department, RecordSource.MANUAL)
    _responsible, reason = _words("", reason)
    check_groups(study.trust_id, patient_group=patient_group, priority=priority, held=study)
    with acting_as(actor), change(reason=reason or _("Patient group and priority set")):
        study = locked(study, expected_version)
        if (study.patient_group, study.priority) != (patient_group, priority):
            study.patient_group, study.priority = patient_group, priority
            study.save()
    return study


def check_groups(trust_id: UUID, *, patient_group: str, priority: str, held: Study | None = None) -> None:
    """Raise Invalid for a word that the trust does not offer; a retired one may stay where it is."""
    offered = {(one.kind, one.code) for one in groups_of([trust_id]) if one.retired_on is None}
    problems = {}
    for kind, code in ((GroupKind.PATIENT_GROUP, patient_group), (GroupKind.PRIORITY, priority)):
        if code and (kind, code) not in offered and code != (getattr(held, kind) if held else ""):
            problems[kind.value] = _("Choose one of the words that your trust uses.")
    if problems:
        raise Invalid("unknown_group", _("Put the marked fields right."), problems)


def may_record(actor: Actor, study: Study) -> bool:
    """Whether the actor may put a step on this study's journey."""
    facts = study.access_facts()
    return bool(may(actor, Permission.STUDY_IMPORT, facts) or may(actor, Permission.CASE_LOG, facts))


def _study(actor: Actor, study_id: UUID) -> Study:
    study = visible_to(actor).select_related("department").filter(pk=study_id).first()
    if study is None:
        raise NotVisible
    return study


def _words(responsible: str, reason: str) -> tuple[str, str]:
    """Return both cleaned. Raises Invalid when one is too long."""
    problems = {}
    responsible, reason = clean(responsible), clean(reason)
    for name, text, limit in (
        ("responsible", responsible, LONGEST_RESPONSIBLE),
        ("reason", reason, LONGEST_REASON),
    ):
        if len(text) > limit:
            problems[name] = _("Shorten this to %(limit)d characters or fewer.") % {"limit": limit}
    if problems:
        raise Invalid("too_long", _("Put the marked fields right."), problems)
    return responsible, reason


def _check(rows: list[JourneyEvent], stage: JourneyStage, time: ClinicalTime, source: RecordSource) -> None:
    """Check the step against the times that count for the others once this one is told. Raises Invalid."""
    told = [row for row in rows if (row.stage, row.origin) != (stage, source)]
    told.append(JourneyEvent(stage=stage, origin=source, at=time.at, precision=time.precision.value, zone=time.zone))
    counting = [row for one in JourneyStage if (row := counted(told, one)) is not None]
    check_steps([StepFacts(JourneyStage(row.stage), row.time) for row in counting])
    check_steps([StepFacts(stage, time)])


def _require_reason(rows: list[JourneyEvent], stage: JourneyStage, time: ClinicalTime, reason: str) -> None:
    """Ask for a reason when this contradicts or corrects what is told of the step. Raises Invalid."""
    told = [row.time for row in rows if row.stage == stage and row.at is not None]
    if not reason and any((one.at, one.precision) != (time.at, time.precision) for one in told):
        message = _("Another time is recorded for this step. Say why yours is right.")
        raise Invalid("reason_missing", message, {"reason": message})
