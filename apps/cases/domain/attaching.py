"""Attaching files to a case, renaming them and taking them off again."""

import hashlib
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import Relation, may
from apps.access.words import refusal_words
from apps.cases.domain.payloads import clean_words
from apps.cases.domain.presentation_images import images_changed
from apps.cases.domain.screening import known_for_cases
from apps.cases.enums import FINAL, AttachmentKind, SearchState
from apps.cases.errors import TransitionRefused
from apps.cases.models import Case, CaseAttachment
from apps.cases.queries.loading import case_for_change
from apps.core import jobs
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.core.forms.files import safe_name
from apps.core.kept_files import KeptFolder, digest_of
from apps.core.tracking import change
from apps.disclosure.domain.files import CleanFile, clean_file
from apps.disclosure.domain.screening import screen
from apps.disclosure.enums import FileKind

MOST_FILES = 50
LONGEST_NAME = 100
FOLDER = KeptFolder("attachments")


def may_attach(actor: Actor, case: Case) -> bool:
    """Whether this person may attach files, rename them and take them off: who may amend, and did not read it."""
    facts = case.access_facts()
    amends = may(actor, P.CASE_AMEND, facts) and not facts.is_related(actor, Relation.ORIGINAL_READER)
    return bool(amends) and case.status not in FINAL


def attach_file(*, actor: Actor, case_id: UUID, name: str, content: bytes, frame: int | None = None) -> CaseAttachment:
    """Keep a cleaned copy of the file with the case, and have an image searched for text by a job.

    The file as it was sent is not kept. A name in which the identifier screen finds something is replaced by a plain
    one. The same file sent again is the same attachment. Of a DICOM file with several pictures one is kept, `frame` or
    the middle one, and the name says which of how many. Raises NotVisible, Forbidden, TransitionRefused (the case is
    closed), Invalid at `file`, Unavailable (a virus scanner that does not answer).
    """
    _changeable(actor, case_id)
    # Outside the case's lock: decoding may take seconds.
    clean = clean_file(content, frame)
    received = _received(content, clean)
    with change(reason="file attached"):
        case = _changeable(actor, case_id, lock=True)
        there = list(CaseAttachment.objects.filter(case=case))
        same = next((one for one in there if one.received_sha256 == received), None)
        if same is not None:
            return same
        if len(there) >= MOST_FILES:
            words = _("A case holds at most %(most)d files. Take one off first.") % {"most": MOST_FILES}
            raise Invalid("too_many", words, {"file": words})
        attachment = _row(case, clean, received)
        attachment.name = name_for(case, name, clean, len(there) + 1)
        attachment.file = FOLDER.store(uuid4(), clean.content, clean.ending)
        attachment.save()
        ask_for_search(actor, attachment)
    return attachment


def _received(content: bytes, clean: CleanFile) -> str:
    """The digest of what was sent; each picture of a file of several is a file of its own."""
    sent = hashlib.sha256(content)
    if clean.frames > 1:
        sent.update(f"picture {clean.frame}".encode())
    return sent.hexdigest()


def _row(case: Case, clean: CleanFile, received: str) -> CaseAttachment:
    is_pdf = clean.kind is FileKind.PDF
    return CaseAttachment(
        case=case,
        kind=AttachmentKind.PDF if is_pdf else AttachmentKind.IMAGE,
        media_type=clean.media_type,
        file_sha256=digest_of(clean.content),
        received_sha256=received,
        size=len(clean.content),
        width=clean.width,
        height=clean.height,
        pages=clean.pages,
        added_at=now(),
        search=SearchState.NOT_NEEDED if is_pdf else SearchState.WAITING,
    )


def ask_for_search(actor: Actor, attachment: CaseAttachment) -> None:
    """Have a worker search the image for text, as it is now."""
    if attachment.kind == AttachmentKind.IMAGE:
        jobs.enqueue(
            jobs.JobName.SEARCH_IMAGE,
            actor=actor,
            key=f"{attachment.pk}:{attachment.file_sha256}",
            attachment_id=str(attachment.pk),
        )


def name_for(case: Case, name: str, clean: CleanFile, number: int) -> str:
    """The name to show: as sent, without path and with the true ending; a plain one where it may identify somebody."""
    stem = _stem(name)
    if not stem or screen(stem.replace("_", " "), known_for_cases([case])) or screen(stem, known_for_cases([case])):
        word = _("document") if clean.kind is FileKind.PDF else _("image")
        stem = f"{word}-{number}"
    if clean.frames > 1:
        which = _("picture-%(frame)d-of-%(frames)d") % {"frame": clean.frame, "frames": clean.frames}
        stem = f"{stem}-{which}"
    return f"{stem}{clean.ending}"


def was_renamed(attachment: CaseAttachment, sent: str) -> bool:
    """Whether the name that was sent had to be replaced."""
    stem, kept = _stem(sent), attachment.name.rpartition(".")[0]
    # Which of several pictures it is stands behind the name that was sent.
    return not stem or not (kept == stem or kept.startswith(f"{stem}-"))


def _stem(sent: str) -> str:
    """The name without path and ending; empty when nothing of it can be used."""
    plain = safe_name(sent or "file")
    stem = plain.rpartition(".")[0] if "." in plain else plain
    return stem.strip("._-")[:LONGEST_NAME]


def rename_attachment(*, actor: Actor, case_id: UUID, attachment_id: UUID, name: str) -> CaseAttachment:
    """Give the file another name, which may not identify anybody. Raises NotVisible, Forbidden, Invalid at `name`."""
    with change(reason="file renamed"):
        case = _changeable(actor, case_id, lock=True)
        attachment = attachment_for_change(case, attachment_id)
        words = clean_words(name, "name", LONGEST_NAME)
        stem = _stem(words if words.endswith(attachment.ending) else f"{words}{attachment.ending}")
        if not words or not stem:
            raise Invalid("required", _("Something is missing."), {"name": _("Give the file a name.")})
        if screen(stem.replace("_", " "), known_for_cases([case])):
            message = _("The name may identify somebody. Give it one without names, numbers, dates and places.")
            raise Invalid("identifies", message, {"name": message})
        attachment.name = f"{stem}{attachment.ending}"
        attachment.save()
        return attachment


def remove_attachment(*, actor: Actor, case_id: UUID, attachment_id: UUID, reason: str) -> None:
    """Take the file off the case and off the disk; the trail keeps that it was there, and why it went.

    Removing it again changes nothing. Raises NotVisible, Forbidden, TransitionRefused, Invalid (no reason).
    """
    words = clean_words(reason, "reason", 500)
    if not words:
        raise Invalid("required", _("Something is missing."), {"reason": _("Say why it is removed.")})
    with change(reason=words):
        case = _changeable(actor, case_id, lock=True)
        attachment = CaseAttachment.objects.filter(case=case, pk=attachment_id).first()
        if attachment is None:
            return
        was_shown = hasattr(attachment, "shown")
        forget_file(attachment.file)
        attachment.delete()
        if was_shown:
            images_changed(actor, case)


def forget_file(name: str) -> None:
    """Take a file off the disk once the change is committed; a change that is rolled back keeps it."""
    transaction.on_commit(lambda: FOLDER.forget(name))


def attachment_for_change(case: Case, attachment_id: UUID) -> CaseAttachment:
    """The case's file; raises NotVisible. The case is locked by the caller."""
    attachment = CaseAttachment.objects.select_related("shown").filter(case=case, pk=attachment_id).first()
    if attachment is None:
        raise NotVisible
    return attachment


def _changeable(actor: Actor, case_id: UUID, lock: bool = False) -> Case:
    if lock:
        case = case_for_change(case_id)
    else:
        with transaction.atomic():
            case = case_for_change(case_id)
    facts = case.access_facts()
    if not may(actor, P.CASE_VIEW, facts):
        raise NotVisible
    if facts.is_related(actor, Relation.ORIGINAL_READER):
        raise Forbidden("own_report", refusal_words("own_report"))
    decision = may(actor, P.CASE_AMEND, facts)
    if not decision:
        raise Forbidden(decision.code, refusal_words(decision.code))
    if case.status in FINAL:
        raise TransitionRefused("wrong_state", _("The case is closed. Reopen it to change its files."))
    return case


def limit_words() -> dict[str, int]:
    """The limits as the form says them."""
    return {
        "megabytes": settings.ATTACHMENT_LIMIT_BYTES // 1024**2,
        "megapixels": settings.ATTACHMENT_PIXEL_LIMIT // 1_000_000,
    }
