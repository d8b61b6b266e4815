"""Logging without a name: the form, the key shown once, and what the chair gets."""

import re
from typing import Any

import pytest
from django.test import Client

from apps.access.policy import Confidentiality
from apps.access.roles import Role
from apps.accounts.models import User
from apps.anonymous.domain.keys import ALPHABET, key_hash, read
from apps.anonymous.models import AnonymousThread
from apps.cases.models import Case, Escalation
from apps.notifications.models import Notification
from tests.factories import accounts, cases
from tests.integration.anonymous.conftest import (
    SEND,
    THREAD,
    WORDS,
    Sent,
    carried_by,
    digest_on,
    key_on,
    say,
    send,
    typed,
)
from tests.support.worlds import World


def test_departments_are_offered_without_signing_in(here: World, client: Client) -> None:
    page = client.get("/anonymous/").content.decode()

    assert client.get("/anonymous")["Location"] == "/anonymous/"
    for one in here.departments:
        assert f"/anonymous/{one.code}/" in page
    assert client.get("/anonymous/north/").status_code == 200
    assert client.get("/anonymous/NOWHERE/").status_code == 404


def test_first_save_logs_the_case_and_shows_the_key_once(sent: Sent, client: Client) -> None:
    case = sent.case
    assert (case.confidentiality, case.submitter, case.narrative) == (Confidentiality.ANONYMOUS, None, WORDS)
    assert (case.kind, case.discrepancy_type, case.submission_key) == ("discrepancy", "missed", None)
    assert case.reference in sent.page
    key = read(sent.key)
    assert len(key) == 28
    assert set(key) <= set(ALPHABET)
    kept = AnonymousThread.objects.get(case=case)
    assert kept.key_hash == key_hash(key)
    assert key not in client.get(SEND).content.decode()


def test_the_same_form_sent_again_is_one_case_with_one_key(sent: Sent, client: Client) -> None:
    again = client.post(SEND, sent.form).content.decode()

    assert (Case.objects.count(), key_on(again)) == (1, sent.key)


def test_a_forged_key_in_the_form_is_not_taken(here: World, client: Client) -> None:
    page = client.post(SEND, typed("A" * 28 + ":forged")).content.decode()

    assert read(key_on(page)) != "A" * 28
    assert say(client, "A" * 28).status_code == 404


def test_every_mistake_is_named_and_everything_typed_is_kept(here: World, client: Client) -> None:
    carried = carried_by(client.get(SEND).content.decode())
    page = client.post(SEND, {"form_key": carried, "narrative": "Kept <b>", "body_region": "Left wrist"})

    text = page.content.decode()
    assert Case.objects.count() == 0
    for words in ("Choose what it was.", "Say whether anyone still needs to act", "Kept &lt;b&gt;", "Left wrist"):
        assert words in text
    assert carried_by(text) == carried


def test_the_patient_comes_first(here: World, client: Client) -> None:
    one = send(client, patient_action="unknown", escalation_why="Nobody told the ward.")

    escalation = Escalation.objects.get(case=one.case)
    assert (escalation.lead, escalation.why) == (here.one(Role.LEAD), "Nobody told the ward.")
    told = Notification.objects.get(person=here.one(Role.LEAD))
    assert told.is_urgent
    assert "lead was told at once" in one.page


def test_what_is_needed_for_the_patient_is_not_dropped_silently(here: World, client: Client) -> None:
    page = client.post(SEND, typed("", patient_action="no", escalation_why="Book the CT")).content.decode()

    assert "does not ask for it" in page
    assert Case.objects.count() == 0


FOUND = {
    "staff name": ("Chair of North Radiology said so.", "names somebody"),
    "NHS number": ("The patient 999 000 0034 was told.", "who the patient is"),
    "own report": ("I reported this film.", "what you did yourself"),
    "own list": ("It was on my list.", "what you did yourself"),
    "on call": ("I was on call that night.", "what you did yourself"),
    "own role": ("As the duty registrar it was plain.", "what you did yourself"),
}


@pytest.mark.parametrize("name", FOUND)
def test_what_gives_somebody_away_is_shown_and_kept_on_purpose_only(here: World, client: Client, name: str) -> None:
    words, why = FOUND[name]
    form = typed(carried_by(client.get(SEND).content.decode()), narrative=words)

    answer = client.post(SEND, form)

    assert Case.objects.count() == 0
    assert why in answer.content.decode()
    digest = digest_on(answer)
    other = client.post(SEND, {**form, "narrative": f"{words} I phoned the ward.", "agreed": digest})
    assert (Case.objects.count(), digest_on(other) != digest) == (0, True)
    client.post(SEND, {**form, "agreed": digest})
    assert Case.objects.get().narrative == words


def test_the_screen_never_holds_back_an_escalation(here: World, client: Client) -> None:
    one = send(client, narrative="I reported this film.", patient_action="yes")

    assert Escalation.objects.filter(case=one.case).exists()
    assert "what you did yourself" in one.page


def test_looking_at_the_words_sends_nothing(here: World, client: Client) -> None:
    form = typed(carried_by(client.get(SEND).content.decode()), check="yes", patient_action="")

    clean = client.post(SEND, form).content.decode()
    shown = client.post(SEND, {**form, "narrative": "I verified it."}).content.decode()

    assert Case.objects.count() == 0
    assert "Nothing was found" in clean
    assert "what you did yourself" in shown


def test_a_number_joins_its_study_and_the_page_does_not_say_whether_there_is_one(here: World, client: Client) -> None:
    study, elsewhere = cases.study(here.north), cases.study(here.other)

    known = send(client, study_key=study.accession_number)
    unknown = send(client, study_key="NOSUCH1")
    foreign = send(client, study_key=elsewhere.accession_number)

    assert list(known.case.case_studies.values_list("study", flat=True)) == [study.pk]
    assert not unknown.case.case_studies.exists()
    assert not foreign.case.case_studies.exists()
    # Keys, receipts, references and forgery tokens are different on every page.
    drawn = re.compile(r"RLP-2026-\w+|(?:[0-9A-Z]{4}-)+[0-9A-Z]{4}|[0-9A-Z]{28}|value=\"\w{64}\"")
    assert len({drawn.sub("", one.page.split("<details")[0]) for one in (known, unknown, foreign)}) == 1


SIZES = {1: ("fewer than 5", True), 6: ("5 to 9", False), 12: ("10 to 19", False)}


@pytest.mark.parametrize("more", SIZES)
def test_the_form_says_how_few_could_have_sent_it(here: World, client: Client, more: int, acting: Any) -> None:
    from apps.anonymous.queries.places import how_many_may_log

    words, is_small = SIZES[more]
    there = how_many_may_log(here.north.pk)
    for number in range(max(0, more - there)):
        accounts.member(here.north, Role.STAFF, email=f"more{number}@example.org")

    page = client.get(SEND).content.decode()

    if how_many_may_log(here.north.pk) == more:
        assert f"People who could have logged it here: {words}" in page
    assert ("colleagues may simply guess" in page) is (how_many_may_log(here.north.pk) < 5)


def test_the_form_says_what_can_be_required_and_what_gives_away(here: World, client: Client) -> None:
    page = client.get(SEND).content.decode()

    for words in ("A court or a coroner can require", "way of writing", "network may record", "Confidential", "Open"):
        assert words in page


def test_too_many_in_a_day_are_refused_with_a_way_out(here: World, client: Client, settings: Any) -> None:
    settings.ANONYMOUS_DAILY_LIMIT = 1
    send(client)

    full = client.post(SEND, typed(""))
    urgent = send(client, patient_action="yes")
    fuller = client.post(SEND, typed("", patient_action="yes"))

    assert (full.status_code, fuller.status_code) == (429, 429)
    assert "no more are taken until tomorrow" in full.content.decode()
    assert "telephone" in fuller.content.decode()
    assert urgent.case.escalations.count() == 1
    assert Case.objects.count() == 2
    assert client.get("/anonymous/SOUTH/").status_code == 200


def test_the_page_can_be_closed(here: World, client: Client, settings: Any) -> None:
    settings.ANONYMOUS_DAILY_LIMIT = 0

    assert [client.get(path).status_code for path in ("/anonymous/", SEND, THREAD)] == [404, 404, 404]


def test_chair_reads_it_without_a_name_and_others_do_not(here: World, sent: Sent, chair: User, client_for: Any) -> None:
    path = sent.case.get_absolute_url()

    page = client_for(chair).get(path).content.decode()

    assert "Anonymous submitter" in page
    assert WORDS in page
    assert client_for(here.one(Role.GOVERNANCE)).get(path).status_code == 404
    assert client_for(here.one(Role.CHAIR, here.south)).get(path).status_code == 404


def test_signed_in_form_leads_there_before_anything_is_saved(here: World, client_for: Any) -> None:
    page = client_for(here.one(Role.STAFF)).get("/log/").content.decode()

    assert "/anonymous/NORTH/" in page
    assert "Nothing of what you typed comes with you" in page
    assert "noreferrer" in page
