"""Files on cases: an image that nobody has confirmed yet, and confirmed ones that a room sees."""

from uuid import UUID

from django.db import transaction

from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.domain.attaching import attach_file
from apps.cases.domain.checking_images import confirm_image
from apps.cases.domain.presentation_images import show_image
from apps.cases.domain.presenting import rescreen
from apps.cases.enums import SearchState, ShownWith
from apps.cases.models import Case, CaseAttachment
from apps.core.actor import acting_as
from apps.core.tracking import update_tracked
from tests.support import sent_files as sent


def attached(case: Case, by: User, name: str = "axial.png", content: bytes = b"") -> CaseAttachment:
    """A file on the case; the search for text is taken as done, for jobs do not run where tests hold commits back."""
    actor = actor_for(by)
    with acting_as(actor), transaction.atomic():
        one = attach_file(actor=actor, case_id=case.pk, name=name, content=content or sent.png())
        update_tracked(
            CaseAttachment.objects.filter(pk=one.pk, search=SearchState.WAITING), search=SearchState.UNSEARCHED
        )
    one.refresh_from_db()
    return one


def shown(case: Case, by: User, moment: ShownWith, words: str, content: bytes = b"") -> CaseAttachment:
    """A confirmed image of the case's copy; the copy is screened again afterwards."""
    actor, one = actor_for(by), attached(case, by, content=content)
    with acting_as(actor):
        confirm_image(actor=actor, case_id=case.pk, attachment_id=one.pk, expected_sha256=one.file_sha256)
        show_image(actor=actor, case_id=case.pk, attachment_id=one.pk, shown_with=moment, position=1, alt_text=words)
        assert rescreen(actor=actor, case_id=case.pk) == []
    return one


def furnish_files(received: Case, scheduled: Case, chair: User) -> dict[str, UUID]:
    """One that waits to be confirmed, one with the question and one with the reveal."""
    waiting = attached(received, chair)
    shown(scheduled, chair, ShownWith.QUESTION, "Axial slice at the level of the heart")
    shown(scheduled, chair, ShownWith.REVEAL, "The same slice with an arrow", sent.png(size=(200, 160)))
    return {"file": waiting.pk}
