"""The closed lists of the case: states, events, kinds, parts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseStatus(models.TextChoices):
    """Where a case stands; the table of moves is domain/lifecycle.py."""

    RECEIVED = "received", _("Received")
    INFORMATION_WANTED = "information_wanted", _("Information wanted")
    UNDER_REVIEW = "under_review", _("Under review")
    READY = "ready", _("Ready for a meeting")
    SCHEDULED = "scheduled", _("On an agenda")
    DISCUSSED = "discussed", _("Discussed")
    PUBLISHED = "published", _("Learning published")
    CLOSED = "closed", _("Closed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MERGED = "merged", _("Merged")


FINAL = frozenset({CaseStatus.CLOSED, CaseStatus.DECLINED, CaseStatus.WITHDRAWN, CaseStatus.MERGED})


class CaseEvent(models.TextChoices):
    """What can happen to a case."""

    ASK = "ask", _("Ask the submitter")
    ANSWER = "answer", _("Answer the question")
    ACCEPT = "accept", _("Accept for a meeting")
    SEND_TO_REVIEW = "send_to_review", _("Send to review")
    FINISH_REVIEW = "finish_review", _("Finish the review")
    GIVE_FEEDBACK = "give_feedback", _("Feedback only, no meeting")
    DECLINE = "decline", _("Decline")
    WITHDRAW = "withdraw", _("Withdraw")
    MERGE = "merge", _("Merge into another case")
    SCHEDULE = "schedule", _("Put on an agenda")
    DEFER = "defer", _("Defer")
    RECORD_OUTCOME = "record_outcome", _("Record the outcome")
    PUBLISH = "publish", _("Publish the learning")
    CLOSE = "close", _("Close")
    REOPEN = "reopen", _("Reopen")


# The events with which a chair decides that a case goes on: with them the kind is confirmed, and whether its report
# stands.
DECIDING = frozenset({CaseEvent.ACCEPT, CaseEvent.SEND_TO_REVIEW, CaseEvent.GIVE_FEEDBACK})


class CaseKind(models.TextChoices):
    """What the case is about (DOMAIN 11.1; RCR case kinds, S3)."""

    DISCREPANCY = "discrepancy", _("Discrepancy")
    DELAY = "delay", _("Delay")
    COMMUNICATION = "communication", _("Communication or follow-up failure")
    SYSTEM_EVENT = "system_event", _("System event")
    GOOD_SPOT = "good_spot", _("Good spot")
    EDUCATIONAL = "educational", _("Educational case")
    COMPLICATION = "procedural_complication", _("Procedural complication")
    SECOND_OPINION = "second_opinion", _("Second opinion or MDT re-read")


class CaseField(models.TextChoices):
    """What a case may hold, as the table of completeness names it (domain/completeness.py)."""

    KIND = "kind", _("Kind")
    NARRATIVE = "narrative", _("What happened")
    PATIENT_ACTION = "patient_action", _("Does anyone still need to act for the patient")
    DISCREPANCY_TYPE = "discrepancy_type", _("Missed or misread")
    STUDIES = "studies", _("Studies")
    IMAGING = "imaging", _("A study, or at least the modality")
    READERS = "readers", _("Original readers, or why they are not known")
    HOW_DISCOVERED = "how_discovered", _("How it came to light")
    DISCOVERED = "discovered", _("When it came to light")
    PROCEDURE = "procedure", _("Procedure")
    SYSTEM_AFFECTED = "system_affected", _("System or equipment")
    SECOND_OPINION = "second_opinion", _("Whose second opinion, when and on what occasion")
    INCIDENT_REFERENCE = "incident_reference", _("Incident reference")
    PRESENTATION = "presentation", _("Presentation copy, cleared by the identifier screen")
    REPORT_STANDS = "report_stands", _("Whether an issued report still stands wrong")
    REPORT_SETTLED = "report_settled", _("A clear yes or no to that")
    CODING = "coding", _("A coding of the finding")


class Stage(models.TextChoices):
    """The steps of a case's life that ask for something (domain/completeness.py)."""

    SUBMIT = "submit", _("To log it")
    ACCEPT = "accept", _("To accept it, or to give feedback")
    REVIEW = "review", _("To send it to review")
    SCHEDULE = "schedule", _("To put it on an agenda")
    PUBLISH = "publish", _("To publish its learning")
    CLOSE = "close", _("To close it")


class RightedBy(models.TextChoices):
    """Who can put in what a case still lacks."""

    SUBMITTER = "submitter", _("The submitter")
    CHAIR = "chair", _("The chair")


class DiscrepancyType(models.TextChoices):
    """A coding of the finding, never a score of a person."""

    MISSED = "missed", _("Missed: visible, not described")
    MISREAD = "misread", _("Misread: described, read as something else")


class Modality(models.TextChoices):
    """What somebody can choose without a study; a study brings DICOM's own codes."""

    XR = "XR", _("X-ray")
    CT = "CT", _("CT")
    MR = "MR", _("MRI")
    US = "US", _("Ultrasound")
    MG = "MG", _("Mammography")
    NM = "NM", _("Nuclear medicine")
    PT = "PT", _("PET or PET-CT")
    RF = "RF", _("Fluoroscopy")
    XA = "XA", _("Angiography or intervention")
    OT = "OT", _("Other")


# DICOM says plain X-ray in several ways; on our pages it is one thing.
PLAIN_XRAY = frozenset({"XR", "CR", "DX", "PX", "IO"})


class HowDiscovered(models.TextChoices):
    """How it came to light (RCR sources, S3, and DOMAIN 11.1)."""

    NOT_SAID = "not_said", _("Not said")
    LATER_IMAGING = "later_imaging", _("Later imaging")
    MDT = "mdt", _("MDT meeting")
    DOUBLE_REPORTING = "double_reporting", _("Double reporting")
    RANDOM_REVIEW = "random_review", _("Random review")
    PEER_FEEDBACK = "peer_feedback", _("Peer feedback")
    CLINICAL = "clinical_course", _("Clinical course or referrer")
    INCIDENT = "incident", _("Incident report")
    COMPLAINT = "complaint", _("Complaint")
    OTHER = "other", _("Another way")


class PatientAction(models.TextChoices):
    """Does anyone still need to act for this patient?"""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("I don’t know")


class StudyPart(models.TextChoices):
    """What a study is to the case."""

    INDEX = "index", _("The study in question")
    LATER = "later", _("A later study that shows it")
    DISCOVERY = "discovery", _("The study on which it came to light")
    PRIOR = "prior", _("An earlier study")


class ReaderPart(models.TextChoices):
    """What an original reader did to the report."""

    AUTHOR = "author", _("Wrote the report")
    VERIFIER = "verifier", _("Verified the report")


class ReaderStanding(models.TextChoices):
    """How an original reader is known to us. Unknown is a reason on the case, never a reader."""

    KNOWN = "known", _("On this platform")
    EXTERNAL = "external", _("External")
    DEPARTED = "departed", _("Has left")


class EscalationStatus(models.TextChoices):
    """Where the care of the patient stands."""

    RAISED = "raised", _("Raised")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    DONE = "done", _("Done")


class EscalationEvent(models.TextChoices):
    """What can happen to an escalation."""

    ACKNOWLEDGE = "acknowledge", _("Acknowledge")
    HAND_OVER = "hand_over", _("Hand over")
    COMPLETE = "complete", _("Record what was done")


class ActionKind(models.TextChoices):
    """Follow-up actions (DOMAIN 1.3)."""

    ADDENDUM = "addendum_issued", _("Addendum issued")
    REFERRER = "referrer_told", _("Referrer told")
    READER = "original_reader_told", _("Original reader told")
    EXTERNAL = "external_organisation_told", _("Outside hospital told")
    OTHER = "other", _("Another action")


class ActionStatus(models.TextChoices):
    """Where a follow-up action stands."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    NOT_NEEDED = "not_needed", _("Does not apply")


class Standing(models.TextChoices):
    """Does an issued report still stand wrong? A fact about the report, never about its reader."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Don’t know yet")


class ToldHow(models.TextChoices):
    """The way by which somebody was told or called."""

    TELEPHONE = "telephone", _("By telephone")
    IN_PERSON = "in_person", _("In person")
    EMAIL = "email", _("By e-mail")
    MESSAGE = "message", _("By a message in another system")
    LETTER = "letter", _("By letter")
    MEETING = "meeting", _("At a meeting or MDT")


class ContactResult(models.TextChoices):
    """What came of an attempt to reach somebody."""

    REACHED = "reached", _("Reached")
    LEFT_MESSAGE = "left_message", _("Left a message, no answer yet")
    NOT_REACHED = "not_reached", _("Not reached")


class EscalationStepKind(models.TextChoices):
    """What the clock does about an escalation, each once in one person’s turn."""

    REMIND_TAKE_ON = "remind_take_on", _("Reminded to take it on")
    HAND_OVER = "hand_over", _("Handed over because nobody took it on")
    REMIND_RECORD = "remind_record", _("Reminded to record what was done")
    TELL_ALL = "tell_all", _("Everybody who can act was told")


class OpinionContext(models.TextChoices):
    """On what occasion a second opinion was given (DOMAIN 1.3)."""

    MDT = "mdt", _("MDT meeting")
    AD_HOC = "ad_hoc", _("Asked for in passing")
    OUTSIDE = "outside_request", _("Request from outside")


class Confidence(models.TextChoices):
    """How sure a reviewer is of their own view; never a score of a colleague."""

    LOW = "low", _("Low")
    MODERATE = "moderate", _("Moderate")
    HIGH = "high", _("High")


class ReviewEnd(models.TextChoices):
    """Why somebody is no longer asked for a view."""

    CONFLICT = "conflict", _("A conflict: I read it, or I know the patient or the case")
    NO_TIME = "no_time", _("No time before it is due")
    OTHER = "other", _("Another reason")
    TAKEN_OFF = "taken_off", _("Taken off by the chair")
    READER = "reader_found", _("Found to have read a report of the case")


class MessageKind(models.TextChoices):
    """What a message in the case's thread is."""

    QUESTION = "question", _("Question")
    ANSWER = "answer", _("Answer")
    NOTE = "note", _("Message")
    DECISION = "decision", _("Decision")


class AttachmentKind(models.TextChoices):
    """What an attached file is, told by its content."""

    IMAGE = "image", _("Image")
    PDF = "pdf", _("PDF")


class SearchState(models.TextChoices):
    """Whether an image was searched for text in its pixels."""

    WAITING = "waiting", _("Being searched for text")
    SEARCHED = "searched", _("Searched for text")
    UNSEARCHED = "unsearched", _("Not searched for text")
    NOT_NEEDED = "not_needed", _("No image")


class ShownWith(models.TextChoices):
    """When the room sees an image."""

    QUESTION = "question", _("With the question")
    REVEAL = "reveal", _("With the reveal")


class TaxonomyPurpose(models.TextChoices):
    """What a coding scheme is for."""

    CODING = "coding", _("Coding cases")
    # Never asked for, shown beside a case, counted or sorted by: scores that a spreadsheet brought (DOMAIN 5.2).
    REFERENCE = "reference", _("Reference only")


class CodingPlace(models.TextChoices):
    """Where a case was coded."""

    CASE = "case", _("On the case’s page")
    OUTCOME = "outcome", _("With the outcome of a meeting")
