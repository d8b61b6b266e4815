"""Whether an issued report still stands wrong, and what must then be done: the rule of 14 days (DOMAIN 1.3).

For every case in which one does, three follow-up actions open by themselves: the addendum, the referrer, the original
reader; a fourth for a report from outside. Not only for MDT re-reads.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.accounts.queries.people import people_in
from apps.cases.domain.completeness import REPORT_DIFFERS
from apps.cases.domain.payloads import clean_words, required_person
from apps.cases.enums import DECIDING, FINAL, ActionKind, ActionStatus, ReaderPart, ReaderStanding, Standing
from apps.cases.errors import TransitionRefused
from apps.cases.events import ActionAssigned, CaseMoved
from apps.cases.models import Case, FollowUpAction, ReportStanding
from apps.cases.models.standing import identified_day
from apps.cases.queries.loading import case_for_change
from apps.core.actor import Actor
from apps.core.clock import now, today
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.core.events import publish
from apps.core.tracking import change, required_actor

# An addendum and the notices around it are checked 14 days after the difference was identified (DOMAIN 1.3, S5).
STANDING_DAYS = 14
# In these kinds somebody says that an issued report differs from what is now thought; until a chair says otherwise.
WRONG_BY_DEFAULT = REPORT_DIFFERS
ALWAYS = (ActionKind.ADDENDUM, ActionKind.REFERRER, ActionKind.READER)


@dataclass(frozen=True, kw_only=True)
class StandingFacts:
    """What a chair says about the issued report; None leaves what is known as it is."""

    answer: Standing
    identified_on: date | None = None
    is_outside: bool | None = None
    reason: str = ""


def answer_standing(*, actor: Actor, case_id: UUID, facts: StandingFacts) -> ReportStanding:
    """Say whether an issued report still stands wrong; opens, closes or moves the actions that follow from it.

    Raises NotVisible, Forbidden, Invalid, or TransitionRefused for a case that is closed.
    """
    with change(reason=clean_words(facts.reason, "reason", 2_000) or "report standing recorded"):
        case = case_for_change(case_id)
        access = case.access_facts()
        if not may(actor, P.CASE_VIEW, access):
            raise NotVisible
        decision = may(actor, P.CASE_TRIAGE, access)
        if not decision:
            raise Forbidden(decision.code, refusal_words(decision.code))
        if case.status in FINAL:
            raise TransitionRefused("wrong_state", _("The case is closed. Reopen it to change this."))
        _check(case, facts)
        return _settle(case, facts, by_default=False)


def settle_after_event(event: CaseMoved) -> None:
    """What the chair said with a decision, or what the kind of the case says where nobody has said anything."""
    said = str(event.payload.get("report_stands") or "")
    deciding = event.event in DECIDING
    if not said and not deciding:
        return
    case = Case.objects.prefetch_related("readers").get(pk=event.case_id)
    earlier = ReportStanding.objects.filter(case=case).exists()
    if said:
        _settle(case, StandingFacts(answer=Standing(said)), by_default=False)
    elif not earlier and case.kind in WRONG_BY_DEFAULT:
        _settle(case, StandingFacts(answer=Standing.YES), by_default=True)


def settle_of_merged(merged: Case, kept: Case) -> None:
    """What is known of a merged case goes on in the one that is kept: the earlier day, and its actions once."""
    theirs = ReportStanding.objects.filter(case=merged, answer=Standing.YES).first()
    if theirs is None:
        return
    mine = ReportStanding.objects.filter(case=kept).first()
    if mine is None or mine.answer != Standing.YES or theirs.identified_on < mine.identified_on:
        facts = StandingFacts(
            answer=Standing.YES,
            identified_on=min(theirs.identified_on, mine.identified_on) if mine else theirs.identified_on,
            is_outside=theirs.is_outside or None,
        )
        _settle(kept, facts, by_default=theirs.by_default)
    _end_open(merged, _("It goes on in %(case)s.") % {"case": kept.reference})


def _check(case: Case, facts: StandingFacts) -> None:
    if facts.answer not in Standing.values:
        raise Invalid("invalid", _("Check the answer."), {"answer": _("Choose an answer from the list.")})
    if facts.identified_on is not None and facts.identified_on > today():
        raise Invalid(
            "in_the_future", _("Check the day."), {"identified_on": _("The day must be today or in the past.")}
        )
    if facts.answer == Standing.NO and not clean_words(facts.reason, "reason", 2_000) and _was_wrong(case):
        raise Invalid(
            "required", _("Something is missing."), {"reason": _("Say why the issued report need not be put right.")}
        )


def _was_wrong(case: Case) -> bool:
    return ReportStanding.objects.filter(case=case, answer=Standing.YES).exists()


def _settle(case: Case, facts: StandingFacts, *, by_default: bool) -> ReportStanding:
    row = ReportStanding.objects.select_for_update().filter(case=case).first() or ReportStanding(
        case=case, identified_on=identified_day(case), is_outside=_is_from_outside(case)
    )
    row.answer, row.by_default, row.reason = facts.answer, by_default, clean_words(facts.reason, "reason", 2_000)
    row.identified_on = facts.identified_on or row.identified_on
    row.is_outside = row.is_outside if facts.is_outside is None else facts.is_outside
    row.answered_at, row.answered_by_id = now(), required_person(required_actor())
    row.save()
    if row.answer == Standing.YES:
        _open_actions(case, row)
    elif row.answer == Standing.NO:
        _end_open(case, row.reason or _("No issued report stands wrong."))
    return row


def _is_from_outside(case: Case) -> bool:
    return any(reader.standing == ReaderStanding.EXTERNAL for reader in case.readers.all())


def _open_actions(case: Case, row: ReportStanding) -> None:
    """One of each kind, due 14 days after identification; one that an earlier "no" ended is opened again."""
    kinds = (*ALWAYS, ActionKind.EXTERNAL) if row.is_outside else ALWAYS
    there = {one.kind: one for one in FollowUpAction.objects.filter(case=case, is_standing=True)}
    due_on = row.identified_on + timedelta(days=STANDING_DAYS)
    for kind in kinds:
        found = there.get(kind)
        if found is None:
            _open_one(case, kind, due_on)
        elif found.status == ActionStatus.CANCELLED:
            found.status, found.done_at, found.done_by, found.evidence = ActionStatus.OPEN, None, None, ""
            found.due_on = due_on
            found.save()
        elif found.status == ActionStatus.OPEN and found.due_on != due_on:
            found.due_on = due_on
            found.save()
    if not row.is_outside and ActionKind.EXTERNAL in there:
        _end_open(case, _("The report is not from outside."), ActionKind.EXTERNAL)


def _open_one(case: Case, kind: ActionKind, due_on: date) -> None:
    actor = required_actor()
    owner = (_reader_here(case) if kind == ActionKind.ADDENDUM else None) or required_person(actor)
    made = FollowUpAction.objects.create(
        case=case, kind=kind, what=str(kind.label), owner_id=owner, due_on=due_on, is_standing=True
    )
    if owner != actor.user_id:
        publish(ActionAssigned(action_id=made.pk))


def _reader_here(case: Case) -> UUID | None:
    """Who can put their own report right: its verifier, else its author, if they work in the department today."""
    readers = sorted(case.readers.all(), key=lambda one: one.part != ReaderPart.VERIFIER)
    here: set[UUID] = set(
        people_in(case.department_id)
        .filter(pk__in=[one.person_id for one in readers if one.person_id])
        .values_list("pk", flat=True)
    )
    return next((one.person_id for one in readers if one.person_id in here), None)


def _end_open(case: Case, why: str, kind: ActionKind | None = None) -> None:
    """Cancel what is still open of the actions that opened by themselves."""
    found = FollowUpAction.objects.filter(case=case, is_standing=True, status=ActionStatus.OPEN)
    for one in found.filter(kind=kind) if kind else found:
        one.status, one.evidence = ActionStatus.CANCELLED, why
        one.done_at, one.done_by_id = now(), required_person(required_actor())
        one.save()


def answer_to_start_from(case: Case) -> str:
    """What a chair's form shows as chosen: the answer that is there, else what the kind says; empty for neither."""
    row = ReportStanding.objects.filter(case=case).first()
    if row is not None:
        return row.answer
    return Standing.YES.value if case.kind in WRONG_BY_DEFAULT else ""
