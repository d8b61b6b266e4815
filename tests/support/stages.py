"""A furnished department and, beside it, records in every state in which a page has a form of its own."""

from dataclasses import dataclass
from typing import Any

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.domain.passwords import link_parts
from apps.accounts.models import User
from apps.cases.domain.presenting import save_presentation
from apps.cases.domain.reading import ReaderInput
from apps.cases.enums import CaseEvent
from apps.cases.models import Case
from apps.core.actor import acting_as, command_actor
from apps.documents.domain.packs import CaseLearningPack
from apps.documents.domain.requesting import request_document
from apps.documents.enums import DocumentKind, DocumentState
from apps.documents.models import StoredDocument
from apps.learning.domain.preparing import draft_case_summary, edit_summary, submit_for_approval
from apps.learning.domain.publishing import approve
from apps.learning.models import LearningSummary
from apps.meetings.domain.agendas import bring_on_the_day, lock_agenda
from apps.meetings.domain.outcomes import record_outcome
from apps.meetings.models import Meeting
from tests.factories import accounts, cases, meetings
from tests.support.addressing import with_notification
from tests.support.furnished import WORDS, Furnished, furnish, ready
from tests.support.staged_forms import alert_links, pages_of_forms, thread_key, unclaimed_receipt
from tests.support.worlds import World, world

UNKNOWN = "Reported outside the trust."
TO_CLEAR = {**WORDS, "vignette": "Dr Fenwick saw an adult with a cough."}


@dataclass
class Staged:
    """The world, its furnished department, somebody with every role there, and what opens without a sign-in."""

    world: World
    here: Furnished
    everything: User
    doors: tuple[str, ...]  # links that people get by e-mail
    key: str  # of a thread without a name
    receipt: str
    pages: tuple[str, ...]  # of the records in each state, and of those that were staged for one form each

    def people(self) -> tuple[User, ...]:
        """Who looks at the pages; somebody among them meets each form."""
        own = [self.world.one(role) for role in (Role.CHAIR, Role.REVIEWER, Role.COORDINATOR)]
        return (self.everything, *own, self.here.person, self.world.one(Role.LEAD, self.world.south))


def staged() -> Staged:
    """Build it. Times and words are those of the furnished department."""
    built = world()
    with acting_as(command_actor("test")):
        here = with_notification(furnish(built, built.north))
        everything = accounts.member(built.north, *Role, full_name="Everything At Once")
        accounts.member(built.north, Role.STAFF, full_name="Abel Newcomer")
    cases_, chair = _cases_in_each_state(built, everything), built.one(Role.CHAIR)
    _a_case_that_only_a_deputy_could_decide(built)
    with acting_as(actor_for(chair)):
        pages = [one.get_absolute_url() for one in _meetings_in_each_state(built, chair)]
        pages += [f"/learning/{one.pk}/" for one in _summaries_in_each_state(built, chair)]
        _failed_document(here, chair)
    pages += [*(one.get_absolute_url() for one in cases_), *pages_of_forms(built, here)]
    # No page links to it where the list of new cases has a button for it.
    pages.append(f"/cases/{cases_[0].pk}/events/accept/")
    # The walk looks at a few copies only; this is the one with a name in it.
    pages.append(f"/cases/{cases_[-1].pk}/presentation/")
    password_link = "/account/set-password/{}/{}/".format(*link_parts(built.outsider))
    return Staged(
        world=built, here=here, everything=everything, doors=(password_link, *alert_links()),
        key=thread_key(built), receipt=unclaimed_receipt(built), pages=tuple(pages),
    )  # fmt: skip


def _cases_in_each_state(built: World, everything: User) -> list[Case]:
    staff, chair = built.one(Role.STAFF), built.one(Role.CHAIR)

    def one(*moves: tuple[CaseEvent, dict[str, Any]], by: User = staff) -> Case:
        case = cases.case(by, built.north, readers_unknown_reason=UNKNOWN)
        for event, payload in moves:
            cases.move(case, chair, event, **payload)
        return case

    screened = one((CaseEvent.ACCEPT, {}))
    with acting_as(actor_for(chair)):
        save_presentation(actor=actor_for(chair), case_id=screened.pk, words=TO_CLEAR)
    return [
        one(),
        one((CaseEvent.ASK, {"question": "Which series?"})),
        one((CaseEvent.ASK, {"question": "Which series?"}), by=everything),
        one((CaseEvent.SEND_TO_REVIEW, {"reviewers": [everything.pk, built.one(Role.REVIEWER).pk]})),
        one((CaseEvent.DECLINE, {"reason": "It was a known finding."})),
        # With all that closing it asks for.
        cases.coded(one((CaseEvent.GIVE_FEEDBACK, {"learning_point": "Compare.", "report_stands": "no"}))),
        screened,
    ]


def _a_case_that_only_a_deputy_could_decide(built: World) -> None:
    """In the department next door: its chair and its deputy both read the report."""
    south = built.south
    readers = tuple(ReaderInput(person_id=built.one(role, south).pk) for role in (Role.CHAIR, Role.DEPUTY))
    cases.case(built.one(Role.STAFF, south), south, readers=readers)


def _meetings_in_each_state(built: World, chair: User) -> list[Meeting]:
    staff, actor = built.one(Role.STAFF), actor_for(chair)

    def with_lines(days: int, lines: int) -> Meeting:
        meeting = meetings.meeting(built.north, chair, days=days)
        for _line in range(lines):
            case = ready(built.north, staff, chair)
            if days < 0:
                bring_on_the_day(actor=actor, meeting_id=meeting.pk, case_id=case.pk)
            else:
                meetings.agenda_item(meeting, case, chair)
        return meeting

    planned, locked, typed_in, held, discussed = (
        with_lines(days, lines) for days, lines in ((21, 2), (28, 1), (-3, 1), (-7, 2), (-21, 1))
    )
    lock_agenda(actor=actor, meeting_id=locked.pk)
    for one in (held, discussed):
        meetings.held(one, chair, [chair, staff, built.one(Role.DEPUTY), built.one(Role.LEAD)])
    for item in discussed.items.all():
        record_outcome(actor=actor, meeting_id=discussed.pk, item_id=item.pk, discussion=meetings.discussion())
    ready(built.north, staff, chair)
    return [planned, locked, typed_in, held, discussed]


def _summaries_in_each_state(built: World, chair: User) -> list[LearningSummary]:
    """One to clear, one that waits for its second person, and one that is approved."""
    actor, second = actor_for(chair), actor_for(built.one(Role.GOVERNANCE))

    def draft(**changes: Any) -> LearningSummary:
        case = cases.case(built.one(Role.STAFF), built.north, readers_unknown_reason=UNKNOWN)
        cases.move(case, chair, CaseEvent.GIVE_FEEDBACK, learning_point="Compare with the earlier film.")
        summary = draft_case_summary(actor=actor, case_id=case.pk)
        edit_summary(actor=actor, summary_id=summary.pk, content={**summary.content, **changes})
        return summary

    found = [draft(vignette=TO_CLEAR["vignette"])]
    for step in (False, True):
        summary = draft(title=WORDS["title"])
        found.append(summary)
        submit_for_approval(actor=actor, summary_id=summary.pk)
        summary.refresh_from_db()
        if step:
            with acting_as(second):
                approve(actor=second, summary_id=summary.pk, content_sha256=summary.content_sha256)
    return found


def _failed_document(here: Furnished, chair: User) -> None:
    document: StoredDocument = request_document(
        actor=actor_for(chair),
        kind=DocumentKind.CASE_LEARNING_SUMMARY,
        pack=CaseLearningPack(title="Look twice"),
        subject_label="cases.case",
        subject_id=str(here.received.pk),
        department_id=here.department.pk,
        approved_by_id=here.person.pk,
    )
    document.state, document.error = DocumentState.FAILED, "A technical fault: OSError"
    document.save()
