"""Original readers are told before the meeting, or waived with a reason by whoever looks after the discussion."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import AccessFacts, Relation, may
from apps.access.words import refusal_words
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.domain.payloads import clean_words
from apps.cases.enums import ReaderStanding
from apps.cases.models import Case
from apps.cases.queries.reviews import readers_of_reports
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.core.events import publish
from apps.core.tracking import change
from apps.meetings.domain.transitions import person_of
from apps.meetings.enums import ExceptionKind, Reach
from apps.meetings.errors import MeetingRefused
from apps.meetings.events import InvolvedReaderTold
from apps.meetings.models import AgendaItem, FactCorrection, InvolvedReader, Meeting, ReaderException
from apps.meetings.queries.involved import line_to_look_after

LONGEST_REASON = 2_000
NOTICE, OUTCOME, AMENDED = "notice", "outcome", "amended"


@dataclass(frozen=True)
class Known:
    """An original reader as the case knows them, and whether they can be told here."""

    reach: Reach
    person_id: UUID | None = None
    outside_name: str = ""


def involve_readers(item: AgendaItem, actor: Actor) -> list[InvolvedReader]:
    """Every known reader of the case has a row on this line, and whoever can be told is told now; returns who is new.

    Twice is the same as once. A case whose readers are not known carries the reason given for that at triage.
    Nobody is told of a meeting that is over: they hear of its outcome.
    """
    case = Case.objects.select_related("department").prefetch_related("readers").get(pk=item.case_id)
    held = {(one.person_id, one.outside_name) for one in InvolvedReader.objects.filter(item=item)}
    new = []
    for known in known_readers(case):
        if (known.person_id, known.outside_name) in held:
            continue
        waived = known.reach is Reach.UNKNOWN
        row = InvolvedReader.objects.create(
            item=item,
            person_id=known.person_id,
            outside_name=known.outside_name,
            reach=known.reach,
            waived_at=now() if waived else None,
            waived_by_id=person_of(actor) if waived else None,
            waived_reason=case.readers_unknown_reason if waived else "",
        )
        new.append(row)
        if known.reach is Reach.HERE and item.meeting.starts_at > now():
            _tell(row, NOTICE)
    return new


def known_readers(case: Case) -> list[Known]:
    """The readers of the case's reports: as the case names them, and as its studies do."""
    named = {one.person_id: one for one in case.readers.all() if one.person_id}
    people = User.objects.filter(pk__in=readers_of_reports(case)).order_by("full_name", "pk")
    found = [Known(_reach(case, one, named[one.pk].standing if one.pk in named else ""), one.pk) for one in people]
    for reader in case.readers.all():
        if reader.person_id is None:
            gone = reader.standing == ReaderStanding.DEPARTED
            found.append(Known(Reach.DEPARTED if gone else Reach.EXTERNAL, None, reader.external_name))
    if not found and case.readers_unknown_reason:
        found.append(Known(Reach.UNKNOWN))
    return list(dict.fromkeys(found))


def _reach(case: Case, person: User, standing: str) -> Reach:
    if standing == ReaderStanding.DEPARTED or not person.is_active:
        return Reach.DEPARTED
    facts = AccessFacts(department_id=case.department_id, relations={Relation.INVOLVED_READER: frozenset({person.pk})})
    return Reach.HERE if may(actor_for(person), P.INVOLVED_ANSWER, facts) else Reach.ELSEWHERE


def _tell(row: InvolvedReader, occasion: str) -> None:
    if occasion == NOTICE:
        row.told_at = now()
    elif row.outcome_told_at is None:
        row.outcome_told_at = now()
    row.save()
    publish(InvolvedReaderTold(involved_id=row.pk, occasion=occasion))


def tell_of_outcome(item: AgendaItem, actor: Actor, *, amended: bool = False) -> None:
    """The involved readers hear of an outcome before anybody else; their time begins. Put right, they hear again."""
    involve_readers(item, actor)
    for row in InvolvedReader.objects.filter(item=item, reach=Reach.HERE):
        _tell(row, AMENDED if amended else OUTCOME)


def involve_on_locking(meeting: Meeting, actor: Actor) -> None:
    """Tell whoever became a reader since; raises MeetingRefused while somebody can neither be told nor is waived.

    The standard notice goes out before the meeting (DOMAIN 1.2 and 11.11), so an agenda is not fixed without it.
    """
    items = list(AgendaItem.objects.filter(meeting=meeting, status="open").select_related("case", "meeting"))
    for item in items:
        involve_readers(item, actor)
    waiting = InvolvedReader.objects.filter(item__in=items, waived_at__isnull=True).exclude(reach=Reach.HERE)
    references = sorted(set(waiting.values_list("item__case__reference", flat=True)))
    if references:
        raise MeetingRefused(
            "reader_not_told",
            _(
                "Somebody who read a report in %(cases)s cannot be told here. Open “Original readers” of the case and "
                "say why they need not be told; then lock the agenda."
            )
            % {"cases": ", ".join(references)},
        )


def line_for(actor: Actor, meeting_id: UUID, item_id: UUID) -> AgendaItem:
    """A line whose readers the actor looks after; raises NotVisible, or Forbidden for one's own report."""
    item = line_to_look_after(actor, meeting_id, item_id)
    decision = may(actor, P.INVOLVED_MANAGE, item.case.access_facts())
    if not decision:
        raise Forbidden(decision.code, refusal_words(decision.code))
    return item


def tell_again(*, actor: Actor, meeting_id: UUID, item_id: UUID) -> list[InvolvedReader]:
    """Tell whoever became a reader of the case since it was put on the agenda; returns who is new."""
    with change(reason="original readers told"):
        return involve_readers(line_for(actor, meeting_id, item_id), actor)


def waive(*, actor: Actor, meeting_id: UUID, item_id: UUID, involved_id: UUID, reason: str) -> InvolvedReader:
    """Say why somebody need not be told; raises NotVisible, Forbidden, Invalid without a reason, MeetingRefused."""
    words = _reason(reason, _("Say why this person need not be told."))
    with change(reason=words):
        item = line_for(actor, meeting_id, item_id)
        row = InvolvedReader.objects.select_for_update().filter(pk=involved_id, item=item).first()
        if row is None:
            raise NotVisible
        if row.waived_at is not None:
            if (row.waived_by_id, row.waived_reason) == (actor.user_id, words):
                return row
            raise MeetingRefused("already_done", _("It is already recorded why this person need not be told."))
        row.waived_at, row.waived_by_id, row.waived_reason = now(), person_of(actor), words
        row.save()
        return row


def decide_correction(
    *, actor: Actor, meeting_id: UUID, item_id: UUID, correction_id: UUID, accepts: bool, reason: str
) -> FactCorrection:
    """Accept or decline a correction with a reason that its author reads; the copy for the room is edited by hand.

    Raises NotVisible, Forbidden, Invalid without a reason, MeetingRefused when it was decided before.
    """
    words = _reason(reason, _("Say why. The person who proposed it reads this."))
    status = "accepted" if accepts else "declined"
    with change(reason=words):
        item = line_for(actor, meeting_id, item_id)
        found = FactCorrection.objects.select_for_update().filter(pk=correction_id, case=item.case_id).first()
        if found is None:
            raise NotVisible
        if found.decided_at is not None:
            if (found.status, found.decided_by_id, found.decided_reason) == (status, actor.user_id, words):
                return found
            raise MeetingRefused("already_done", _("This correction is already decided."))
        found.status, found.decided_at, found.decided_by_id = status, now(), person_of(actor)
        found.decided_reason = words
        found.save()
        return found


def show_all_the_same(*, actor: Actor, item: AgendaItem, reason: str) -> ReaderException:
    """Record why a case is shown although its reader had short notice; the caller asked the policy. Never refused."""
    return _except(actor, [item], ExceptionKind.SHORT_NOTICE, reason)[0]


def publish_all_the_same(*, actor: Actor, items: Iterable[AgendaItem], reason: str) -> list[ReaderException]:
    """Record why learning goes out before the readers' time is over; the caller asked the policy."""
    return _except(actor, items, ExceptionKind.PUBLISHED_EARLY, reason)


def _except(actor: Actor, items: Iterable[AgendaItem], kind: ExceptionKind, reason: str) -> list[ReaderException]:
    words = _reason(reason, _("Say why it cannot wait."))
    with change(reason=words):
        return [
            ReaderException.objects.filter(item=item, kind=kind).first()
            or ReaderException.objects.create(
                item=item, kind=kind, reason=words, recorded_at=now(), recorded_by_id=person_of(actor)
            )
            for item in items
        ]


def _reason(reason: str, missing: str) -> str:
    words = clean_words(reason, "reason", LONGEST_REASON)
    if not words:
        raise Invalid("required", _("Something is missing."), {"reason": missing})
    return words
