"""Who read which study of a case, and whether somebody can count as not having read it.

The rule is pure and stands in `Readings`; `readings_of` gathers what it judges. An unknown reader never counts as no
conflict (C0): where it cannot be told who read a study, nobody is free of a conflict without saying so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from apps.cases.enums import StudyPart
from apps.cases.models import Case, CaseReader, CaseStudy
from apps.journeys.enums import ReaderKind

# Who reported one of these knows what the case is about. An earlier study is only looked at for comparison.
REPORTED = frozenset({StudyPart.INDEX, StudyPart.LATER, StudyPart.DISCOVERY})


class Conflict(StrEnum):
    """How a person stands to the reports of a case."""

    READ = "read"
    CANNOT_TELL = "cannot_tell"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class StudyReading:
    """What is known of who read one study.

    `named` are the parts of a report (written, verified) for which the case names somebody, here or elsewhere;
    `recorded` those for which the study's own record does; `unknown` those which that record says nobody knows.
    `people` are the accounts behind both; `reason` says why a reader cannot be named.
    """

    part: StudyPart
    named: frozenset[str] = frozenset()
    recorded: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    people: frozenset[UUID] = frozenset()
    has_reason: bool = False

    def is_settled(self, elsewhere: frozenset[str]) -> bool:
        """Unknown with a reason; or somebody is named, and for every part that the record does not know, too.

        `elsewhere` are the parts of those who read a report of the case, nobody said of which study.
        """
        named = self.named | elsewhere
        return self.has_reason or (bool(named) and self.unknown <= named)

    @property
    def is_known(self) -> bool:
        """Whether nobody but those who are named can have read it."""
        return not self.has_reason and bool(self.named | self.recorded) and self.unknown <= self.named


@dataclass(frozen=True, kw_only=True)
class Readings:
    """Every study of a case with its readers.

    `elsewhere` read a report of the case and nobody said of which study: a decision may rest on them, since somebody
    is named, but no study counts as read by nobody else. `elsewhere_named` are their parts.
    """

    studies: tuple[StudyReading, ...] = ()
    elsewhere: frozenset[UUID] = frozenset()
    elsewhere_named: frozenset[str] = frozenset()
    has_reason: bool = False

    @property
    def names_somebody(self) -> bool:
        """Whether the case itself names a reader, here or elsewhere."""
        return bool(self.elsewhere_named) or any(one.named or one.has_reason for one in self.studies)

    @property
    def people(self) -> frozenset[UUID]:
        """Everybody with an account who wrote or verified a report in the case."""
        return self.elsewhere.union(*(one.people for one in self.studies))

    @property
    def are_settled(self) -> bool:
        """Whether a decision about the case may rest on them: each study in question is settled."""
        if self.has_reason:
            return True
        in_question = [one for one in self.studies if one.part == StudyPart.INDEX]
        return self.names_somebody and all(one.is_settled(self.elsewhere_named) for one in in_question)

    @property
    def are_known(self) -> bool:
        """Whether everybody who reported one of the studies that matter is known."""
        reported = [one for one in self.studies if one.part in REPORTED]
        if self.has_reason or not (reported or self.elsewhere_named):
            return False
        return all(one.is_known for one in reported)

    def conflict_of(self, person_id: UUID) -> Conflict:
        """Read it; cannot be told, because a reader is unknown; or neither."""
        if person_id in self.people:
            return Conflict.READ
        return Conflict.NONE if self.are_known else Conflict.CANNOT_TELL


@dataclass
class _Gathered:
    named: set[str] = field(default_factory=set)
    people: set[UUID] = field(default_factory=set)


def readings_of(case: Case) -> Readings:
    """What is known of one case's readers; two questions to the database unless it came `with_readings`."""
    rows = getattr(case, "studies_with_readers", None)
    return _readings(case, with_their_readers(CaseStudy.objects.filter(case=case.pk)) if rows is None else rows)


def with_their_readers(studies: QuerySet[CaseStudy]) -> QuerySet[CaseStudy]:
    """Studies of cases with what their own records say of who read them."""
    return studies.select_related("study").prefetch_related("study__readers")


def prefetched_readings(path: str = "") -> list[Prefetch[str]]:
    """For lists of cases, or of what belongs to one by `path`: what `readings_of` judges, in a fixed number."""
    studies = with_their_readers(CaseStudy.objects.order_by("part", "id"))
    return [
        Prefetch(f"{path}readers"),
        Prefetch(f"{path}case_studies", studies, to_attr="studies_with_readers"),
    ]


def _readings(case: Case, rows: Iterable[CaseStudy]) -> Readings:
    studies = list(rows)
    by_study: dict[UUID | None, _Gathered] = {None: _Gathered()}
    for one in case.readers.all():
        _note(by_study.setdefault(place_of(one, studies), _Gathered()), one)
    return Readings(
        studies=tuple(_reading(row, by_study.get(row.study_id, _Gathered())) for row in studies),
        elsewhere=frozenset(by_study[None].people),
        elsewhere_named=frozenset(by_study[None].named),
        has_reason=bool(case.readers_unknown_reason),
    )


def place_of(reader: CaseReader, studies: Iterable[CaseStudy]) -> UUID | None:
    """The study that the reader read; without one the only study in question, where there is only one."""
    there = {row.study_id for row in studies}
    if reader.study_id is not None:
        return reader.study_id if reader.study_id in there else None
    in_question = [row.study_id for row in studies if row.part == StudyPart.INDEX]
    return in_question[0] if len(in_question) == 1 else None


def _note(place: _Gathered, reader: CaseReader) -> None:
    place.named.add(reader.part)
    if reader.person_id is not None:
        place.people.add(reader.person_id)


def _reading(row: CaseStudy, gathered: _Gathered) -> StudyReading:
    recorded = list(row.study.readers.all())
    people = set(gathered.people)
    if row.part in REPORTED:
        people |= {one.person_id for one in recorded if one.person_id is not None}
    return StudyReading(
        part=StudyPart(row.part),
        named=frozenset(gathered.named),
        recorded=frozenset(one.part for one in recorded if one.kind != ReaderKind.UNKNOWN),
        unknown=frozenset(one.part for one in recorded if one.kind == ReaderKind.UNKNOWN),
        people=frozenset(people),
        has_reason=bool(row.readers_unknown_reason),
    )
