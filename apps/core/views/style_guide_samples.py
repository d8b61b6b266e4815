"""Invented data of the style guide: one example of each component, in each of its states."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.clock import LONDON
from apps.core.forms.base import PlainForm, PlatformForm
from apps.core.forms.fields import (
    ClinicalTimeField,
    DayField,
    InstantField,
    LongTextField,
    TextField,
    YesNoField,
)
from apps.core.forms.files import UploadField
from apps.core.forms.look import FieldLook

KINDS = [
    ("missed", gettext_lazy("Something was missed")),
    ("delayed", gettext_lazy("Something was delayed")),
    ("good", gettext_lazy("Something was done well")),
]


class SampleForm(PlatformForm):
    """Every kind of field."""

    kind = forms.ChoiceField(label=gettext_lazy("What happened?"), choices=KINDS, widget=forms.RadioSelect)
    act = YesNoField(label=gettext_lazy("Does anyone still need to act for this patient?"))
    lead = TextField(label=gettext_lazy("Who should act"), required=False)
    title = TextField(
        label=gettext_lazy("Short title"),
        max_length=80,
        help_text=gettext_lazy("No names and no numbers of patients or staff."),
    )
    account = LongTextField(label=gettext_lazy("What happened, in your words"), max_length=500)
    department = forms.ChoiceField(
        label=gettext_lazy("Department"),
        choices=[("", gettext_lazy("Choose one")), ("nth", "Northgate"), ("sth", "Southmere")],
    )
    found = forms.MultipleChoiceField(
        label=gettext_lazy("How it came to light"),
        choices=[
            ("later", gettext_lazy("A later examination")),
            ("told", gettext_lazy("A clinician told us")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Choose all that apply."),
    )
    examined = DayField(
        label=gettext_lazy("Date of the examination"),
        future=False,
        help_text=gettext_lazy("For example, 27 3 2026"),
    )
    discovered = ClinicalTimeField(
        label=gettext_lazy("When it was noticed"),
        help_text=gettext_lazy("Leave the time empty if you only know the day."),
    )
    meeting = InstantField(label=gettext_lazy("Meeting starts"), required=False)
    minutes = forms.IntegerField(label=gettext_lazy("Time on the agenda"), min_value=1, max_value=90, required=False)
    image = UploadField(label=gettext_lazy("Picture or document"), kinds=("pdf", "png", "jpeg"), required=False)
    agreed = forms.BooleanField(label=gettext_lazy("I have left out names of patients and staff"))

    looks = {
        "kind": FieldLook(
            choice_hints={"good": gettext_lazy("Good spots are discussed too.")},
        ),
        "act": FieldLook(inline=False, reveals={"yes": ("lead",)}),
        "title": FieldLook(width=30),
        "found": FieldLook(small=True),
        "minutes": FieldLook(width=3, suffix=gettext_lazy("minutes")),
    }
    needed_when_revealed = frozenset({"lead"})


class FilterSample(PlainForm):
    """Fields of a filter panel."""

    words = TextField(label=gettext_lazy("Words"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=[("", gettext_lazy("Any")), *KINDS], required=False)
    looks = {"words": FieldLook(optional_mark=False), "state": FieldLook(optional_mark=False)}
    prefix = "f"


def saved() -> str:
    """What the page says after a form without faults."""
    return _("Everything you typed is in order. Nothing was kept.")


def _status(tone: str, text: str) -> dict[str, str]:
    return {"tone": tone, "text": text}


def _tasks() -> list[dict[str, Any]]:
    return [
        {
            "title": _("Say who will act for this patient"),
            "href": "#task",
            "what": _("The submitter does not know whether anyone has acted."),
            "reference": "RLP-2026-000142",
            "age": _("logged 40 minutes ago"),
            "due": _("due today"),
            "urgent": True,
            "button": {"text": _("Record action"), "href": "#act"},
        },
        {
            "title": _("Triage a new case"),
            "href": "#task",
            "what": _("Delayed report of a chest radiograph."),
            "reference": "RLP-2026-000138",
            "status": _status("waiting", _("Received")),
            "age": _("logged 9 days ago"),
            "due": _("2 days overdue"),
            "overdue": True,
            "button": {"text": _("Triage"), "href": "#triage"},
        },
        {
            "title": _("Approve a learning summary"),
            "href": "#task",
            "what": _("You are the second person: read it, then approve exactly what will be printed."),
            "reference": "RLP-2026-000117",
            "status": _status("done", _("Discussed")),
            "age": _("asked yesterday"),
            "due": _("due in 5 days"),
            "button": {"text": _("Read and approve"), "href": "#approve"},
        },
    ]


def _events() -> list[dict[str, Any]]:
    return [
        {
            "kind": "step",
            "title": _("Accepted for discussion"),
            "at": datetime(2026, 3, 3, 14, 5, tzinfo=LONDON),
            "who": "Dr Amara Okafor",
            "why": _("A pattern that registrars meet on call."),
        },
        {
            "kind": "change",
            "title": _("Case amended"),
            "at": datetime(2026, 3, 2, 9, 30, tzinfo=LONDON),
            "who": "Dr Amara Okafor",
            "changes": [
                {"field": _("Short title"), "old": _("Chest film"), "new": _("Nodule behind the heart")},
                {"field": _("Incident reference"), "old": None, "new": "INC-10442"},
                {"field": _("Time on the agenda"), "old": "10", "new": None},
            ],
        },
        {
            "kind": "message",
            "title": _("Question answered"),
            "at": datetime(2026, 3, 1, 12, 0, tzinfo=LONDON),
            "who": _("Submitter"),
            "text": _("The earlier film is from the same site."),
        },
        {
            "kind": "document",
            "title": _("Summary published"),
            "at": datetime(2026, 2, 27, 0, 0, tzinfo=LONDON),
        },
    ]


def _intervals() -> list[dict[str, Any]]:
    return [
        {
            "name": _("Examination to verified report"),
            "words": _("3 hours 5 minutes"),
            "limit_words": _("1 day"),
            "share": 13,
            "state": "within",
        },
        {
            "name": _("First image that shows it to discovery"),
            "words": _("94 days"),
            "limit_words": _("30 days"),
            "share": 313,
            "state": "over",
        },
        {
            "name": _("First report to discovery"),
            "state": "unknown",
            "why": _("The time of the first report is missing"),
        },
    ]


def _table() -> dict[str, Any]:
    return {
        "columns": [
            {"key": "case", "text": _("Case")},
            {"key": "title", "text": _("Title")},
            {"key": "state", "text": _("State")},
            {"key": "age", "text": _("Days open"), "numeric": True},
        ],
        "rows": [
            {
                "href": "#case",
                "cells": {
                    "case": "RLP-2026-000142",
                    "title": _("Nodule behind the heart"),
                    "state": _status("waiting", _("Received")),
                    "age": 9,
                },
            },
            {
                "href": "#case",
                "cells": {
                    "case": "RLP-2026-000117",
                    "title": _("Fracture seen on the second look"),
                    "state": _status("done", _("Discussed")),
                    "age": 41,
                },
            },
            {
                "href": "#case",
                "cells": {
                    "case": "RLP-2026-000101",
                    "title": "",
                    "state": _status("stopped", _("Withdrawn")),
                    "age": 3,
                },
            },
        ],
    }


def samples() -> dict[str, Any]:
    """Context of the style guide."""
    return {
        "current_department": "Northgate Radiology",
        "nav_items": [
            {"text": _("What needs me"), "href": "#", "current": True, "count": 3},
            {"text": _("Cases"), "href": "#"},
            {"text": _("Meetings"), "href": "#"},
            {"text": _("Learning library"), "href": "#"},
            {"text": _("Log a case"), "href": "#", "action": True},
        ],
        "statuses": [
            _status("waiting", _("Received")),
            _status("working", _("Under review")),
            _status("ready", _("Ready")),
            _status("done", _("Published")),
            _status("stopped", _("Withdrawn")),
            _status("urgent", _("Patient may need action")),
            _status("plain", _("Closed")),
        ],
        "tasks": _tasks(),
        "events": _events(),
        "intervals": _intervals(),
        "table": _table(),
    }
