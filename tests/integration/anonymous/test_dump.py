"""The submitter hunted through a full dump and every log line: no row and no line joins person and case.

A signed-in browser sends the case, so that there is a person, a session and an address to be found.
"""

import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.test import Client

from apps.access.roles import Role
from apps.accounts.models import User
from apps.cases.domain.passing_on import pass_on
from apps.cases.enums import CaseEvent
from apps.cases.models import Case
from apps.core.actor import acting_as, command_actor
from apps.core.clock import LONDON, at, start_of_day, today
from apps.core.models import Job
from apps.notifications.models import Notification
from apps.portal.telling.nameless import tell_of_what_came_without_a_name
from learning_platform.logs import logging_config
from tests.factories import cases
from tests.integration.anonymous.conftest import SEND, THREAD, Sent, carried_by, key_on, say, typed
from tests.support.worlds import World

ADDRESS = "203.0.113.77"
BROWSER = "Mozilla/5.0 (Tell-tale 9.9)"
REFERRER = "https://learning.example.org/log/?accession=SECRET9"
REQUEST = "req-tell-tale-0001"

Row = tuple[str, str, dict[str, Any]]


def dump() -> dict[tuple[str, str], dict[str, Any]]:
    """Every row of every table, with every column."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.values():
            found[(model._meta.label, str(row[model._meta.pk.attname]))] = row  # type: ignore[union-attr]
    return found


def differences(before: dict[Any, Any], after: dict[Any, Any]) -> list[Row]:
    """Rows that are new, or changed, or gone."""
    keys = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    return [(label, pk, after.get((label, pk), {"gone": True})) for label, pk in sorted(keys)]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that the product writes to its log at the most talkative level, as production writes it."""
    written = io.StringIO()
    config = logging_config(level="DEBUG", style="json")
    config["handlers"]["console"]["stream"] = written
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    logging.config.dictConfig(config)  # type: ignore[attr-defined]  # django imports it
    yield written
    logging.config.dictConfig(logging_config(level="WARNING", style="plain"))  # type: ignore[attr-defined]  # as above
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
def person(here: World) -> User:
    """Who sends it."""
    return here.one(Role.STAFF)


@pytest.fixture
def browser(person: User) -> Client:
    """Signed in, with everything by which a browser is known."""
    client = Client(
        REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=BROWSER, HTTP_REFERER=REFERRER, HTTP_X_REQUEST_ID=REQUEST,
        HTTP_X_FORWARDED_FOR=ADDRESS,
    )  # fmt: skip
    client.force_login(person)
    client.get("/log/")
    return client


def traces(person: User, client: Client) -> list[str]:
    """What may not be found anywhere."""
    session = client.cookies["sessionid"].value
    return [
        person.pk.hex,
        str(person.pk),
        person.email,
        person.full_name,
        session,
        ADDRESS,
        "Tell-tale",
        "SECRET9",
        REQUEST,
    ]


def words_of(value: Any) -> str:
    return json.dumps(value, default=str)


def too_exact(value: Any) -> bool:
    """Whether a value holds a time of day: more than a few microseconds past midnight in London."""
    if isinstance(value, datetime):
        local = value.astimezone(LONDON)
        return bool((local.hour, local.minute, local.second) != (0, 0, 0) or local.microsecond > 50)
    return bool(re.search(r"\d\d:\d\d:\d\d", value)) if isinstance(value, str) else False


def found_in(rows: list[Row], secrets: list[str]) -> list[str]:
    """Where a trace, a time of day, a request or an ordered number stands in these rows."""
    bad = []
    for label, pk, row in rows:
        said = words_of(row)
        bad += [f"{label} holds {secret}" for secret in secrets if secret in said]
        bad += [f"{label}.{name} = {value}" for name, value in row.items() if too_exact(value)]
        bad += [f"{label}.{name} = {row[name]}" for name in ("request_id", "address", "user_id") if row.get(name)]
        if re.fullmatch(r"\d+", pk):
            bad.append(f"{label} has the ordered number {pk}")
    return bad


# The lead is told at once where a patient waits; the lead's own notice names the lead, and nobody else.
ACTIONS = ("no", "yes", "unknown")


@pytest.mark.parametrize("action", ACTIONS)
def test_nothing_of_a_case_leads_to_its_sender(
    here: World, person: User, browser: Client, lines: io.StringIO, action: str,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    cache.clear()
    secrets = traces(person, browser)
    before = dump()

    with django_capture_on_commit_callbacks(execute=True):
        form = typed(carried_by(browser.get(SEND).content.decode()), patient_action=action)
        answer = browser.post(SEND, form)
    key = key_on(answer.content.decode())
    with django_capture_on_commit_callbacks(execute=True):
        say(browser, key)
        say(browser, key, "message", text="It is plain on the later film.")
        say(browser, key, "words", narrative="It was plain on the later film.")
        say(browser, key, "withdraw", reason="A mistake.")
        say(browser, "WRONG")
        browser.get("/anonymous/")
        browser.get("/anonymous/nowhere/")
        browser.post("/anonymous/thread/?key=in-the-address", {})

    rows = differences(before, dump())
    assert {label for label, _pk, _row in rows} >= {"cases.Case", "cases.HistoricalCase", "cases.CaseTransition"}
    assert found_in(rows, secrets) == []
    assert key.replace("-", "") not in words_of([row for _label, _pk, row in rows])
    assert not any(label.startswith(("core.", "access.", "sessions.", "axes.")) for label, _pk, _row in rows)
    assert lines.getvalue() == ""
    assert not answer.cookies
    assert len(mail.outbox) == (0 if action == "no" else 1)


def test_pages_ask_the_database_for_no_session_and_no_person(
    here: World, browser: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(20) as asked:
        browser.get(SEND)
        browser.get(THREAD)

    tables = " ".join(query["sql"] for query in asked.captured_queries)
    assert "django_session" not in tables
    assert 'WHERE "accounts_user"."id" = ' not in tables


def test_answers_set_nothing_and_may_be_kept_by_nobody(here: World, browser: Client) -> None:
    for answer in (browser.get("/anonymous/"), browser.get(SEND), browser.post(SEND, {}), say(browser, "x")):
        assert not answer.cookies
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert not answer.has_header("X-Request-ID")
        assert "Sign out" not in answer.content.decode()


def test_no_forgery_token_is_asked_for(here: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    form = typed(carried_by(strict.get(SEND).content.decode()))

    assert "Sent without a name" in strict.post(SEND, form).content.decode()


def test_a_case_stands_at_no_place_among_its_neighbours(here: World, client: Client) -> None:
    """Neither its reference nor any key of its rows lies between those of the cases before and after it."""
    staff = here.one(Role.STAFF)
    first = cases.case(staff, here.north)
    form = typed(carried_by(client.get(SEND).content.decode()))
    client.post(SEND, form)
    last = cases.case(staff, here.north)
    nameless = Case.objects.exclude(pk__in=[first.pk, last.pk]).get()

    assert not first.reference < nameless.reference < last.reference
    numbers = [one.transitions.get().pk for one in (first, nameless, last)]
    versions = [one.history.get().history_id for one in (first, nameless, last)]
    assert numbers[1] < 0 < numbers[0]
    assert versions[1] < 0 < versions[0]
    assert int(last.reference[-6:]) == int(first.reference[-6:]) + 1


def test_the_chair_is_told_the_next_morning_once(
    here: World, sent: Sent, client: Client, time_machine_day: Any
) -> None:
    say(client, sent.key, "message", text="It is plain on the later film.")
    chair = here.one(Role.CHAIR)
    with time_machine_day(0):
        assert tell_of_what_came_without_a_name() == 0
    assert not Notification.objects.exists()

    with time_machine_day(1):
        first, again = tell_of_what_came_without_a_name(), tell_of_what_came_without_a_name()

    assert first >= 2
    assert again == 0
    told = Notification.objects.filter(person=chair)
    assert sorted(told.values_list("kind", flat=True)) == ["message", "triage"]
    assert {one.created_at for one in told} == {Notification.objects.filter(person=chair)[0].created_at}


@pytest.fixture
def time_machine_day() -> Any:
    """`with time_machine_day(n)`: at six in the morning n days from now, as the clock's own actor."""

    @contextmanager
    def later(days: int) -> Iterator[None]:
        moment = start_of_day(today() + timedelta(days=days)) + timedelta(hours=6)
        with at(moment), acting_as(command_actor("sweep")):
            yield

    return later


def test_what_the_chair_does_next_stays_in_order(here: World, sent: Sent, client: Client) -> None:
    chair = here.one(Role.CHAIR)
    cases.move(sent.case, chair, CaseEvent.ASK, question="Which level?")
    asked_at = sent.case.transitions.last().at

    say(client, sent.key, "message", text="The carina.")

    answer = sent.case.messages.get(from_chair=False)
    assert (answer.at - asked_at).total_seconds() == pytest.approx(0.000001)
    assert sent.case.transitions.last().event == CaseEvent.ANSWER


def test_a_job_that_failed_tells_no_hour(here: World, client: Client, settings: Any) -> None:
    """The mail server is away: the row that stays is dated by its day, and the notice is still there."""
    settings.JOBS_EAGER = False
    form = typed(carried_by(client.get(SEND).content.decode()), patient_action="yes")
    client.post(SEND, form)

    job = Job.objects.get()
    assert [job.created_at, job.due_at] == [Case.objects.get().received_at] * 2
    assert (job.actor_kind, job.actor_user_id, job.request_id) == ("anonymous", None, "")


def test_the_api_has_no_anonymous_door(here: World, client: Client, client_for: Any) -> None:
    body = {
        "department": str(here.north.pk), "kind": "discrepancy", "narrative": "A nodule.", "how_discovered": "mdt",
        "patient_action": "no", "confidentiality": "anonymous",
    }  # fmt: skip

    assert client.post("/api/v1/cases/", body, content_type="application/json").status_code == 401
    signed_in = client_for(here.one(Role.STAFF)).post("/api/v1/cases/", body, content_type="application/json")
    assert signed_in.status_code in (400, 403)
    assert Case.objects.count() == 0
    assert client.get("/api/v1/anonymous/").status_code == 404


def test_no_reminder_of_an_urgent_case_tells_its_hour(here: World, client: Client) -> None:
    """The clock that reminds and passes on finds nothing due on the day itself, and does so the day after."""
    form = typed(carried_by(client.get(SEND).content.decode()), patient_action="yes")
    client.post(SEND, form)
    escalation = Case.objects.get().escalations.get()
    midnight = escalation.raised_at

    done = {}
    for hours in (23, 46):
        with at(midnight + timedelta(hours=hours)), acting_as(command_actor("sweep")) as actor:
            done[hours] = pass_on(actor=actor)

    assert done[23] == 0
    assert done[46] > 0
