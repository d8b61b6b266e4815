"""From an image as it came to one that the room may see: searched for text, masked, confirmed by a named person."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from apps.cases.domain.attaching import FOLDER, ask_for_search, attachment_for_change, forget_file
from apps.cases.domain.payloads import clean_words
from apps.cases.domain.presentation_images import case_for_images, images_changed
from apps.cases.domain.screening import known_for_cases
from apps.cases.enums import AttachmentKind, SearchState
from apps.cases.errors import TransitionRefused
from apps.cases.models import Case, CaseAttachment
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Forbidden, Invalid, Stale
from apps.core.kept_files import digest_of
from apps.core.models import Job
from apps.core.tracking import change
from apps.disclosure.domain.burned_in import BurnedIn, search_pixels
from apps.disclosure.domain.images import Rectangle, masked
from apps.disclosure.domain.screening import screen

MOST_RECTANGLES = 50


def search_image(*, actor: Actor, job: Job, attachment_id: str) -> None:
    """The job: search one image for text and keep where it is. Does nothing for a file that is gone or was changed.

    Only places and kinds are kept, never what was read: a name in the trail could not be taken out again.
    """
    attachment = CaseAttachment.objects.select_related("case__department").filter(pk=attachment_id).first()
    if attachment is None or attachment.search != SearchState.WAITING:
        return
    content = FOLDER.read_verified(attachment.file, attachment.file_sha256)
    found = search_pixels(content, known_for_cases([attachment.case]))
    with change(reason="image searched for text"):
        now_there = CaseAttachment.objects.select_for_update(of=("self",)).filter(pk=attachment_id).first()
        if now_there is None or now_there.file_sha256 != attachment.file_sha256:
            return
        now_there.search = SearchState.UNSEARCHED if found is None else SearchState.SEARCHED
        now_there.searched_at = now()
        now_there.found = [_as_kept(one) for one in found or ()]
        now_there.save()


def _as_kept(one: BurnedIn) -> dict[str, Any]:
    return {**asdict(one.rectangle), "kinds": list(one.kinds)}


def box_of(kept: dict[str, Any]) -> Rectangle:
    """The rectangle of one kept line of text."""
    return Rectangle(kept["left"], kept["top"], kept["width"], kept["height"])


def suspicious(attachment: CaseAttachment) -> list[dict[str, Any]]:
    """The lines of text in the image that may identify somebody."""
    return [one for one in attachment.found if one["kinds"]]


def mask_image(
    *,
    actor: Actor,
    case_id: UUID,
    attachment_id: UUID,
    expected_sha256: str,
    boxes: Sequence[int] = (),
    rectangles: Sequence[Rectangle] = (),
) -> CaseAttachment:
    """Black out boxes of found text, by their place in `found`, and rectangles; what was under them is gone.

    The image is encoded anew and searched again, the old file leaves the disk, and any confirmation is void. Raises
    NotVisible, Forbidden, Stale (another file meanwhile), TransitionRefused, Invalid by field.
    """
    with change(reason="image masked"):
        case = case_for_images(actor, case_id)
        attachment = _image(case, attachment_id, expected_sha256)
        areas = [box_of(attachment.found[n]) for n in boxes if 0 <= n < len(attachment.found)]
        areas += [_inside(one, attachment) for one in rectangles]
        if not areas:
            words = _("Choose a box, or give a rectangle.")
            raise Invalid("required", words, {"boxes": words})
        content = FOLDER.read_verified(attachment.file, attachment.file_sha256)
        made = masked(content, attachment.media_type, areas[:MOST_RECTANGLES])
        forget_file(attachment.file)
        attachment.file = FOLDER.store(uuid4(), made.content, made.ending)
        attachment.file_sha256, attachment.size = digest_of(made.content), len(made.content)
        attachment.search, attachment.searched_at, attachment.found = SearchState.WAITING, None, []
        _void(attachment)
        attachment.save()
        images_changed(actor, case)
        ask_for_search(actor, attachment)
        return attachment


def _void(attachment: CaseAttachment) -> None:
    attachment.confirmed_sha256, attachment.confirmed_at, attachment.confirmed_by_id = "", None, None
    attachment.confirmed_note = ""


def _inside(one: Rectangle, attachment: CaseAttachment) -> Rectangle:
    """The part of the rectangle that lies in the image; raises Invalid when there is none."""
    left, top = max(0, one.left), max(0, one.top)
    right = min(attachment.width, one.left + one.width)
    bottom = min(attachment.height, one.top + one.height)
    if right <= left or bottom <= top:
        words = _("The rectangle lies outside the image, which is %(width)d by %(height)d pixels.") % {
            "width": attachment.width,
            "height": attachment.height,
        }
        raise Invalid("outside", words, {"left": words})
    return Rectangle(left, top, right - left, bottom - top)


def confirm_image(
    *, actor: Actor, case_id: UUID, attachment_id: UUID, expected_sha256: str, note: str = ""
) -> CaseAttachment:
    """A named person says that this very image shows nothing that identifies anybody.

    Where the search saw a possible identifier, a note must say why it is none. Confirming again changes nothing.
    Raises NotVisible, Forbidden, Stale (another file than the one looked at), TransitionRefused (still being searched),
    Invalid at `note`.
    """
    if actor.user_id is None:
        raise Forbidden("no_person", _("Sign in to confirm an image: it stands in your name."))
    with change(reason="image confirmed as clean"):
        case = case_for_images(actor, case_id)
        attachment = _image(case, attachment_id, expected_sha256)
        if attachment.is_confirmed:
            return attachment
        if attachment.search == SearchState.WAITING:
            raise TransitionRefused(
                "being_searched", _("The search for text has not finished. Wait a moment and open the page again.")
            )
        attachment.confirmed_note = _note(attachment, case, note)
        attachment.confirmed_sha256, attachment.confirmed_at = attachment.file_sha256, now()
        attachment.confirmed_by_id = actor.user_id
        attachment.save()
        return attachment


def _note(attachment: CaseAttachment, case: Case, typed: str) -> str:
    note = clean_words(typed, "note", 500)
    message = ""
    if suspicious(attachment) and len(note) < 10:
        message = _("The search saw what may be an identifier. Mask it, or say why it is none.")
    elif note and screen(note, known_for_cases([case])):
        message = _("The note itself may identify somebody. Write it without names, numbers, dates and places.")
    if message:
        raise Invalid("note", message, {"note": message})
    return note


def withdraw_confirmation(*, actor: Actor, case_id: UUID, attachment_id: UUID) -> CaseAttachment:
    """Take a confirmation back: the image is shown nowhere until somebody confirms it again."""
    with change(reason="confirmation of the image withdrawn"):
        case = case_for_images(actor, case_id)
        attachment = attachment_for_change(case, attachment_id)
        if attachment.confirmed_sha256:
            _void(attachment)
            attachment.save()
            _unclear(case)
        return attachment


def _unclear(case: Case) -> None:
    copy = getattr(case, "presentation", None)
    if copy is not None and copy.screened_sha256 and case.presentation_images.exists():
        copy.screened_sha256, copy.screened_at, copy.screened_by_id = "", None, None
        copy.save()


def _image(case: Case, attachment_id: UUID, expected_sha256: str) -> CaseAttachment:
    attachment = attachment_for_change(case, attachment_id)
    if attachment.kind != AttachmentKind.IMAGE:
        raise TransitionRefused("no_image", _("This file is no image."))
    if attachment.file_sha256 != expected_sha256:
        raise Stale("stale", _("The image was changed after you opened this page. Look at it as it is now."))
    return attachment
