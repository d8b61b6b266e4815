"""The conflict rule as a table: who read which study of a case, and unknown never counts as no conflict (C0)."""

from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from apps.cases.enums import StudyPart
from apps.cases.queries.readings import REPORTED, Conflict, Readings, StudyReading

ME, OTHER = uuid4(), uuid4()
INDEX, LATER, DISCOVERY, PRIOR = StudyPart.INDEX, StudyPart.LATER, StudyPart.DISCOVERY, StudyPart.PRIOR
VERIFIER = frozenset({"verifier"})
BOTH = frozenset({"author", "verifier"})
NAMED = {"named": frozenset({"author"}), "people": frozenset({OTHER})}
MINE = {"named": frozenset({"author"}), "people": frozenset({ME})}
OUTSIDE = {"named": frozenset({"author"})}
READ, CANNOT_TELL, NONE = Conflict.READ, Conflict.CANNOT_TELL, Conflict.NONE


def study(part: StudyPart = INDEX, **known: object) -> StudyReading:
    """One study of the case."""
    return StudyReading(part=part, **known)  # type: ignore[arg-type]  # a row of the table


def case(*studies: StudyReading, **more: object) -> Readings:
    """The case with these studies."""
    return Readings(studies=studies, **more)  # type: ignore[arg-type]  # as above


def placeless(person: UUID) -> dict[str, object]:
    """Somebody wrote a report of the case, nobody said of which study."""
    return {"elsewhere": frozenset({person}), "elsewhere_named": frozenset({"author"})}


THEIRS, MY_OWN = study(**NAMED), study(**MINE)

# What is known, how I stand to it, and whether the case may be decided on.
TABLE = [
    ("nothing is known", case(), CANNOT_TELL, False),
    ("unknown with a reason on the case", case(study(), has_reason=True), CANNOT_TELL, True),
    ("I wrote it", case(MY_OWN), READ, True),
    ("somebody else wrote it", case(THEIRS), NONE, True),
    ("somebody outside wrote it", case(study(**OUTSIDE)), NONE, True),
    ("named, and yet a reason on the case", case(THEIRS, has_reason=True), CANNOT_TELL, True),
    ("I wrote it, and a reason on the case", case(MY_OWN, has_reason=True), READ, True),
    ("the record does not know the verifier", case(study(unknown=VERIFIER, **NAMED)), CANNOT_TELL, False),
    (
        "the record does not know the verifier, the case does",
        case(study(named=BOTH, people=frozenset({OTHER}), unknown=VERIFIER)),
        NONE,
        True,
    ),
    ("a reason for the study: its verifier is unknown", case(study(has_reason=True, **NAMED)), CANNOT_TELL, True),
    ("one of two in question has no reader", case(THEIRS, study()), CANNOT_TELL, False),
    ("one of two in question is unknown with a reason", case(THEIRS, study(has_reason=True)), CANNOT_TELL, True),
    ("two in question, I read the second", case(THEIRS, MY_OWN), READ, True),
    ("both in question are known", case(THEIRS, study(**OUTSIDE)), NONE, True),
    ("only the record names the second", case(THEIRS, study(recorded=BOTH)), NONE, False),
    ("nobody knows who read the later study", case(THEIRS, study(LATER)), CANNOT_TELL, True),
    ("the later study's record names me", case(THEIRS, study(LATER, people=frozenset({ME}))), READ, True),
    ("the later study's record names others", case(THEIRS, study(LATER, recorded=BOTH)), NONE, True),
    ("nobody knows who read where it came to light", case(THEIRS, study(DISCOVERY)), CANNOT_TELL, True),
    ("nobody knows who read an earlier study", case(THEIRS, study(PRIOR)), NONE, True),
    ("the case names me for an earlier study", case(THEIRS, study(PRIOR, **MINE)), READ, True),
    ("named, nobody said for which of two", case(study(), study(), **placeless(ME)), READ, True),
    ("others named, nobody said for which of two", case(study(), study(), **placeless(OTHER)), CANNOT_TELL, True),
    ("only an earlier study, whose reader is named", case(study(PRIOR, **NAMED)), CANNOT_TELL, True),
    ("no study, and somebody named", case(**placeless(OTHER)), NONE, True),
    ("no study, and I am named", case(**placeless(ME)), READ, True),
]  # fmt: skip


@pytest.mark.parametrize(("what", "readings", "conflict", "settled"), TABLE, ids=[row[0] for row in TABLE])
def test_the_rule(what: str, readings: Readings, conflict: Conflict, settled: bool) -> None:
    assert readings.conflict_of(ME) is conflict, what
    assert readings.are_settled is settled, what


# A busy machine draws slowly; that says nothing of the rule.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
_PARTS = st.frozensets(st.sampled_from(["author", "verifier"]))
_PEOPLE = st.frozensets(st.sampled_from([ME, OTHER]))
_STUDIES = st.builds(
    StudyReading,
    part=st.sampled_from(list(StudyPart)),
    named=_PARTS,
    recorded=_PARTS,
    unknown=_PARTS,
    people=_PEOPLE,
    has_reason=st.booleans(),
)
_CASES = st.builds(
    Readings,
    studies=st.lists(_STUDIES, max_size=4).map(tuple),
    elsewhere=_PEOPLE,
    elsewhere_named=_PARTS,
    has_reason=st.booleans(),
)


@UNHURRIED
@given(_CASES, st.sampled_from([ME, OTHER, UUID(int=7)]))
def test_nobody_is_free_while_a_reader_is_unknown(readings: Readings, person: UUID) -> None:
    if readings.conflict_of(person) is Conflict.NONE:
        assert person not in readings.people
        for one in readings.studies:
            if one.part in REPORTED:
                assert one.named | one.recorded
                assert one.unknown <= one.named
                assert not one.has_reason


@UNHURRIED
@given(_CASES, _STUDIES, st.sampled_from([ME, OTHER]))
def test_one_study_more_never_frees_anybody(readings: Readings, more: StudyReading, person: UUID) -> None:
    # The first study of a case may say who read it where nobody had; from then on each can only add a doubt.
    assume(any(one.part in REPORTED for one in readings.studies))
    order = [Conflict.NONE, Conflict.CANNOT_TELL, Conflict.READ]
    wider = Readings(
        studies=(*readings.studies, more),
        elsewhere=readings.elsewhere,
        elsewhere_named=readings.elsewhere_named,
        has_reason=readings.has_reason,
    )
    assert order.index(wider.conflict_of(person)) >= order.index(readings.conflict_of(person))
