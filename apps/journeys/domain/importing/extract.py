"""Imports an extract of a radiology information system: what image files do not know, row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Department, User
from apps.core.actor import Actor
from apps.journeys.domain.importing.extract_format import ExtractRow
from apps.journeys.domain.importing.extract_rows import UnusableRow, row_facts
from apps.journeys.domain.importing.report import ImportReport
from apps.journeys.domain.importing.wording import name_key
from apps.journeys.domain.recording import record_studies
from apps.journeys.domain.study_facts import ReaderFacts, StudyFacts
from apps.journeys.enums import GroupKind, ReaderPart, RecordSource
from apps.journeys.queries.limits import groups_of


class Key(NamedTuple):
    """What tells the studies of an extract apart."""

    study_uid: str
    issuer: str
    accession_number: str


class ReaderBook:
    """The people of one trust, found by e-mail address or by full name when only one person has it."""

    def __init__(self, trust_id: UUID) -> None:
        """Load everybody who holds or ever held a membership in the trust."""
        self._by_email: dict[str, UUID] = {}
        self._by_name: dict[str, set[UUID]] = defaultdict(set)
        people = User.objects.filter(memberships__department__trust=trust_id).distinct()
        for person_id, email, full_name in people.values_list("pk", "email", "full_name"):
            self._by_email[email.casefold()] = person_id
            self._by_name[name_key(full_name)].add(person_id)

    def find(self, part: ReaderPart, text: str) -> ReaderFacts:
        """Return the person meant, or the name as an external reader when nobody or not one person fits."""
        found = self._by_email.get(text.casefold())
        named = self._by_name.get(name_key(text), set())
        if found is None and len(named) == 1:
            found = next(iter(named))
        return ReaderFacts(part=part, person_id=found, external_name="" if found else text)


class GroupBook:
    """The patient groups and priorities that a trust offers, found by code or by name."""

    def __init__(self, trust_id: UUID) -> None:
        """Load the words on offer."""
        self._codes: dict[tuple[str, str], str] = {}
        for word in groups_of([trust_id]):
            if word.retired_on is None:
                self._codes[(word.kind, word.label.casefold())] = word.code
                self._codes[(word.kind, word.code.casefold())] = word.code

    def find(self, kind: GroupKind, text: str) -> str | None:
        """Return the code of the word meant; None when there is no such word."""
        return self._codes.get((kind.value, text.casefold()))


def import_extract(
    *,
    actor: Actor,
    department: Department,
    rows: Iterable[ExtractRow],
    after_row: Callable[[], None],
    report: ImportReport,
) -> None:
    """Check every row, record what can be recorded, and say in `report` what became of each row."""
    readers, groups = ReaderBook(department.trust_id), GroupBook(department.trust_id)
    checked: list[StudyFacts] = []
    for row in rows:
        report.files_seen += 1
        try:
            checked.append(row_facts(row, readers.find, groups.find))
        except UnusableRow as trouble:
            report.skip(row.name, str(trouble))
        else:
            report.files_read += 1
    outcomes = record_studies(
        actor=actor,
        department=department,
        source=RecordSource.RIS,
        facts=_without_conflicts(checked, report),
        reason=_("Imported from an extract"),
    )
    for outcome in outcomes:
        report.count(outcome)
        after_row()


def _without_conflicts(checked: list[StudyFacts], report: ImportReport) -> list[StudyFacts]:
    """Drop rows that repeat another; skip all rows of a study of which two rows say different things."""
    groups: dict[Key, list[StudyFacts]] = defaultdict(list)
    for key, facts in zip(_keys(checked), checked, strict=True):
        groups[key].append(facts)
    kept: list[StudyFacts] = []
    for group in groups.values():
        if all(replace(one, name="") == replace(group[0], name="") for one in group):
            kept.append(group[0])
            for repeat in group[1:]:
                report.note(repeat.name, _("it repeats %(name)s and was read once") % {"name": group[0].name})
            continue
        names = ", ".join(one.name for one in group)
        for one in group:
            report.skip(one.name, _("%(names)s say different things of the same study; keep one") % {"names": names})
    return kept


def _keys(checked: list[StudyFacts]) -> list[Key]:
    """Return for each row the key of the study that it means.

    A row without a UID or issuer means the same study as the only fuller row with its accession number; were the
    two kept apart, each import would let them correct each other in turn.
    """
    fuller: dict[str, set[Key]] = defaultdict(set)
    for facts in checked:
        if facts.accession_number and (facts.study_uid or facts.accession_issuer):
            fuller[facts.accession_number].add(_own_key(facts))
    return [_meant(facts, fuller.get(facts.accession_number, set())) for facts in checked]


def _own_key(facts: StudyFacts) -> Key:
    return Key(facts.study_uid, facts.accession_issuer, facts.accession_number)


def _meant(facts: StudyFacts, fuller: set[Key]) -> Key:
    if facts.study_uid:
        return Key(facts.study_uid, "", "")
    fitting = {
        Key(key.study_uid, "", "") if key.study_uid else key
        for key in fuller
        if not (key.issuer and facts.accession_issuer and key.issuer != facts.accession_issuer)
    }
    return next(iter(fitting)) if len(fitting) == 1 else _own_key(facts)
