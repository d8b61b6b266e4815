"""Which confirmed images the room sees of a case, in which order and with which words."""

import hashlib
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.cases.domain.payloads import clean_words
from apps.cases.enums import FINAL, AttachmentKind, ShownWith
from apps.cases.errors import TransitionRefused
from apps.cases.models import Case, CaseAttachment, PresentationCopy, PresentationImage
from apps.cases.queries.loading import case_for_change
from apps.core.actor import Actor
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.core.tracking import change

LONGEST_WORDS = 300
MOST_IMAGES = 20


def case_for_images(actor: Actor, case_id: UUID) -> Case:
    """The case, locked, for whoever may edit its presentation copy; raises NotVisible, Forbidden, TransitionRefused."""
    case = case_for_change(case_id)
    facts = case.access_facts()
    if not may(actor, P.CASE_VIEW, facts):
        raise NotVisible
    decision = may(actor, P.PRESENTATION_EDIT, facts)
    if not decision:
        raise Forbidden(decision.code, refusal_words(decision.code))
    if case.status in FINAL:
        raise TransitionRefused("wrong_state", _("The case is closed. Reopen it to change its presentation copy."))
    return case


def images_of(case: Case) -> list[PresentationImage]:
    """What is to be shown, in order, each with its file."""
    return list(PresentationImage.objects.filter(case=case).select_related("attachment").order_by("position", "id"))


def images_digest(images: Sequence[PresentationImage]) -> str:
    """The digest of the images and their words; empty for none. A file that was masked anew changes it."""
    if not images:
        return ""
    lines = [f"{one.attachment.file_sha256} {one.shown_with} {one.alt_text}" for one in images]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def all_images_confirmed(cases: Iterable[Case]) -> bool:
    """Whether a named person has found each image of these copies clean as it is now. One query."""
    shown = PresentationImage.objects.filter(case__in=[case.pk for case in cases])
    return not shown.exclude(attachment__confirmed_sha256=F("attachment__file_sha256")).exists()


def images_changed(actor: Actor, case: Case) -> None:
    """Void the copy's clearance unless its images are the ones that it was given for."""
    copy = PresentationCopy.objects.filter(case=case).first()
    digest = images_digest(images_of(case))
    if copy is None or copy.images_sha256 == digest:
        return
    copy.images_sha256 = digest
    copy.screened_sha256, copy.screened_at, copy.screened_by_id = "", None, None
    copy.save()


def show_image(
    *, actor: Actor, case_id: UUID, attachment_id: UUID, shown_with: str, position: int, alt_text: str
) -> PresentationImage:
    """Show a confirmed image with the question or the reveal; again for the same image changes how it is shown.

    The copy must be screened anew afterwards. Raises NotVisible, Forbidden, TransitionRefused (not confirmed, closed),
    Invalid by field.
    """
    with change(reason="image shown"):
        case = case_for_images(actor, case_id)
        attachment = CaseAttachment.objects.select_related("shown").filter(case=case, pk=attachment_id).first()
        if attachment is None:
            raise NotVisible
        if attachment.kind != AttachmentKind.IMAGE or not attachment.is_confirmed:
            raise TransitionRefused(
                "not_confirmed", _("Only an image that somebody has confirmed as clean can be shown. Confirm it first.")
            )
        words = clean_words(alt_text, "alt_text", LONGEST_WORDS)
        _check(words, shown_with, position)
        image = getattr(attachment, "shown", None) or PresentationImage(case=case, attachment=attachment)
        if image._state.adding and len(images_of(case)) >= MOST_IMAGES:
            raise TransitionRefused("too_many", _("A case shows at most %(most)d images.") % {"most": MOST_IMAGES})
        image.alt_text, image.shown_with, image.position = words, shown_with, position
        image.save()
        images_changed(actor, case)
        return image


def _check(words: str, shown_with: str, position: int) -> None:
    wrong = {}
    if not words:
        wrong["alt_text"] = _("Say in a sentence what the image shows, for those who cannot see it.")
    if shown_with not in ShownWith.values:
        wrong["shown_with"] = _("Choose when it is shown.")
    if not 1 <= position <= 99:
        wrong["position"] = _("Enter a place from 1 to 99.")
    if wrong:
        raise Invalid("invalid", _("Check what you entered."), wrong)


def stop_showing(*, actor: Actor, case_id: UUID, attachment_id: UUID) -> None:
    """Show the image no more; once more changes nothing. Raises NotVisible, Forbidden, TransitionRefused."""
    with change(reason="image shown no more"):
        case = case_for_images(actor, case_id)
        image = PresentationImage.objects.filter(case=case, attachment=attachment_id).first()
        if image is None:
            return
        image.delete()
        images_changed(actor, case)
