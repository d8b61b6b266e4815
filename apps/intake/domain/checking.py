"""Checks every row of an import: what becomes a case, what is wrong, and what is a case already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _

from apps.cases.queries.taxonomies import keeps_reference
from apps.core.errors import Invalid
from apps.disclosure.queries.known import known_for_trust
from apps.intake.domain.faults import Fault
from apps.intake.domain.fields import BY_KEY, RADPEER
from apps.intake.domain.headings import Column, columns_of
from apps.intake.domain.mapping import SheetMapping, what_is_missing
from apps.intake.domain.reading.table import Sheet, Table
from apps.intake.domain.rows import CaseRow, RowReader, rows_of
from apps.intake.models import CaseImport
from apps.intake.queries.imports import known_digests, people_by_address

# Somebody is called for each of them, so there may not be more than people can answer.
MOST_CALLS = 500
_STEP = 500
Progress = Callable[[int, int], None]


@dataclass
class Checked:
    """What the rows came to. `repeated` rows stand in the file twice, or became cases by an earlier import."""

    rows: list[CaseRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    repeated: int = 0
    total: int = 0

    @property
    def faulty_rows(self) -> int:
        """How many rows cannot be imported as they are."""
        return len({one.row for one in self.faults})

    @property
    def marked(self) -> int:
        """How many cases would be marked, because the screen found identifiers in their words."""
        return sum(one.identifiers > 0 for one in self.rows)

    @property
    def calls(self) -> int:
        """For how many patients somebody would be asked to act."""
        return sum(one.calls_somebody for one in self.rows)

    def by_kind(self) -> list[tuple[str, str, int]]:
        """Each kind of fault with its field and in how many rows it was found, the most frequent first."""
        counted = Counter((one.field, one.code.value) for one in self.faults)
        return [(name, code, count) for (name, code), count in counted.most_common()]


def sheet_and_columns(table: Table, mapping: SheetMapping) -> tuple[Sheet, list[Column]]:
    """The sheet that the mapping names and its columns. Raises Unreadable or Invalid."""
    sheet = table.sheet(mapping.sheet)
    return sheet, columns_of(sheet, mapping.heading_row, mapping.heading_rows)


def check_rows(
    found: CaseImport,
    table: Table,
    mapping: SheetMapping,
    progress: Progress | None = None,
    screened: Mapping[int, int] | None = None,
) -> Checked:
    """Read every row with the mapping. Raises Invalid when the mapping leaves out what every case needs.

    `screened` holds what the identifier screen found, by row, when the same rows were checked before.
    """
    sheet, columns = sheet_and_columns(table, mapping)
    refuse_what_is_missing(mapping, columns)
    refuse_scores(found, mapping)
    trust_id = found.department.trust_id
    reader = RowReader(
        sheet=sheet,
        mapping=mapping,
        columns=columns,
        department_id=found.department_id,
        people=people_by_address(trust_id),
        known=known_for_trust({trust_id}),
        screened=screened,
    )
    listed = list(rows_of(sheet, mapping, columns))
    if len(listed) > settings.IMPORT_ROW_LIMIT:
        raise Invalid("too_many_rows", _("There are more than %(limit)s rows. Split the file into parts.") % {
            "limit": f"{settings.IMPORT_ROW_LIMIT:,}",
        })  # fmt: skip
    digests = [reader.digest(row) for _number, row in listed]
    seen = known_digests(found.department_id, set(digests))
    checked = Checked(total=len(listed))
    for place, ((number, row), digest) in enumerate(zip(listed, digests, strict=True)):
        if digest in seen:
            checked.repeated += 1
        else:
            seen.add(digest)
            _add(checked, reader.read(number, row, digest))
        if progress and place % _STEP == 0:
            progress(place, len(listed))
    _refuse_too_many_calls(checked)
    return checked


def _add(checked: Checked, read: CaseRow | list[Fault]) -> None:
    if isinstance(read, CaseRow):
        checked.rows.append(read)
    else:
        checked.faults += read


def refuse_what_is_missing(mapping: SheetMapping, columns: list[Column]) -> None:
    """Raises Invalid, naming each field that every case needs and that the mapping gives by no column of the sheet."""
    here = mapping.without_columns_not_in([one.heading for one in columns])
    fields = {
        key: _("Match a column to “%(field)s”, or say what it is for every row.") % {"field": BY_KEY[key].label}
        if BY_KEY[key].is_choice
        else _("Match a column to “%(field)s”.") % {"field": BY_KEY[key].label}
        for key in what_is_missing(here)
    }
    if fields:
        raise Invalid("columns_missing", _("Something that every case needs is not matched yet."), fields)


def refuse_scores(found: CaseImport, mapping: SheetMapping) -> None:
    """Raises Invalid when a column is matched to scores of another scheme that the department does not keep."""
    if mapping.columns_of(RADPEER.key) and not keeps_reference(found.department_id):
        raise Invalid(
            "scores_not_kept",
            _(
                "This department does not keep RADPEER scores. Leave that column out; clinical governance or an"
                " administrator can decide otherwise on the page “Coding schemes”."
            ),
            {RADPEER.key: _("RADPEER scores are not kept in this department.")},
        )


def _refuse_too_many_calls(checked: Checked) -> None:
    if checked.calls > MOST_CALLS:
        raise Invalid(
            "too_many_calls",
            _(
                "In %(n)s rows somebody may still need to act for the patient. For each of them a lead is called, so no"
                " more than %(most)s can come in at once. Import those rows in parts, or match their words again."
            )
            % {"n": f"{checked.calls:,}", "most": MOST_CALLS},
        )
