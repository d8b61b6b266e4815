"""Images of the demonstration: one that the room sees, one with a name burned in that waits to be masked."""

import io
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from apps.accounts.models import User
from apps.cases.domain.attaching import attach_file
from apps.cases.domain.checking_images import confirm_image
from apps.cases.domain.presentation_images import show_image
from apps.cases.domain.presenting import rescreen
from apps.cases.enums import CaseStatus, ShownWith
from apps.cases.models import Case, CaseAttachment
from apps.core import jobs
from apps.core.clock import now
from apps.core.jobs import JobName
from apps.core.models import Job
from apps.demo.network import Team
from apps.demo.story import acting

_SIZE = (720, 720)


_Spot = tuple[int, int]


def _spot(chance: Random) -> _Spot:
    """Somewhere at the right apex, which is on the left of the picture."""
    return 214 + chance.randrange(20), 176 + chance.randrange(16)


def _chest(spot: _Spot, words: tuple[str, ...] = (), mark: bool = False) -> bytes:
    """A drawing that looks a little like a chest film, with a shadow at the spot: nobody's chest."""
    image = Image.new("L", _SIZE, 12)
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((90, 60, 630, 690), radius=170, fill=150)
    for left in (150, 390):
        draw.ellipse((left, 130, left + 180, 560), fill=46)
    draw.rounded_rectangle((330, 60, 390, 690), radius=24, fill=205)
    draw.ellipse((330, 330, 520, 560), fill=190)
    for rib in range(7):
        top = 140 + rib * 58
        draw.arc((120, top, 360, top + 120), 180, 330, fill=120, width=7)
        draw.arc((360, top, 600, top + 120), 210, 360, fill=120, width=7)
    x, y = spot
    draw.ellipse((x, y, x + 34, y + 34), fill=150)
    image = image.filter(ImageFilter.GaussianBlur(5))
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(26)
    for n, line in enumerate(words):
        draw.text((18, 14 + n * 36), line, fill=240, font=font)
    if mark:
        draw.ellipse((x - 26, y - 26, x + 60, y + 60), outline=255, width=4)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def tell_attachments(team: Team, seed: int) -> None:
    """Give a case that waits for the room two confirmed images, and a new one an image that must be masked."""
    chance = Random(f"{seed} images")
    chair = team.chair
    free = Case.objects.filter(department=team.department).exclude(readers__person=chair)
    shown = free.filter(status=CaseStatus.SCHEDULED, presentation__isnull=False).exclude(
        presentation__screened_sha256=""
    )
    for case in sorted(shown.select_related("presentation"), key=_fits)[:1]:
        spot = _spot(chance)
        _show(case, chair, _chest(spot), ShownWith.QUESTION, "Frontal chest film: compare both apices")
        _show(case, chair, _chest(spot, mark=True), ShownWith.REVEAL, "The same film with a ring round the right apex")
        with acting(chair, now()) as actor:
            rescreen(actor=actor, case_id=case.pk)
    for case in free.filter(status=CaseStatus.RECEIVED).order_by("-reference")[:1]:
        _attach(case, chair, _chest(_spot(chance), ("PAGEANT QUILLON", "NHS 999 000 0026   R")))


def _fits(case: Case) -> tuple[bool, bool, str]:
    """How well the film fits what the room is told: first the case about an apex, then any other of a chest."""
    is_apex = "first rib" in case.presentation.title
    return not is_apex, (case.modality, case.body_region) != ("CR", "Chest"), case.reference


def _attach(case: Case, by: User, content: bytes) -> CaseAttachment:
    """Attach it, and search it at once: in the demonstration nobody has started a worker yet."""
    with acting(by, now()) as actor:
        one = attach_file(actor=actor, case_id=case.pk, name="chest.png", content=content)
    for job in Job.objects.filter(name=JobName.SEARCH_IMAGE, payload__attachment_id=str(one.pk)):
        jobs.run(job.pk)
    one.refresh_from_db()
    return one


def _show(case: Case, by: User, content: bytes, moment: ShownWith, words: str) -> None:
    one = _attach(case, by, content)
    with acting(by, now()) as actor:
        confirm_image(
            actor=actor,
            case_id=case.pk,
            attachment_id=one.pk,
            expected_sha256=one.file_sha256,
            note="Nothing that was marked is a name or a number.",
        )
        show_image(actor=actor, case_id=case.pk, attachment_id=one.pk, shown_with=moment, position=1, alt_text=words)
