"""Recording the duty of candour: who decided what and why, what was done, and how it ended."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Invalid, NotVisible
from apps.core.tracking import change
from apps.governance.domain.candour import why_not_closed
from apps.governance.domain.facts import facts_now
from apps.governance.domain.opening import needed, not_after_today, person_of, record_for_change
from apps.governance.enums import Decision, StepKind
from apps.governance.errors import GovernanceRefused
from apps.governance.models import CandourDecision, CandourStep, CaseGovernance

LONGEST_NAME, LONGEST_WORDS = 200, 5_000


def decide_candour(
    *, actor: Actor, record_id: UUID, decision: Decision, decided_by: str, decided_on: date | None, reason: str
) -> CandourDecision:
    """Record a named person's decision on the threshold; the earlier ones stay, the latest counts.

    Nothing is derived: no grade is read here. Raises NotVisible, Invalid by field, GovernanceRefused when closed.
    """
    with change(reason="candour decision recorded"):
        record = record_for_change(actor, record_id)
        _check_open(record)
        problems: dict[str, str] = {}
        if decision not in Decision.values:
            problems["decision"] = _("Choose whether the threshold is met.")
        who = needed(decided_by, "decided_by", LONGEST_NAME, _("Name the person who decided."), problems)
        why = needed(reason, "reason", LONGEST_WORDS, _("Say why, in the words of whoever decided."), problems)
        day = not_after_today(decided_on, "decided_on", problems)
        _raise(problems)
        last = CandourDecision.objects.filter(record=record).last()
        if last and (last.decision, last.decided_by, last.decided_on, last.reason) == (decision, who, day, why):
            return last
        made = CandourDecision.objects.create(
            record=record, decision=decision, decided_by=who, decided_on=day, reason=why,
            recorded_at=now(), recorded_by_id=person_of(actor),
        )  # fmt: skip
        record.save()
        return made


def record_step(
    *,
    actor: Actor,
    record_id: UUID,
    kind: StepKind,
    done_on: date | None,
    done_by: str,
    words: str,
    apology_given: bool | None = None,
    key: UUID | None = None,
) -> CandourStep:
    """Record what was done towards the patient or family, in whatever order it happened; `key` adds once.

    Raises NotVisible, Invalid by field, GovernanceRefused when closed.
    """
    with change(reason="candour step recorded"):
        record = record_for_change(actor, record_id)
        earlier = CandourStep.objects.filter(pk=key, record=record).first() if key else None
        if earlier:
            return earlier
        _check_open(record)
        problems: dict[str, str] = {}
        if kind not in StepKind.values:
            problems["kind"] = _("Choose what was done.")
        who = needed(done_by, "done_by", LONGEST_NAME, _("Name who did it."), problems)
        said = needed(words, "words", LONGEST_WORDS, _("Say what was said or done, or what was tried."), problems)
        day = not_after_today(done_on, "done_on", problems)
        if kind == StepKind.IN_PERSON and apology_given is None:
            problems["apology_given"] = _("Say whether an apology was given.")
        _raise(problems)
        step = CandourStep(
            record=record, kind=kind, done_on=day, done_by=who, words=said,
            apology_given=apology_given if kind in (StepKind.IN_PERSON, StepKind.WRITTEN) else None,
            recorded_at=now(), recorded_by_id=person_of(actor),
        )  # fmt: skip
        if key:
            step.pk = key
        step.save()
        record.save()
        return step


def strike_step(*, actor: Actor, record_id: UUID, step_id: UUID, reason: str) -> CandourStep:
    """Strike out a step that was recorded wrongly, with a reason; it stays readable and no longer counts."""
    problems: dict[str, str] = {}
    why = needed(reason, "reason", LONGEST_WORDS, _("Say what is wrong with it."), problems)
    _raise(problems)
    with change(reason=why):
        record = record_for_change(actor, record_id)
        step = CandourStep.objects.select_for_update().filter(pk=step_id, record=record).first()
        if step is None:
            raise NotVisible
        if step.struck_at is None:
            _check_open(record)
            step.struck_at, step.struck_by_id, step.struck_reason = now(), person_of(actor), why
            step.save()
            record.save()
        return step


def close_candour(*, actor: Actor, record_id: UUID, words: str) -> CaseGovernance:
    """Say how it ended; refused with what is missing. Raises NotVisible, Invalid, GovernanceRefused."""
    problems: dict[str, str] = {}
    said = needed(words, "words", LONGEST_WORDS, _("Say in a sentence how it ended."), problems)
    _raise(problems)
    with change(reason="candour closed"):
        record = record_for_change(actor, record_id)
        if record.closed_at is not None and (record.closed_by_id, record.closed_words) == (actor.user_id, said):
            return record
        refused = why_not_closed(facts_now(record))
        if refused:
            raise GovernanceRefused(refused.code, str(refused.message))
        record.closed_at, record.closed_by_id, record.closed_words = now(), person_of(actor), said
        record.save()
        return record


def reopen_candour(*, actor: Actor, record_id: UUID, reason: str) -> CaseGovernance:
    """Open it again, with a reason that stands in the trail. Raises NotVisible, Invalid, GovernanceRefused."""
    problems: dict[str, str] = {}
    why = needed(reason, "reason", LONGEST_WORDS, _("Say why it is opened again."), problems)
    _raise(problems)
    with change(reason=why):
        record = record_for_change(actor, record_id)
        if record.closed_at is None:
            raise GovernanceRefused("wrong_state", _("It is open already."))
        record.closed_at, record.closed_by_id, record.closed_words = None, None, ""
        record.save()
        return record


def _check_open(record: CaseGovernance) -> None:
    if record.closed_at is not None:
        raise GovernanceRefused("closed", _("Candour is closed on this record. Reopen it to change anything."))


def _raise(problems: dict[str, str]) -> None:
    if problems:
        raise Invalid("invalid", _("Check what you entered."), problems)
