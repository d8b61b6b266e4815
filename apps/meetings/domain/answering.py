"""What an involved reader does on their own page: reads, answers, adds context, proposes a correction."""

from uuid import UUID

from django.utils.translation import gettext as _

from apps.cases.domain.payloads import clean_words
from apps.cases.domain.screening import unresolved_in
from apps.cases.models import Case
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Invalid
from apps.core.tracking import change
from apps.meetings.domain.transitions import person_of
from apps.meetings.enums import AgendaStatus, Coming
from apps.meetings.errors import MeetingRefused
from apps.meetings.models import FactCorrection, InvolvedReader, ReaderStatement
from apps.meetings.queries.involved import own_involvement

LONGEST_STATEMENT = 4_000
LONGEST_FACT = 1_000
SUBJECT = "meetings.readerstatement"


def _mine(actor: Actor, involved_id: UUID) -> InvolvedReader:
    own_involvement(actor, involved_id)
    return (
        InvolvedReader.objects.select_for_update(of=("self",))
        .select_related("item__meeting", "item__case__department")
        .get(pk=involved_id)
    )


def note_seen(*, actor: Actor, involved_id: UUID) -> None:
    """The page was opened; the first time is kept. Raises NotVisible."""
    with change(reason="opened by the involved reader"):
        row = _mine(actor, involved_id)
        if row.seen_at is None:
            row.seen_at = now()
            row.save()


def acknowledge_notice(*, actor: Actor, involved_id: UUID) -> InvolvedReader:
    """The reader says that they have read it; the first time is kept. Raises NotVisible."""
    with change(reason="read by the involved reader"):
        row = _mine(actor, involved_id)
        if row.acknowledged_at is None:
            row.acknowledged_at = now()
            row.seen_at = row.seen_at or row.acknowledged_at
            row.save()
        return row


def acknowledge_outcome(*, actor: Actor, involved_id: UUID) -> InvolvedReader:
    """The reader has read the outcome, so that the learning may go out. Raises NotVisible, MeetingRefused."""
    with change(reason="outcome read by the involved reader"):
        row = _mine(actor, involved_id)
        if row.outcome_told_at is None:
            raise MeetingRefused("not_yet", _("No outcome is recorded yet. You will be told when there is one."))
        if row.outcome_read_at is None:
            row.outcome_read_at = now()
            row.save()
        return row


def answer(*, actor: Actor, involved_id: UUID, coming: Coming, wants_other_lead: bool = False) -> InvolvedReader:
    """Say whether they will be there, and whether somebody else should lead; may be changed until it was discussed.

    An answer is also a sign that the notice was read. Raises NotVisible, Invalid, MeetingRefused.
    """
    if coming not in (Coming.WILL, Coming.WILL_NOT):
        raise Invalid("required", _("Something is missing."), {"coming": _("Say whether you will be there.")})
    with change(reason="answered by the involved reader"):
        row = _mine(actor, involved_id)
        _check_open(row)
        if (row.coming, row.wants_other_lead) != (coming, wants_other_lead) or row.answered_at is None:
            moment = now()
            row.coming, row.wants_other_lead, row.answered_at = coming, wants_other_lead, moment
            row.acknowledged_at = row.acknowledged_at or moment
            row.seen_at = row.seen_at or moment
            row.save()
        return row


def _check_open(row: InvolvedReader) -> None:
    if row.item.status != AgendaStatus.OPEN:
        raise MeetingRefused("already_discussed", _("The case is no longer waiting to be discussed at this meeting."))


def say(*, actor: Actor, involved_id: UUID, text: str, is_for_room: bool = False) -> ReaderStatement:
    """Keep what the reader says about the case, in their own words; earlier versions stay in the trail.

    What is for the room is screened first, as everything that the room sees: raises Invalid with what was found.
    Raises NotVisible, and MeetingRefused once the case was discussed.
    """
    words = clean_words(text, "text", LONGEST_STATEMENT)
    if not words:
        raise Invalid("required", _("Something is missing."), {"text": _("Write what the chair should know.")})
    with change(reason="context added by the involved reader"):
        row = _mine(actor, involved_id)
        _check_open(row)
        case = row.item.case
        held = ReaderStatement.objects.select_for_update().filter(case=case, person_id=person_of(actor)).first()
        if is_for_room:
            _check_for_room(case, words)
        held = held or ReaderStatement(case=case, person_id=person_of(actor))
        if (held.text, held.is_for_room) != (words, is_for_room):
            held.text, held.is_for_room, held.written_at = words, is_for_room, now()
            held.save()
        return held


def _check_for_room(case: Case, words: str) -> None:
    whole = Case.objects.select_related("department").prefetch_related("case_studies", "readers").get(pk=case.pk)
    found = unresolved_in([whole], {"text": words}, SUBJECT, case.pk)
    if not found:
        return
    said = ", ".join(dict.fromkeys(f"“{words[one.finding.start : one.finding.end]}”" for one in found))
    raise Invalid(
        "not_clean",
        _("Check what you entered."),
        {
            "text": _("The room may not see this: %(found)s. Take it out, or keep your words for the chair only.")
            % {"found": said}
        },
    )


def propose_correction(
    *, actor: Actor, involved_id: UUID, stated: str, should_be: str, key: UUID | None = None
) -> FactCorrection:
    """Say which fact is wrong and what it should be; the chair decides with a reason. The same `key` adds once.

    Raises NotVisible, Invalid by field, and MeetingRefused once the case was discussed.
    """
    wrong, right = clean_words(stated, "stated", LONGEST_FACT), clean_words(should_be, "should_be", LONGEST_FACT)
    missing = {}
    if not wrong:
        missing["stated"] = _("Say which fact is wrong.")
    if not right:
        missing["should_be"] = _("Say what it should be.")
    if missing:
        raise Invalid("required", _("Something is missing."), missing)
    with change(reason="correction proposed by the involved reader"):
        row = _mine(actor, involved_id)
        _check_open(row)
        person = person_of(actor)
        same = FactCorrection.objects.filter(case=row.item.case_id, person_id=person)
        earlier = (same.filter(pk=key).first() if key else None) or same.filter(stated=wrong, should_be=right).first()
        if earlier:
            return earlier
        made = FactCorrection(case=row.item.case, person_id=person, stated=wrong, should_be=right, proposed_at=now())
        if key:
            made.pk = key
        made.save()
        return made
