"""Limits as data: set, replaced and ended with their source; a trust's words and calendar; what clocks make of them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.models import Department, Trust
from apps.core.actor import Actor
from apps.core.clock import clinical_day, today
from apps.core.errors import Refused
from apps.journeys.domain.calendars import add_group, set_day, set_nation
from apps.journeys.domain.journey_steps import set_groups
from apps.journeys.domain.limiting import LimitWords, add_limit, replace_limit, retire_limit
from apps.journeys.domain.registering import register_study
from apps.journeys.domain.study_facts import StepFacts
from apps.journeys.enums import JourneyStage, RecordSource
from apps.journeys.models import CalendarDay, StageLimit, Study, StudyGroup, WorkingCalendar
from tests.support.worlds import World

S = JourneyStage
EXAMINED = date(2026, 3, 2)


@pytest.fixture
def sign_in(here: World) -> Callable[..., Client]:
    """A client signed in by role and department."""

    def client(role: Role = Role.LEAD, where: Department | None = None) -> Client:
        signed_in = Client()
        signed_in.force_login(here.one(role, where), backend="django.contrib.auth.backends.ModelBackend")
        return signed_in

    return client


@pytest.fixture
def trust(here: World) -> Trust:
    return here.north.trust


def words(**changes: Any) -> LimitWords:
    said: dict[str, Any] = {
        "label": "Reports of this trust", "start_stage": S.ACQUISITION, "stop_stage": S.VERIFICATION, "amount": 14,
        "unit": "calendar_days", "source_note": "Imaging board, minute 4.", "active_from": date(2024, 1, 1),
    }  # fmt: skip
    return LimitWords(**{**said, **changes})


def typed(day: str = "1 1 2024", **changes: str) -> dict[str, str]:
    d, m, y = day.split()
    said = {
        "label": "Reports of this trust", "start_stage": "acquisition", "stop_stage": "verification", "amount": "14",
        "unit": "calendar_days", "source_note": "Imaging board, minute 4.", "active_from_day": d,
        "active_from_month": m, "active_from_year": y,
    }  # fmt: skip
    return {**said, **changes}


def reported(here: World, actor: Actor, days: int, examined: date = EXAMINED, number: str = "R-1") -> Study:
    return register_study(
        actor=actor, department=here.north, source=RecordSource.RIS, accession_number=number,
        steps=[
            StepFacts(S.ACQUISITION, clinical_day(examined)),
            StepFacts(S.VERIFICATION, clinical_day(examined + timedelta(days=days))),
        ],
    ).study  # fmt: skip


def page_of(client: Client, study: Study) -> str:
    return client.get(reverse("journeys:detail", args=[study.pk])).content.decode()


def test_only_the_national_limit_is_shipped_and_nobody_changes_it(
    here: World, sign_in: Callable[..., Client], as_role: Callable[..., Actor]
) -> None:
    national = StageLimit.objects.get()
    client = sign_in()

    page = client.get(reverse("journeys:limits")).content.decode()
    ended = client.post(
        reverse("journeys:retire-limit", args=[national.pk]),
        {"expected_version": "1", "reason": "x", "last_day_day": "1", "last_day_month": "1", "last_day_year": "2026"},
    )

    assert (national.amount, national.unit, national.locked, national.trust_id) == (28, "calendar_days", True, None)
    assert "National, locked." in page
    assert "None is set. Only the national limit holds." in page
    assert ended.status_code == 409
    with pytest.raises(Refused, match="national limit"):
        replace_limit(
            actor=as_role(Role.LEAD), limit_id=national.pk, expected_version=1, words=words(), reason="Stricter."
        )


def test_a_limit_is_set_on_its_page_and_holds_besides_the_national_one(
    here: World, trust: Trust, sign_in: Callable[..., Client], as_role: Callable[..., Actor]
) -> None:
    client = sign_in()

    response = client.post(reverse("journeys:add-limit", args=[trust.pk]), typed())
    page = page_of(client, reported(here, as_role(), 20))

    assert response.status_code == 302
    assert "Over the limit of 14 calendar days" in page
    assert "Also within the national limit of 28 calendar days." in page
    assert "Imaging board, minute 4." in client.get(reverse("journeys:limits")).content.decode()


BAD = [
    ({"amount": "0"}, "Enter 1 or more"),
    ({"amount": "-3"}, "Enter 1 or more"),
    ({"amount": "1.5"}, "Enter a number"),
    ({"amount": "99999999"}, "Enter 87600 or less"),
    ({"source_note": "  "}, "Who set this limit"),
    ({"stop_stage": "acquisition"}, "Choose a step that comes after the first one."),
    ({"start_stage": "verification", "stop_stage": "acquisition"}, "Choose a step that comes after the first one."),
    ({"unit": "weeks"}, "Choose one of the answers"),
    ({"patient_group": "vip"}, "Choose one of the answers"),
    ({"active_from_day": "31", "active_from_month": "2"}, "The day must be between 1 and 29"),
]


@pytest.mark.parametrize(("wrong", "said"), BAD)
def test_a_limit_that_cannot_be_is_given_back(
    trust: Trust, sign_in: Callable[..., Client], wrong: dict[str, str], said: str
) -> None:
    response = sign_in().post(reverse("journeys:add-limit", args=[trust.pk]), typed(**wrong))

    assert response.status_code == 400
    assert said in response.content.decode()
    assert "Reports of this trust" in response.content.decode()
    assert StageLimit.objects.count() == 1


def test_the_same_limit_from_the_same_day_is_refused(trust: Trust, sign_in: Callable[..., Client]) -> None:
    client, address = sign_in(), reverse("journeys:add-limit", args=[trust.pk])

    answers = [client.post(address, typed()) for _ in range(2)]

    assert [one.status_code for one in answers] == [302, 409]
    assert "from that day already" in answers[1].content.decode()


def test_a_newer_version_takes_over_and_older_clocks_keep_theirs(
    here: World, trust: Trust, sign_in: Callable[..., Client], as_role: Callable[..., Actor]
) -> None:
    lead = as_role(Role.LEAD)
    old = add_limit(actor=lead, trust_id=trust.pk, words=words())
    client = sign_in()

    response = client.post(
        reverse("journeys:replace-limit", args=[old.pk]),
        typed("1 3 2026", amount="7", expected_version="1", reason="More readers."),
    )

    old.refresh_from_db()
    new = StageLimit.objects.get(replaces=old)
    before, after = (
        reported(here, as_role(), 10, date(2026, month, 28 if month == 2 else 1), f"R-{month}") for month in (2, 3)
    )
    assert response.status_code == 302
    assert (old.inactive_from, new.amount, new.active_from) == (date(2026, 3, 1), 7, date(2026, 3, 1))
    assert old.history.order_by("history_id").last().history_change_reason == "More readers."
    assert "Within the limit of 14 calendar days" in page_of(client, before)
    assert "Over the limit of 7 calendar days" in page_of(client, after)
    assert "older clocks keep it" in client.get(reverse("journeys:limits")).content.decode()


def test_an_ended_limit_stays_on_the_clocks_it_started(
    here: World, trust: Trust, sign_in: Callable[..., Client], as_role: Callable[..., Actor]
) -> None:
    lead = as_role(Role.LEAD)
    limit = add_limit(actor=lead, trust_id=trust.pk, words=words())
    retire_limit(actor=lead, limit_id=limit.pk, expected_version=1, last_day=EXAMINED, reason="Replaced by policy.")
    client = sign_in()

    kept = reported(here, as_role(), 20, EXAMINED, "R-1")
    free = reported(here, as_role(), 20, EXAMINED + timedelta(days=1), "R-2")

    assert "Over the limit of 14 calendar days" in page_of(client, kept)
    assert "Within the limit of 28 calendar days" in page_of(client, free)
    with pytest.raises(Refused, match="no longer in force"):
        retire_limit(actor=lead, limit_id=limit.pk, expected_version=2, last_day=today(), reason="Again.")


def test_a_limit_that_never_came_into_force_is_taken_back(trust: Trust, as_role: Callable[..., Actor]) -> None:
    lead, ahead = as_role(Role.LEAD), today() + timedelta(days=30)
    limit = add_limit(actor=lead, trust_id=trust.pk, words=words(active_from=ahead))

    retire_limit(actor=lead, limit_id=limit.pk, expected_version=1, last_day=today(), reason="Too soon.")

    limit.refresh_from_db()
    assert limit.inactive_from == ahead


def test_two_people_change_a_limit_and_the_second_is_told(
    trust: Trust, sign_in: Callable[..., Client], as_role: Callable[..., Actor]
) -> None:
    lead = as_role(Role.LEAD)
    limit = add_limit(actor=lead, trust_id=trust.pk, words=words())
    retire_limit(actor=lead, limit_id=limit.pk, expected_version=1, last_day=EXAMINED, reason="Over.")

    late = sign_in().post(
        reverse("journeys:replace-limit", args=[limit.pk]),
        typed("1 5 2026", expected_version="1", reason="<Late> words"),
    )

    assert late.status_code == 409
    assert "&lt;Late&gt; words" in late.content.decode()


def test_the_most_specific_limit_holds(
    here: World, trust: Trust, sign_in: Callable[..., Client], as_role: Callable[..., Actor]
) -> None:
    lead, client = as_role(Role.LEAD), sign_in()
    add_limit(actor=lead, trust_id=trust.pk, words=words())
    add_limit(
        actor=lead, trust_id=trust.pk,
        words=words(patient_group="emergency_department", amount=1, unit="hours", label="Emergency"),
    )  # fmt: skip
    study = reported(here, as_role(), 0)

    everybody = page_of(client, study)
    set_groups(
        actor=lead, study_id=study.pk, expected_version=study.version, patient_group="emergency_department", priority=""
    )

    assert "Within the limit of 14 calendar days" in everybody
    assert "Between keeping and breaking the limit of 1 hour: only the day is known" in page_of(client, study)


def test_working_days_follow_the_nation_and_the_trusts_own_days(
    here: World, trust: Trust, sign_in: Callable[..., Client], as_role: Callable[..., Actor]
) -> None:
    lead, client = as_role(Role.LEAD), sign_in()
    add_limit(actor=lead, trust_id=trust.pk, words=words(amount=1, unit="working_days"))
    # From Maundy Thursday to Easter Monday in 2026.
    study = reported(here, as_role(), 4, date(2026, 4, 2))

    unsaid = page_of(client, study)
    client.post(reverse("journeys:nation", args=[trust.pk]), {"nation": "ENG"})
    english = page_of(client, study)
    set_nation(actor=lead, trust_id=trust.pk, nation="SCT")
    scottish = page_of(client, study)
    set_day(actor=lead, trust_id=trust.pk, day=date(2026, 4, 4), works=True, why="Saturday list.")
    worked = page_of(client, study)

    assert "the trust has not said whose bank holidays it keeps" in unsaid
    assert "Within the limit of 1 working day" in english
    assert "Within the limit of 1 working day" in scottish
    assert "Over the limit of 1 working day" in worked
    assert WorkingCalendar.objects.get().history.count() == 2


def test_the_calendar_page_puts_a_day_in_corrects_it_and_takes_it_out(
    trust: Trust, sign_in: Callable[..., Client]
) -> None:
    client, address = sign_in(Role.ADMIN), reverse("journeys:calendar", args=[trust.pk])
    day = {"day_day": "3", "day_month": "6", "day_year": "2026"}

    bad = client.post(address, {**day, "what": "closed", "why": ""})
    client.post(address, {**day, "what": "closed", "why": "Royal visit"})
    closed = client.get(address).content.decode()
    client.post(address, {**day, "what": "worked", "why": "Called off"})
    kept = CalendarDay.objects.get()
    client.post(address, {**day, "what": "as_usual"})

    assert bad.status_code == 400
    assert "Say why, for example: trust closure." in bad.content.decode()
    assert "Wednesday 3 June 2026: Closed. Royal visit" in closed
    assert (kept.works, kept.why, kept.history.count()) == (True, "Called off", 3)
    assert not CalendarDay.objects.exists()


def test_words_are_added_retired_and_kept_where_they_are(
    here: World, trust: Trust, sign_in: Callable[..., Client], as_role: Callable[..., Actor]
) -> None:
    lead, client = as_role(Role.LEAD), sign_in()
    address = reverse("journeys:group-words", args=[trust.pk])

    added = client.post(address, {"kind": "patient_group", "label": "Day surgery <unit>"})
    twice = client.post(address, {"kind": "patient_group", "label": "day surgery unit"})
    word = StudyGroup.objects.get(trust=trust)
    study = reported(here, as_role(), 1)
    set_groups(actor=lead, study_id=study.pk, expected_version=1, patient_group=word.code, priority="")
    client.post(reverse("journeys:retire-group", args=[trust.pk, word.pk]))

    assert (added.status_code, twice.status_code, word.code) == (302, 409, "day_surgery_unit")
    assert "Day surgery &lt;unit&gt;" in page_of(client, study)
    offered = client.get(reverse("journeys:add-limit", args=[trust.pk])).content.decode()
    assert "Day surgery" not in offered
    assert "Not offered since" in client.get(address).content.decode()


ROLES = {Role.LEAD, Role.GOVERNANCE, Role.ADMIN}
SEE = ROLES | {Role.STAFF, Role.REVIEWER, Role.CHAIR, Role.DEPUTY, Role.COORDINATOR, Role.FAILSAFE}


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_limits_and_who_changes_them(
    trust: Trust, sign_in: Callable[..., Client], as_role: Callable[..., Actor], role: Role
) -> None:
    limit = add_limit(actor=as_role(Role.LEAD), trust_id=trust.pk, words=words())
    client = sign_in(role)
    changing = 200 if role in ROLES else 403 if role in SEE else 404

    assert client.get(reverse("journeys:limits")).status_code == (200 if role in SEE else 404)
    assert client.get("/api/v1/limits/").status_code == (200 if role in SEE else 404)
    for name in ("add-limit", "group-words", "calendar", "nation"):
        assert client.get(reverse(f"journeys:{name}", args=[trust.pk])).status_code == changing, name
    for name in ("replace-limit", "retire-limit"):
        assert client.get(reverse(f"journeys:{name}", args=[limit.pk])).status_code == changing, name


def test_another_trust_finds_nothing_and_its_own_clocks_are_not_held(
    here: World, trust: Trust, sign_in: Callable[..., Client], as_role: Callable[..., Actor]
) -> None:
    limit = add_limit(actor=as_role(Role.LEAD), trust_id=trust.pk, words=words())
    word = add_group(actor=as_role(Role.LEAD), trust_id=trust.pk, kind="priority", label="Within the hour")
    client = sign_in(Role.LEAD, here.other)

    assert "Imaging board" not in client.get(reverse("journeys:limits")).content.decode()
    for name in ("add-limit", "group-words", "calendar", "nation"):
        assert client.post(reverse(f"journeys:{name}", args=[trust.pk]), typed()).status_code == 404, name
    for name in ("replace-limit", "retire-limit"):
        assert client.post(reverse(f"journeys:{name}", args=[limit.pk]), typed()).status_code == 404, name
    assert client.post(reverse("journeys:retire-group", args=[trust.pk, word.pk])).status_code == 404
    assert [one["trust"] for one in client.get("/api/v1/limits/").json()["results"]] == [None]


def test_the_list_of_studies_says_how_each_stands_in_a_fixed_number_of_queries(
    here: World, trust: Trust, sign_in: Callable[..., Client], as_role: Callable[..., Actor],
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    lead = as_role(Role.LEAD)
    add_limit(actor=lead, trust_id=trust.pk, words=words(amount=3, unit="working_days"))
    set_nation(actor=lead, trust_id=trust.pk, nation="WLS")
    client, address = sign_in(Role.CHAIR), reverse("journeys:list")
    reported(here, as_role(), 1, number="N-0")
    client.get(address)
    with django_assert_max_num_queries(30) as few:
        client.get(address)
    for number in range(1, 20):
        reported(here, as_role(), number * 5, number=f"N-{number}")
    with django_assert_max_num_queries(len(few)):
        page = client.get(address).content.decode()

    assert "Within limit" in page
    assert page.count("Over limit") == 19
