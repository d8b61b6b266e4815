"""Words and tables for the pages of imports."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from apps.cases.presenters.words import status_tag
from apps.core.clock import now
from apps.core.presenting import datetime_words
from apps.intake.domain.faults import WORDS, Fault, FaultCode
from apps.intake.domain.faulty_rows import heading_of
from apps.intake.domain.fields import BY_KEY
from apps.intake.domain.headings import Column, is_kept_sealed
from apps.intake.domain.mapping import SheetMapping, plain
from apps.intake.domain.reading.table import Sheet, unmarked
from apps.intake.enums import WORKING, ImportState
from apps.intake.models import CaseImport, ImportedCase

_TONES = {
    ImportState.UNREADABLE: "stopped",
    ImportState.READ: "waiting",
    ImportState.CHECKED: "ready",
    ImportState.IMPORTED: "done",
    ImportState.UNDONE: "stopped",
    ImportState.DISCARDED: "stopped",
}
_LONGEST_SAMPLE = 40
# A number of so many digits may be about a patient; its shape is enough to know the column.
_DIGITS_SHOWN = 5


def state_tag(state: str) -> dict[str, str]:
    """Where the import stands."""
    return {"text": str(ImportState(state).label), "tone": _TONES.get(ImportState(state), "working")}


def list_rows(imports: Iterable[CaseImport]) -> list[dict[str, Any]]:
    """Rows of the list of imports."""
    return [
        {
            "href": one.get_absolute_url(),
            "cells": {
                "file": one.file_name,
                "state": state_tag(one.state),
                "cases": f"{one.imported_count:,}" if one.imported_count else "",
                "department": one.department.name,
                "who": one.person.full_name,
                "when": datetime_words(one.started_at),
            },
        }
        for one in imports
    ]


def list_columns() -> list[dict[str, Any]]:
    """Columns of the list of imports."""
    return [
        {"key": "file", "text": _("File")},
        {"key": "state", "text": _("State")},
        {"key": "cases", "text": _("Cases"), "numeric": True},
        {"key": "department", "text": _("Department")},
        {"key": "who", "text": _("Sent by")},
        {"key": "when", "text": _("When")},
    ]


def shape_of(text: str, *, sealed: bool) -> str:
    """A cell as an example beside its heading: long numbers by their shape, what is kept sealed by its shape alone."""
    shown = " ".join(unmarked(text).split())[:_LONGEST_SAMPLE]
    if sealed:
        return "".join("0" if one.isdigit() else "x" if one.isalpha() else one for one in shown)
    if sum(one.isdigit() for one in shown) > _DIGITS_SHOWN and not _is_day(shown):
        return "".join("0" if one.isdigit() else one for one in shown)
    return shown


def _is_day(text: str) -> bool:
    return len(text) <= 20 and sum(text.count(one) for one in "/-.") >= 2


def samples_of(columns: Sequence[Column], rows: Iterable[Sequence[str]], mapping: SheetMapping) -> dict[int, str]:
    """For each column by place: a few different cells from the beginning of the sheet."""
    found: dict[int, dict[str, None]] = {one.place: {} for one in columns}
    for row in rows:
        for one in columns:
            text = row[one.place] if one.place < len(row) else ""
            if text and len(found[one.place]) < 3:
                key = mapping.columns.get(one.heading, "")
                found[one.place][shape_of(text, sealed=bool(key) and is_kept_sealed(key))] = None
    words = {place: "; ".join(one for one in some if one) for place, some in found.items()}
    return {
        place: _("For example: %(cells)s") % {"cells": text} if text else _("Empty in the first rows")
        for place, text in words.items()
    }


def first_rows(sheet: Sheet, shown: int = 12, most_columns: int = 12) -> list[dict[str, Any]]:
    """The top of a sheet with the numbers of its rows; a row that looks like a case is shown by its shape."""
    rows = []
    for number, row in enumerate(sheet.rows[:shown], start=1):
        cells = [shape_of(one, sealed=False) for one in row[:most_columns]]
        rows.append({"number": number, "cells": cells, "more": max(0, len(row) - most_columns)})
    return rows


def fault_rows(faults: Sequence[Fault], mapping: SheetMapping, columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Every kind of fault: what is wrong in the words of one row, in how many rows, the first of them, what to do."""
    groups: dict[tuple[str, str, str], list[Fault]] = {}
    for one in faults:
        said = one.facts.get("said", "") if one.code is FaultCode.UNKNOWN_WORD else ""
        groups.setdefault((one.field, one.code.value, plain(said)), []).append(one)
    ordered = sorted(groups.values(), key=lambda some: -len(some))
    return [
        {
            "cells": {
                "what": some[0].what(heading_of(some[0].field, mapping, columns)),
                "remedy": str(WORDS[some[0].code][1]),
                "rows": f"{len(some):,}",
                "first": ", ".join(str(one.row) for one in some[:5]) + ("…" if len(some) > 5 else ""),
            }
        }
        for some in ordered[:100]
    ]


def fault_columns() -> list[dict[str, Any]]:
    """Columns of the table of faults."""
    return [
        {"key": "what", "text": _("What is wrong")},
        {"key": "rows", "text": _("Rows"), "numeric": True},
        {"key": "first", "text": _("In rows")},
        {"key": "remedy", "text": _("How to put it right"), "typed": True},
    ]


def preview_columns() -> list[dict[str, Any]]:
    """Columns of the first cases as they will be."""
    return [
        {"key": "row", "text": _("Row"), "short": True},
        {"key": "kind", "text": _("Kind and state")},
        {"key": "narrative", "text": BY_KEY["narrative"].label, "typed": True},
        {"key": "days", "text": _("Days")},
        {"key": "imaging", "text": _("Imaging")},
        {"key": "readers", "text": _("Original readers"), "typed": True},
        {"key": "notes", "text": _("To look at")},
    ]


def case_rows(rows: Iterable[ImportedCase]) -> list[dict[str, Any]]:
    """Cases that an import made."""
    return [
        {
            "href": one.case.get_absolute_url(),
            "cells": {
                "reference": one.case.reference,
                "row": str(one.row),
                "state": status_tag(one.case.status),
                "identifiers": str(one.identifiers) if one.identifiers else "",
            },
        }
        for one in rows
    ]


def case_columns() -> list[dict[str, Any]]:
    """Columns of the cases that an import made."""
    return [
        {"key": "reference", "text": _("Case")},
        {"key": "row", "text": _("Row in the file"), "numeric": True},
        {"key": "state", "text": _("State")},
        {"key": "identifiers", "text": _("Identifiers found"), "numeric": True},
    ]


def counts(one: CaseImport) -> list[dict[str, str]]:
    """The numbers of an import, each with its name."""
    rows = [
        (_("Rows with something in them"), one.row_count),
        (_("Rows with faults"), one.faulty_count),
        (_("Rows that are cases already, or stand twice in the file"), one.repeated_count),
    ]
    if one.state in (ImportState.IMPORTED, ImportState.UNDOING, ImportState.UNDONE):
        rows.append((_("Cases imported"), one.imported_count))
    else:
        rows.append((_("Cases that would be imported"), one.good_count))
    rows.append((_("Of these, with identifiers found in their words"), one.marked_count))
    return [{"key": key, "value": f"{value:,}"} for key, value in rows]


def undo_until(one: CaseImport) -> str:
    """Until when the import can be undone; empty when it cannot."""
    if one.state != ImportState.IMPORTED or one.finished_at is None:
        return ""
    until = one.finished_at + timedelta(hours=settings.IMPORT_UNDO_HOURS)
    return datetime_words(until) if until > now() else ""


def is_working(one: CaseImport) -> bool:
    """Whether a worker has the import."""
    return one.state in WORKING
