"""The pages on which learning is written, approved and published."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from apps.access.models import AccessAction, AccessEvent
from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.middleware import LAST_SEEN
from apps.cases.models import Case
from apps.core.actor import acting_as
from apps.documents.models import StoredDocument
from apps.learning.domain.preparing import draft_case_summary
from apps.learning.enums import SummaryStatus
from apps.learning.models import LearningSummary
from tests.support.worlds import World


@pytest.fixture
def summary(discussed: Case, there: World) -> LearningSummary:
    """A draft by the chair."""
    with acting_as(actor_for(there.one(Role.CHAIR))) as actor:
        return draft_case_summary(actor=actor, case_id=discussed.pk)


def address(name: str, summary: LearningSummary) -> str:
    """A page about the summary."""
    return reverse(f"learning:{name}", args=[summary.pk])


def typed(summary: LearningSummary, **changes: str) -> dict[str, str]:
    """What the edit form sends."""
    sent = {name: "\n".join(value) if isinstance(value, list) else value for name, value in summary.content.items()}
    return {**sent, "version": str(summary.version), **changes}


def test_the_way_from_draft_to_published_by_two_people(
    summary: LearningSummary, there: World, client_for: Any, django_capture_on_commit_callbacks: Any
) -> None:
    chair, governance = there.one(Role.CHAIR), there.one(Role.GOVERNANCE)

    client_for(chair).post(address("submit", summary), {"version": summary.version})
    summary.refresh_from_db()
    client_for(governance).post(address("approve", summary), {"content_sha256": summary.content_sha256})
    summary.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_for(chair).post(address("publish", summary), {"version": summary.version}, follow=True)

    summary.refresh_from_db()
    assert answer.status_code == 200
    assert summary.status == SummaryStatus.PUBLISHED
    assert StoredDocument.objects.get(pk=summary.document_id).is_printed


def test_a_second_click_on_publish_says_what_is_and_creates_nothing_twice(
    summary: LearningSummary, there: World, client_for: Any
) -> None:
    chair, governance = there.one(Role.CHAIR), there.one(Role.GOVERNANCE)
    client_for(chair).post(address("submit", summary))
    client_for(governance).post(address("approve", summary), {"content_sha256": summary.content_sha256})
    browser = client_for(chair)

    browser.post(address("publish", summary))
    again = browser.post(address("publish", summary))

    assert again.status_code == 409
    assert "Published" in again.content.decode()
    assert StoredDocument.objects.count() == 1


def test_an_edit_from_an_old_page_is_refused_and_keeps_what_was_typed(
    summary: LearningSummary, there: World, client_for: Any
) -> None:
    browser = client_for(there.one(Role.CHAIR))
    old = typed(summary, title="Typed on the old page")
    browser.post(address("edit", summary), typed(summary, title="Saved first"))

    answer = browser.post(address("edit", summary), old)

    assert answer.status_code == 409
    assert "Typed on the old page" in answer.content.decode()
    summary.refresh_from_db()
    assert summary.content["title"] == "Saved first"


@pytest.mark.parametrize("hostile", ["{{ 7*7 }} <script>alert(1)</script>", "שלום 🫁 …", "x" * 5000, "\x00bell\x07"])
def test_anything_typed_is_kept_as_text(summary: LearningSummary, there: World, client_for: Any, hostile: str) -> None:
    answer = client_for(there.one(Role.CHAIR)).post(address("edit", summary), typed(summary, vignette=hostile))

    assert answer.status_code in (302, 400)
    assert b"<script>alert" not in answer.content


@pytest.mark.parametrize("role", [Role.STAFF, Role.REVIEWER, Role.COORDINATOR, Role.ADMIN, Role.IG_LEAD, Role.RECORDS])
def test_who_prepares_nothing_and_approves_nothing_finds_no_page(
    summary: LearningSummary, there: World, client_for: Any, role: Role
) -> None:
    assert client_for(there.one(role)).get(address("detail", summary)).status_code == 404


@pytest.mark.parametrize("where", ["south", "other"])
@pytest.mark.parametrize("name", ["detail", "edit", "submit", "approve", "publish", "send-back", "abandon", "justify"])
def test_another_department_finds_no_page(
    summary: LearningSummary, there: World, client_for: Any, where: str, name: str
) -> None:
    browser = client_for(there.one(Role.CHAIR, getattr(there, where)))

    assert browser.get(address(name, summary)).status_code == 404
    assert browser.post(address(name, summary)).status_code in (404, 405)


def test_each_look_is_recorded_before_the_page_is_served(
    summary: LearningSummary, there: World, client_for: Any
) -> None:
    governance = there.one(Role.GOVERNANCE)

    client_for(governance).get(address("detail", summary))

    event = AccessEvent.objects.get(user_id=governance.pk, object_id=str(summary.pk))
    assert event.action == AccessAction.VIEW


def test_the_list_costs_the_same_with_one_and_with_twenty_five(
    there: World, client_for: Any, discussed: Case, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser, chair = client_for(there.one(Role.CHAIR)), there.one(Role.CHAIR)
    browser.get(reverse("learning:list"))
    with CaptureQueriesContext(connection) as one:
        browser.get(reverse("learning:list"))
    with acting_as(actor_for(chair)) as actor:
        first = draft_case_summary(actor=actor, case_id=discussed.pk)
        for number in range(24):
            LearningSummary.objects.create(
                kind=first.kind, department=first.department, case=discussed, content={"title": f"Number {number}"},
                content_sha256=f"{number:064d}", status=SummaryStatus.ABANDONED, status_since=first.status_since,
                prepared_by=chair,
            )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        answer = browser.get(reverse("learning:list"), {"show": "all"})

    assert "Number 23" in answer.content.decode()
    assert len(many) <= len(one)


@pytest.mark.parametrize("name", ["detail", "edit", "send-back", "abandon"])
def test_each_page_opens_for_who_may_work_on_it(
    summary: LearningSummary, there: World, client_for: Any, name: str
) -> None:
    assert client_for(there.one(Role.CHAIR)).get(address(name, summary)).status_code == 200


def test_a_finding_is_justified_where_that_is_allowed_and_then_open_no_more(
    summary: LearningSummary, there: World, client_for: Any
) -> None:
    browser = client_for(there.one(Role.CHAIR))
    browser.post(address("edit", summary), typed(summary, further_reading="Guideline at www.example.org/apices"))
    page = browser.get(address("detail", summary)).content.decode()
    assert "Say why it may stay" in page
    link = page.split(address("justify", summary), 1)[1].split('"', 1)[0].replace("&amp;", "&")

    shown = browser.get(address("justify", summary) + link)
    browser.post(address("justify", summary) + link, {"justification": "A public guideline, cited by its address."})

    assert shown.status_code == 200
    assert "Say why it may stay" not in browser.get(address("detail", summary)).content.decode()


def test_words_typed_in_an_ended_session_come_back_into_the_form(
    summary: LearningSummary, there: World, client_for: Any
) -> None:
    browser = client_for(there.one(Role.CHAIR))
    browser.get(address("edit", summary))
    session = browser.session
    session[LAST_SEEN] = 1.0
    session.save()
    answer = browser.post(address("edit", summary), typed(summary, title="Typed for an hour"))
    back = parse_qs(urlsplit(answer["Location"]).query)["next"][0]

    page = client_for(there.one(Role.CHAIR)).get(back)

    assert urlsplit(back).path == address("edit", summary)
    assert "Typed for an hour" in page.content.decode()


def test_a_meetings_summary_is_edited_topic_by_topic(discussed: Case, there: World, client_for: Any) -> None:
    browser = client_for(there.one(Role.CHAIR))
    meeting = discussed.agenda_items.get().meeting
    browser.post(reverse("learning:draft-meeting", args=[meeting.pk]))
    summary = LearningSummary.objects.get(meeting=meeting)
    shown = browser.get(address("edit", summary)).content.decode()

    answer = browser.post(
        address("edit", summary),
        {
            "title": "Pitfalls of the chest film", "introduction": "", "further_reading": "", "discussed_month": "",
            "version": summary.version,
            "topic0-heading": "Chest", "topic0-summary": "",
            "topic0-learning_points": "Look behind the heart.\n\nTwice.",
            "topic0-pitfalls": "", "topic0-good_spots": "",
            "topic1-heading": "", "topic1-summary": "", "topic1-learning_points": "", "topic1-pitfalls": "",
            "topic1-good_spots": "",
        },
    )  # fmt: skip

    summary.refresh_from_db()
    assert "topic2-heading" in shown
    assert answer.status_code == 302
    assert [(topic["heading"], topic["learning_points"]) for topic in summary.content["topics"]] == [
        ("Chest", ["Look behind the heart.", "Twice."])
    ]


def test_a_topic_without_a_heading_is_asked_for_one_and_keeps_its_words(
    discussed: Case, there: World, client_for: Any
) -> None:
    browser = client_for(there.one(Role.CHAIR))
    meeting = discussed.agenda_items.get().meeting
    browser.post(reverse("learning:draft-meeting", args=[meeting.pk]))
    summary = LearningSummary.objects.get(meeting=meeting)

    answer = browser.post(
        address("edit", summary),
        {"title": "A title", "version": summary.version, "topic7-heading": "", "topic7-pitfalls": "A lonely pitfall"},
    )

    assert answer.status_code == 400
    assert "A lonely pitfall" in answer.content.decode()
