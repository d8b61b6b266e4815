"""What the room sees: a typed allow-list over the presentation copy, and nothing else.

No field exists for a patient, an original reader, a submitter, a site, a reference or a leader, so no template
can show one (DESIGN C0, presentation copy).
"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch

from apps.cases.enums import ShownWith
from apps.cases.models import Case, CaseAttachment, PresentationImage
from apps.cases.queries.failures import places_of
from apps.core.errors import NotVisible
from apps.meetings.enums import AgendaStatus
from apps.meetings.models import AgendaItem, Meeting
from apps.meetings.queries.agendas import is_for_the_room
from apps.meetings.queries.involved import statements_for_room


@dataclass(frozen=True)
class SlideImage:
    """A confirmed image of the copy: its place among those shown at the same moment, and its words."""

    place: int
    alt_text: str


@dataclass(frozen=True, kw_only=True)
class Slide:
    """One case in front of the room. `title` may give the answer away, so it belongs to the reveal.

    `failed_at` belongs to it too: step, role and failing of each place, as codes and a term; never its note.
    """

    number: int
    total: int
    minutes: int
    is_ready: bool
    vignette: str = ""
    question: str = ""
    title: str = ""
    reveal: str = ""
    statements: tuple[str, ...] = ()
    failed_at: tuple[tuple[str, str, str], ...] = ()
    images: tuple[SlideImage, ...] = ()
    reveal_images: tuple[SlideImage, ...] = ()


def slides_of(meeting: Meeting) -> list[Slide]:
    """Every case of the agenda in order; one whose copy is not screened has no words and no images. Four queries."""
    items = _items(meeting)
    ids = [item.case_id for item in items]
    said, failed = statements_for_room(ids), _failed_at(ids)
    return [
        _slide(number, len(items), item.minutes, item.case, said.get(item.case_id, ()), failed.get(item.case_id, ()))
        for number, item in enumerate(items, start=1)
    ]


def _items(meeting: Meeting) -> list[AgendaItem]:
    images = PresentationImage.objects.select_related("attachment").order_by("position", "id")
    return list(
        AgendaItem.objects.filter(meeting=meeting)
        .exclude(status=AgendaStatus.REMOVED)
        .select_related("case__presentation")
        .prefetch_related(Prefetch("case__presentation_images", images))
        .order_by("position", "placed_at", "id")
    )


def _images(case: Case, moment: ShownWith) -> list[PresentationImage]:
    """What is shown at that moment. The copy's clearance says that all are confirmed; each is asked once more."""
    return [one for one in case.presentation_images.all() if one.shown_with == moment and one.attachment.is_confirmed]


def _slide_images(case: Case, moment: ShownWith) -> tuple[SlideImage, ...]:
    return tuple(SlideImage(place, one.alt_text) for place, one in enumerate(_images(case, moment), start=1))


def image_of_slide(meeting: Meeting, number: int, moment: ShownWith, place: int) -> CaseAttachment:
    """The file behind an image of a slide; raises NotVisible when there is none, or the copy is not screened."""
    items = _items(meeting)
    case = items[number - 1].case if 1 <= number <= len(items) else None
    if case is None or not is_for_the_room(case):
        raise NotVisible
    images = _images(case, moment)
    if not 1 <= place <= len(images):
        raise NotVisible
    return images[place - 1].attachment


def _failed_at(case_ids: list[UUID]) -> dict[UUID, tuple[tuple[str, str, str], ...]]:
    found: dict[UUID, tuple[tuple[str, str, str], ...]] = {}
    for one in places_of(case_ids):
        place = (one.stage, one.party, one.failing.label if one.failing else "")
        found[one.case_id] = (*found.get(one.case_id, ()), place)
    return found


def _slide(
    number: int,
    total: int,
    minutes: int,
    case: Case,
    statements: tuple[str, ...],
    failed_at: tuple[tuple[str, str, str], ...],
) -> Slide:
    copy = getattr(case, "presentation", None)
    if copy is None or not is_for_the_room(case):
        return Slide(number=number, total=total, minutes=minutes, is_ready=False)
    return Slide(
        number=number,
        total=total,
        minutes=minutes,
        is_ready=True,
        vignette=copy.vignette,
        question=copy.question,
        title=copy.title,
        reveal=copy.reveal,
        statements=statements,
        failed_at=failed_at,
        images=_slide_images(case, ShownWith.QUESTION),
        reveal_images=_slide_images(case, ShownWith.REVEAL),
    )


def leads_a_case(meeting: Meeting, person_id: UUID | None) -> bool:
    """Whether that person leads a case at this meeting and so may present it."""
    return AgendaItem.objects.filter(meeting=meeting, led_by=person_id).exclude(status=AgendaStatus.REMOVED).exists()
