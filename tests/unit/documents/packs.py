"""Packs to print: nothing, a normal case, and far too much of everything."""

from apps.documents.domain.packs import CaseLearningPack, LearningTopic, MeetingLearningPack, Pack
from apps.documents.enums import DocumentKind

EMPTY = CaseLearningPack(title="Learning from one case")
NORMAL = CaseLearningPack(
    title="Subtle scaphoid fracture on a wrist series taken for a fall",
    modality="Radiograph",
    region="Wrist",
    kind="Missed finding",
    vignette=(
        "A young adult fell on an outstretched hand and attended the same evening. The request asked for a wrist "
        "series to look for a distal radius fracture. Tenderness in the snuffbox was not mentioned.\n\n"
        "The series was read at the end of a busy list. No dedicated scaphoid views were taken."
    ),
    question="Where would you look first, and would you ask for anything more before you report?",
    reveal=(
        "A thin lucent line crosses the waist of the scaphoid on the oblique view only, with loss of the navicular "
        "fat stripe. MRI nine days later showed marrow oedema across the waist."
    ),
    consensus="The line can be seen with hindsight and is easy to pass over. The missing views mattered more.",
    contributing_factors=("Site of tenderness missing from the request", "No scaphoid views in the protocol"),
    learning_points=(
        "Trace the cortex of the scaphoid on every view of an injured wrist.",
        "Look for the navicular fat stripe: when it is lost, look again.",
        "If the snuffbox is tender and the films are normal, recommend MRI.",
    ),
    pitfalls=("Satisfaction of search once the distal radius is cleared",),
    further_reading=("NICE guideline NG38, Fractures (non-complex)",),
    discussed_month="2026-02",
)
OVERFULL = CaseLearningPack(
    title="A title that somebody pasted from the agenda, with every structure named and then some " * 3,
    modality="CT of chest, abdomen and pelvis with contrast",
    vignette="The first film was read as clear. " * 120 + "\n\n" + "x" * 400,
    question="Is this normal? " * 40,
    # Arabic, Hebrew, pictures with and without a glyph, a joined picture, Chinese, markup and template syntax.
    reveal="مرحبا بالعالم שלום עולם "
    "\U0001f600 \U0001fac1 \U0001f469\U0001f3fd\u200d\u2695\ufe0f \u2764\ufe0f 漢字 <b>{{ 7 * 7 }}</b> & co",
    consensus="\u202bright to left\u202c and \u0007 a bell, \u00adsoft\u00ad hyphens",
    contributing_factors=tuple(f"Factor {n} with a long tail of explanation " * 3 for n in range(15)),
    learning_points=tuple(f"Point {n}: check the review areas before you sign. " * 2 for n in range(1, 13)),
    pitfalls=tuple(f"Pitfall {n}" for n in range(20)),
    further_reading=("A reference " * 12,),
    discussed_month="2025-12",
)
_TOPIC = LearningTopic(
    heading="Fat stripes and fat pads",
    summary="Several cases turned on a soft tissue sign that was there on the first film. " * 4,
    learning_points=("Name the fat stripe on every limb film: seen, displaced or lost.",),
    pitfalls=("Stopping at the joint that was asked about",),
    good_spots=("A raised posterior fat pad called on an elbow",),
)
MEETING = MeetingLearningPack(title="Learning from the meeting", topics=(_TOPIC,) * 6, discussed_month="2026-02")
EMPTY_MEETING = MeetingLearningPack(title="Learning from the meeting")

SAMPLES: dict[str, tuple[DocumentKind, Pack]] = {
    "empty case": (DocumentKind.CASE_LEARNING_SUMMARY, EMPTY),
    "normal case": (DocumentKind.CASE_LEARNING_SUMMARY, NORMAL),
    "over-full case": (DocumentKind.CASE_LEARNING_SUMMARY, OVERFULL),
    "meeting": (DocumentKind.MEETING_LEARNING_SUMMARY, MEETING),
    "empty meeting": (DocumentKind.MEETING_LEARNING_SUMMARY, EMPTY_MEETING),
}
