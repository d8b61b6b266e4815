"""A finding is removed, or a named person says why it may stay."""

from uuid import uuid4

import pytest

from apps.accounts.models import User
from apps.core.actor import Actor, ActorKind, acting_as, anonymous_actor, command_actor
from apps.core.errors import Invalid, NotVisible, Refused
from apps.disclosure.domain.resolving import (
    JUSTIFIABLE,
    justify,
    open_findings,
    unresolved,
    withdraw_justification,
)
from apps.disclosure.domain.screening import KnownIdentifiers, ScreenFinding, ScreenKind, screen
from apps.disclosure.models import ScreenResolution
from apps.disclosure.queries.resolutions import resolutions_of

pytestmark = pytest.mark.django_db

SUBJECT = uuid4()
REASON = "The author of the guideline that is cited"
KNOWN = KnownIdentifiers(
    staff_names=frozenset({"Adaeze Okafor"}), patient_numbers=frozenset({"K204417"}), sites=frozenset({"Saltmarsh"})
)


@pytest.fixture
def actor() -> Actor:
    with acting_as(command_actor("test")):
        user = User.objects.create_user(email="chair@example.org", full_name="Helen Young")
    return Actor(kind=ActorKind.PERSON, name=user.full_name, user_id=user.id)


def give_reason(
    actor: Actor, finding: ScreenFinding, reason: str = REASON, field: str = "vignette"
) -> ScreenResolution:
    return justify(
        actor=actor,
        subject_label="cases.presentationcopy",
        subject_id=SUBJECT,
        field=field,
        finding=finding,
        justification=reason,
        known=KNOWN,
    )


def still_open(**texts: str) -> dict[str, list[str]]:
    found = open_findings(subject_label="cases.presentationcopy", subject_id=SUBJECT, texts=texts, known=KNOWN)
    return {field: [finding.text for finding in findings] for field, findings in found.items()}


def test_every_kind_says_whether_it_may_stay() -> None:
    assert set(JUSTIFIABLE) == set(ScreenKind)
    for kind in (ScreenKind.NHS_NUMBER, ScreenKind.PATIENT_NAME, ScreenKind.STAFF_NAME):
        assert not JUSTIFIABLE[kind]


def test_a_reason_closes_the_finding_in_its_field_only(actor: Actor) -> None:
    text = "As Dr Fotheringay writes"
    give_reason(actor, screen(text, KNOWN)[0])
    assert still_open(vignette=text, question=text) == {"question": ["Dr Fotheringay"]}
    assert still_open(vignette="As Dr Featherstone writes") == {"vignette": ["Dr Featherstone"]}


def test_the_reason_survives_a_move_and_a_change_of_case(actor: Actor) -> None:
    give_reason(actor, screen("As Dr Fotheringay writes", KNOWN)[0])
    assert still_open(vignette="Also, DR\u00a0FOTHERINGAY says") == {}


@pytest.mark.parametrize("text", ["943 476 5919", "Okafor", "K204417", "a@example.org", "DOB 1/2/1950"])
def test_what_says_who_somebody_is_must_be_removed(actor: Actor, text: str) -> None:
    finding = screen(text, KNOWN)[0]
    with pytest.raises(Refused) as refused:
        give_reason(actor, finding)
    assert refused.value.code == "must_be_removed"
    assert ScreenResolution.objects.count() == 0


def test_a_stored_reason_never_closes_what_must_be_removed(actor: Actor) -> None:
    finding = screen("number B1234567", KNOWN)[0]
    resolution = give_reason(actor, finding)
    assert unresolved([finding], [resolution], KNOWN) == ()
    learnt = KnownIdentifiers(patient_numbers=frozenset({"B1234567"}))
    assert unresolved([finding], [resolution], learnt) == (finding,)


@pytest.mark.parametrize("reason", ["", "short", "x" * 501, "Okafor says that it is fine", "see 943 476 5919 there"])
def test_a_reason_must_say_something_and_name_nobody(actor: Actor, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        give_reason(actor, screen("at Saltmarsh", KNOWN)[0], reason)
    assert "justification" in refused.value.fields


def test_nobody_in_particular_gives_no_reason() -> None:
    with pytest.raises(Refused):
        give_reason(anonymous_actor(), screen("at Saltmarsh", KNOWN)[0])


def test_the_same_reason_twice_is_one_row_and_new_words_are_a_version(actor: Actor) -> None:
    finding = screen("at Saltmarsh", KNOWN)[0]
    give_reason(actor, finding)
    give_reason(actor, finding)
    changed = give_reason(actor, finding, "The name of the public guideline")
    assert ScreenResolution.objects.count() == 1
    versions = list(changed.history.order_by("version").values_list("justification", "actor_name"))
    assert versions == [(REASON, "Helen Young"), ("The name of the public guideline", "Helen Young")]


def test_a_reason_can_be_taken_back(actor: Actor) -> None:
    resolution = give_reason(actor, screen("at Saltmarsh", KNOWN)[0])
    place = {"subject_label": "cases.presentationcopy", "resolution_id": resolution.id, "actor": actor}
    with pytest.raises(NotVisible):
        withdraw_justification(subject_id=uuid4(), **place)
    withdraw_justification(subject_id=SUBJECT, **place)
    assert not resolutions_of("cases.presentationcopy", SUBJECT).exists()
    assert still_open(vignette="at Saltmarsh") == {"vignette": ["Saltmarsh"]}
