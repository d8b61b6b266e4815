"""What a column of a spreadsheet can be: each field with the headings and the words by which departments know it.

Pure. The page, the mapping file, the guesses and the checks all read this one table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.access.policy import Confidentiality
from apps.cases.enums import (
    CaseKind,
    CaseStatus,
    DiscrepancyType,
    HowDiscovered,
    Modality,
    PatientAction,
    StudyPart,
)
from apps.cases.taxonomies import RADPEER as radpeer_scheme


class Holds(StrEnum):
    """What is in the cells of a column."""

    WORDS = "words"
    STORY = "story"
    CHOICE = "choice"
    DAY = "day"
    READER = "reader"
    EMAIL = "email"
    IDENTIFIER = "identifier"


@dataclass(frozen=True)
class Option:
    """One of our words for a column with a closed list, and the words that departments write for it."""

    code: str
    label: str | Promise
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ImportField:
    """One thing that a column can say. `needed` fields must come from a column or be the same for every row."""

    key: str
    label: str | Promise
    group: str
    holds: Holds
    headings: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    needed: bool = False
    several: bool = False
    longest: int = 0
    default: str = ""

    @property
    def is_choice(self) -> bool:
        """Whether its words are matched to a closed list."""
        return self.holds is Holds.CHOICE

    def option(self, code: str) -> Option | None:
        """The option of that code."""
        return next((one for one in self.options if one.code == code), None)


# A kind as the log form asks for it: the kind of the case, and for a discrepancy the coding of its finding.
KINDS: Mapping[str, tuple[CaseKind, str]] = {
    "missed": (CaseKind.DISCREPANCY, DiscrepancyType.MISSED),
    "misread": (CaseKind.DISCREPANCY, DiscrepancyType.MISREAD),
    "discrepancy": (CaseKind.DISCREPANCY, ""),
    **{kind.value: (kind, "") for kind in CaseKind if kind is not CaseKind.DISCREPANCY},
}

# What a case can be when it comes in. The other states need a review, an agenda or a publication of this platform.
STATES = (
    CaseStatus.RECEIVED, CaseStatus.READY, CaseStatus.DISCUSSED, CaseStatus.CLOSED, CaseStatus.DECLINED,
    CaseStatus.WITHDRAWN,
)  # fmt: skip


def _options(pairs: Sequence[tuple[str, str | Promise]], words: Mapping[str, tuple[str, ...]]) -> tuple[Option, ...]:
    return tuple(Option(code, label, words.get(code, ())) for code, label in pairs)


_KIND_OPTIONS = _options(
    [
        ("missed", _("Discrepancy: missed")),
        ("misread", _("Discrepancy: misread")),
        ("discrepancy", _("Discrepancy, not said which")),
        *[(kind.value, kind.label) for kind in CaseKind if kind is not CaseKind.DISCREPANCY],
    ],
    {
        "missed": ("miss", "missed finding", "perceptual", "perceptual error", "perception", "not seen",
                   "false negative", "under call", "undercall", "omission", "search"),
        "misread": ("misinterpretation", "misinterpreted", "interpretive", "interpretation", "interpretative",
                    "cognitive", "false positive", "overcall", "over call", "wrong interpretation"),
        "discrepancy": ("error", "discrepancies", "radiology discrepancy", "reporting discrepancy", "yes"),
        "delay": ("delayed", "delayed report", "reporting delay", "late", "late report"),
        "communication": ("communication failure", "not communicated", "follow up failure", "failure to act",
                          "communication error", "result not acted on"),
        "system_event": ("system", "it", "it failure", "equipment", "technical", "system error", "protocol"),
        "good_spot": ("good", "excellence", "great catch", "good catch", "learning from excellence"),
        "educational": ("teaching", "education", "interesting case", "teaching case", "interesting"),
        "procedural_complication": ("complication", "intervention", "procedure", "biopsy complication"),
        "second_opinion": ("mdt", "second read", "re-read", "reread", "mdt reread", "mdt review"),
    },
)  # fmt: skip

_HOW_WORDS: Mapping[str, tuple[str, ...]] = {
    "later_imaging": ("subsequent imaging", "follow up imaging", "later scan", "later study", "repeat imaging",
                      "next scan", "follow up ct"),
    "mdt": ("mdm", "multidisciplinary", "mdt meeting", "tumour board"),
    "double_reporting": ("double read", "double reading", "second reader", "audit"),
    "random_review": ("peer review", "random", "random audit", "systematic review"),
    "peer_feedback": ("colleague", "peer", "self", "informal", "self reported", "radiologist"),
    "clinical_course": ("clinician", "clinical", "referrer", "gp", "surgery", "post mortem", "referring clinician"),
    "incident": ("datix", "incident", "incident form", "lfpse", "ulysses", "inphase"),
    "complaint": ("pals", "claim", "litigation"),
    "other": ("unknown", "not known", "n/a", "na", "none"),
}  # fmt: skip

_MODALITY_WORDS: Mapping[str, tuple[str, ...]] = {
    "XR": ("cr", "dx", "plain film", "xray", "x-ray", "radiograph", "film", "pf", "cxr", "plain radiograph"),
    "CT": ("ct scan", "cat scan", "computed tomography", "ctpa"),
    "MR": ("mri", "mr scan", "magnetic resonance"),
    "US": ("uss", "ultrasound", "sonography", "doppler"),
    "MG": ("mammogram", "mammo", "breast"),
    "NM": ("nuclear", "isotope", "bone scan"),
    "PT": ("pet", "pet ct", "pet/ct", "petct"),
    "RF": ("fluoro", "barium", "screening"),
    "XA": ("ir", "angio", "intervention", "interventional"),
    "OT": ("others", "various", "multiple"),
}  # fmt: skip

_STATE_WORDS: Mapping[str, tuple[str, ...]] = {
    "received": ("new", "open", "pending", "awaiting", "logged", "submitted", "to do", "outstanding"),
    "ready": ("accepted", "for discussion", "for meeting", "to be discussed", "for redm", "listed", "redm"),
    "discussed": ("presented", "reviewed", "discussed at redm", "done at meeting"),
    "closed": ("close", "complete", "completed", "done", "finished", "resolved", "archived", "historic"),
    "declined": ("rejected", "not accepted", "not a discrepancy", "no discrepancy", "duplicate"),
    "withdrawn": ("cancelled", "canceled", "removed", "void"),
}

_ACTION_WORDS: Mapping[str, tuple[str, ...]] = {
    "yes": ("y", "true", "1", "action needed", "outstanding", "required"),
    "no": ("n", "false", "0", "none", "no action", "not required", "nil", "completed", "done"),
    "unknown": ("?", "not known", "dont know", "unsure", "not stated"),
}

_PART_WORDS: Mapping[str, tuple[str, ...]] = {
    "index": ("index", "original", "study in question", "initial"),
    "later": ("later", "follow up", "subsequent"),
    "discovery": ("discovery", "came to light"),
    "prior": ("prior", "previous", "earlier"),
}

_CONFIDENTIALITY: list[tuple[str, str | Promise]] = [
    (Confidentiality.OPEN.value, _("Open to those who run the learning")),
    (Confidentiality.CONFIDENTIAL.value, _("Confidential: chair and deputies")),
]

CASE, DATES, PEOPLE, STUDY, PATIENT = "case", "dates", "people", "study", "patient"
GROUPS: Mapping[str, Promise] = {
    CASE: _("The case"),
    DATES: _("Dates"),
    PEOPLE: _("People"),
    STUDY: _("The study"),
    PATIENT: _("The patient (kept sealed)"),
}


def _field(key: str, label: str | Promise, group: str, holds: Holds, *headings: str, **more: object) -> ImportField:
    return ImportField(key=key, label=label, group=group, holds=holds, headings=headings, **more)  # type: ignore[arg-type]  # the rest by name


FIELDS: tuple[ImportField, ...] = (
    _field("narrative", _("What happened"), CASE, Holds.STORY, "what happened", "narrative", "description", "details",
           "summary", "discrepancy", "finding", "findings", "missed finding", "comments", "comment", "case details",
           "description of discrepancy", "discrepancy details", "notes", needed=True, several=True, longest=10_000),
    _field("kind", _("Kind of case"), CASE, Holds.CHOICE, "kind", "type", "category", "error type", "case type",
           "type of error", "discrepancy type", "classification", options=_KIND_OPTIONS, needed=True),
    _field("how_discovered", _("How it came to light"), CASE, Holds.CHOICE, "how discovered", "source", "how found",
           "how identified", "identified by", "how did it come to light", "method of detection", "discovered by",
           options=_options(HowDiscovered.choices, _HOW_WORDS), needed=True),
    _field("patient_action", _("Does anyone still need to act for this patient?"), CASE, Holds.CHOICE,
           "action needed", "patient action", "action required", "further action", "outstanding action",
           options=_options(PatientAction.choices, _ACTION_WORDS), needed=True),
    _field("status", _("State"), CASE, Holds.CHOICE, "status", "state", "stage", "open closed", "progress",
           options=_options([(one.value, one.label) for one in STATES], _STATE_WORDS), needed=True),
    _field("confidentiality", _("Who may read it"), CASE, Holds.CHOICE, "confidentiality", "confidential",
           options=_options(_CONFIDENTIALITY, {"open": ("no", "n"), "confidential": ("yes", "y")}),
           needed=True, default=Confidentiality.OPEN.value),
    _field("modality", _("Modality"), CASE, Holds.CHOICE, "modality", "mod", "imaging", "imaging type", "scan type",
           options=_options(Modality.choices, _MODALITY_WORDS)),
    _field("body_region", _("Part of the body"), CASE, Holds.WORDS, "body part", "body region", "region", "area",
           "anatomy", "part of the body", longest=60),
    _field("subspecialty", _("Subspecialty"), CASE, Holds.WORDS, "subspecialty", "specialty", "speciality", "section",
           "subspeciality", longest=60),
    _field("their_reference", _("Your own number of the case"), CASE, Holds.WORDS, "id", "ref", "reference", "case no",
           "case number", "no", "number", "case id", "case ref", "redm number", longest=60),
    _field("received", _("When it was logged"), DATES, Holds.DAY, "date logged", "date received", "logged",
           "date submitted", "date", "date of entry", "received", "date entered", "date reported to redm"),
    _field("discovered", _("When it came to light"), DATES, Holds.DAY, "date discovered", "discovered",
           "date identified", "date found", "date of discovery", "date it came to light", "date noticed"),
    _field("settled", _("When it reached its state"), DATES, Holds.DAY, "date closed", "closed", "date discussed",
           "meeting date", "redm date", "date of meeting", "date completed"),
    _field("performed", _("When the study was done"), DATES, Holds.DAY, "exam date", "study date", "date of exam",
           "date of study", "examination date", "date of scan", "scan date", "date of examination"),
    _field("submitter", _("Who logged it (e-mail)"), PEOPLE, Holds.EMAIL, "submitted by", "logged by", "submitter",
           "raised by", "submitter email", "logged by email", "entered by"),
    _field("author", _("Who wrote the report"), PEOPLE, Holds.READER, "radiologist", "reported by", "original reader",
           "reader", "author", "reporting radiologist", "original radiologist", "report author", several=True,
           longest=200),
    _field("verifier", _("Who verified the report"), PEOPLE, Holds.READER, "verified by", "verifier", "consultant",
           "supervising consultant", longest=200),
    _field("readers_unknown", _("Why the reader is not known"), PEOPLE, Holds.WORDS, "reason reader unknown",
           longest=2_000),
    _field("accession", _("Accession number"), STUDY, Holds.IDENTIFIER, "accession", "accession number",
           "accession no", "acc no", "acc number", "ris number", "exam number", longest=64),
    _field("study_uid", _("Study instance UID"), STUDY, Holds.IDENTIFIER, "study uid", "study instance uid", "uid",
           longest=64),
    _field("examination", _("Examination"), STUDY, Holds.WORDS, "examination", "exam", "study", "procedure",
           "study description", "exam description", longest=300),
    _field("study_part", _("What the study is to the case"), STUDY, Holds.CHOICE, "study part", "part",
           options=_options(StudyPart.choices, _PART_WORDS), default=StudyPart.INDEX.value),
    _field("hospital_number", _("Hospital number"), PATIENT, Holds.IDENTIFIER, "hospital number", "hospital no", "mrn",
           "crn", "patient id", "hosp no", "unit number", "k number", "patient number", "hospital id", longest=64),
    _field("nhs_number", _("NHS number"), PATIENT, Holds.IDENTIFIER, "nhs number", "nhs no", "nhs", "nhs num",
           longest=64),
    _field("patient_name", _("Name of the patient"), PATIENT, Holds.IDENTIFIER, "patient name", "name", "patient",
           "surname", longest=200),
    _field("birth_date", _("Date of birth"), PATIENT, Holds.DAY, "date of birth", "dob", "birth date", "d o b"),
)  # fmt: skip

# Scores of a scheme that is not ours. Its column is no field of ours: it is matched only in a department that keeps
# such scores (docs/adr/0027), never the same for every row, and what it says goes into no count and no list.
RADPEER = _field(
    "radpeer", _("RADPEER score, kept as it stands there"), CASE, Holds.CHOICE, "radpeer", "radpeer score",
    "peer score", "score",
    options=tuple(
        Option(code, label, (f"radpeer {code}", f"score {code}", f"radpeer score {code}"))
        for code, label, _meaning in radpeer_scheme.terms
    ),
)  # fmt: skip

BY_KEY: Mapping[str, ImportField] = {one.key: one for one in (*FIELDS, RADPEER)}
NEEDED = tuple(one for one in FIELDS if one.needed)
