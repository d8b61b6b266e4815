"""Decides which recorded study a source speaks of: by study UID, else by accession number and issuer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.core.errors import Refused
from apps.journeys.domain.study_facts import StudyFacts
from apps.journeys.models import Study


class StudyIndex:
    """The studies of one trust that a chunk of facts may speak of, kept up to date while it is worked through."""

    def __init__(self, trust_id: UUID, department_id: UUID, facts: Iterable[StudyFacts]) -> None:
        """Load in one query whatever shares a UID or an accession number with the facts."""
        self._department_id = department_id
        self._by_uid: dict[str, Study] = {}
        self._by_accession: dict[str, list[Study]] = defaultdict(list)
        listed = list(facts)
        same_key = Q(study_instance_uid__in={one.study_uid for one in listed} - {""}) | Q(
            accession_number__in={one.accession_number for one in listed} - {""}
        )
        self.loaded = list(Study.objects.select_for_update().filter(same_key, trust=trust_id))
        for study in self.loaded:
            self.add(study)

    def add(self, study: Study) -> None:
        """Take a study, new or newly keyed, into the index."""
        if study.study_instance_uid:
            self._by_uid[study.study_instance_uid] = study
        same_number = self._by_accession[study.accession_number]
        if study.accession_number and study not in same_number:
            same_number.append(study)

    def match(self, facts: StudyFacts) -> Study | None:
        """Return the study that the facts speak of, None if it is new.

        Raises Refused when the key is ambiguous, contradicts itself, or belongs to another department.
        """
        study = self._by_uid.get(facts.study_uid) if facts.study_uid else None
        if study is None:
            study = self._only(self._candidates(facts))
        self._refuse_taken_number(facts, study)
        if study is not None and study.department_id != self._department_id:
            raise Refused("other_department", _("the study belongs to another department of this trust"))
        if study is not None and _differ(study.accession_number, facts.accession_number):
            raise Refused("accession_differs", _("the study is recorded with another accession number"))
        return study

    def _candidates(self, facts: StudyFacts) -> list[Study]:
        return [
            study
            for study in self._by_accession.get(facts.accession_number, [])
            if not _differ(study.accession_issuer, facts.accession_issuer)
            # A study with a UID of its own is not the one that the facts call by another UID.
            and not (facts.study_uid and study.study_instance_uid)
        ]

    def _only(self, candidates: list[Study]) -> Study | None:
        if len(candidates) > 1:
            raise Refused(
                "accession_ambiguous",
                _("the accession number is used by %(count)d studies; add the study instance UID or the issuer")
                % {"count": len(candidates)},
            )
        return candidates[0] if candidates else None

    def _refuse_taken_number(self, facts: StudyFacts, study: Study | None) -> None:
        if not facts.accession_issuer:
            return
        for other in self._by_accession.get(facts.accession_number, []):
            if other is not study and other.accession_issuer == facts.accession_issuer:
                raise Refused("accession_taken", _("its issuer gave the accession number to another study"))


def _differ(held: str, said: str) -> bool:
    return bool(held and said and held != said)
