"""A newer version of what was published: where it is started, what it starts from, and who wrote it."""

from typing import Any

import pytest
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.enums import CaseStatus
from apps.cases.errors import TransitionRefused
from apps.cases.models import Case
from apps.core.actor import acting_as
from apps.core.errors import Forbidden
from apps.core.tracking import update_tracked
from apps.documents.domain.withdrawing import withdraw
from apps.learning.domain.preparing import (
    draft_case_summary,
    draft_meeting_summary,
    edit_summary,
    submit_for_approval,
)
from apps.learning.domain.publishing import approve, publish
from apps.learning.enums import SummaryStatus
from apps.learning.models import LearningSummary
from tests.support.worlds import World

BETTER = "Said better by the editor"


def carried_through(summary: LearningSummary, by: User, second: User, title: str = "") -> LearningSummary:
    """Edited, approved and published."""
    with acting_as(actor_for(by)) as actor:
        if title:
            edit_summary(actor=actor, summary_id=summary.pk, content={**summary.content, "title": title})
        summary = submit_for_approval(actor=actor, summary_id=summary.pk)
    with acting_as(actor_for(second)) as actor:
        approve(actor=actor, summary_id=summary.pk, content_sha256=summary.content_sha256)
    with acting_as(actor_for(by)) as actor:
        return publish(actor=actor, summary_id=summary.pk)


@pytest.fixture
def published(discussed: Case, there: World, django_capture_on_commit_callbacks: Any) -> LearningSummary:
    """Written by the deputy, approved by governance."""
    deputy, governance = there.one(Role.DEPUTY), there.one(Role.GOVERNANCE)
    with django_capture_on_commit_callbacks(execute=True):
        with acting_as(actor_for(deputy)) as actor:
            summary = draft_case_summary(actor=actor, case_id=discussed.pk)
        return carried_through(summary, deputy, governance, title=BETTER)


def page_of(browser: Any, summary: LearningSummary) -> str:
    """The page of the summary."""
    return str(browser.get(reverse("learning:detail", args=[summary.pk])).content.decode())


def test_the_page_of_what_is_published_offers_a_newer_version_that_starts_from_its_text(
    published: LearningSummary, there: World, client_for: Any
) -> None:
    browser = client_for(there.one(Role.CHAIR))
    address = reverse("learning:draft-case", args=[published.case_id])
    assert f'action="{address}"' in page_of(browser, published)

    browser.post(address)
    browser.post(address)

    newer = LearningSummary.objects.get(status=SummaryStatus.DRAFT)
    assert newer.content["title"] == BETTER


def test_the_same_for_the_summary_of_a_meeting(
    discussed: Case, there: World, client_for: Any, django_capture_on_commit_callbacks: Any
) -> None:
    chair, meeting = there.one(Role.CHAIR), discussed.agenda_items.get().meeting
    with django_capture_on_commit_callbacks(execute=True):
        with acting_as(actor_for(chair)) as actor:
            draft = draft_meeting_summary(actor=actor, meeting_id=meeting.pk)
        first = carried_through(draft, chair, there.one(Role.GOVERNANCE), title=BETTER)
    browser = client_for(chair)
    assert "Write a newer version" in page_of(browser, first)

    browser.post(reverse("learning:draft-meeting", args=[meeting.pk]))

    assert LearningSummary.objects.get(status=SummaryStatus.DRAFT).content["title"] == BETTER


def test_who_wrote_the_earlier_version_is_no_second_person_for_the_newer(
    published: LearningSummary, there: World
) -> None:
    with acting_as(actor_for(there.one(Role.CHAIR))) as actor:
        newer = draft_case_summary(actor=actor, case_id=published.case_id)
        newer = submit_for_approval(actor=actor, summary_id=newer.pk)

    with acting_as(actor_for(there.one(Role.DEPUTY))) as actor, pytest.raises(Forbidden) as refused:
        approve(actor=actor, summary_id=newer.pk, content_sha256=newer.content_sha256)

    assert refused.value.code == "needs_second_person"


def test_the_words_of_a_withdrawn_document_do_not_come_back(published: LearningSummary, there: World) -> None:
    with acting_as(actor_for(there.one(Role.CHAIR))) as actor:
        withdraw(actor=actor, document_id=published.document_id, reason="It named a ward.")
        newer = draft_case_summary(actor=actor, case_id=published.case_id)

    assert newer.content["title"] == published.case.presentation.title


def test_the_learning_of_a_closed_case_is_corrected_and_the_case_stays_closed(
    published: LearningSummary, there: World, client_for: Any, acting: Any, django_capture_on_commit_callbacks: Any
) -> None:
    update_tracked(Case.objects.filter(pk=published.case_id), status=CaseStatus.CLOSED)
    deputy, governance, browser = there.one(Role.DEPUTY), there.one(Role.GOVERNANCE), client_for(there.one(Role.CHAIR))
    assert "Write a newer version" in page_of(browser, published)
    assert published.case is not None

    with django_capture_on_commit_callbacks(execute=True):
        with acting_as(actor_for(deputy)) as actor:
            newer = draft_case_summary(actor=actor, case_id=published.case.pk)
        newer = carried_through(newer, deputy, governance, title="Corrected")

    assert newer.document is not None
    assert newer.document.content_version == 2
    assert Case.objects.get(pk=published.case.pk).status == CaseStatus.CLOSED


def test_a_case_closed_without_publishing_has_nothing_to_correct(discussed: Case, there: World, acting: Any) -> None:
    update_tracked(Case.objects.filter(pk=discussed.pk), status=CaseStatus.CLOSED)

    with acting_as(actor_for(there.one(Role.CHAIR))) as actor, pytest.raises(TransitionRefused, match="Reopen it"):
        draft_case_summary(actor=actor, case_id=discussed.pk)


def test_who_only_approves_is_offered_none(published: LearningSummary, there: World, client_for: Any) -> None:
    assert "Write a newer version" not in page_of(client_for(there.one(Role.GOVERNANCE)), published)


def test_opening_what_waits_for_approval_shows_it_and_edits_nothing(
    discussed: Case, there: World, client_for: Any
) -> None:
    with acting_as(actor_for(there.one(Role.CHAIR))) as actor:
        summary = draft_case_summary(actor=actor, case_id=discussed.pk)
        submit_for_approval(actor=actor, summary_id=summary.pk)

    answer = client_for(there.one(Role.CHAIR)).post(reverse("learning:draft-case", args=[discussed.pk]))

    assert answer["Location"] == reverse("learning:detail", args=[summary.pk])


def test_the_month_is_said_in_words(published: LearningSummary, there: World, client_for: Any) -> None:
    page = page_of(client_for(there.one(Role.CHAIR)), published)

    assert published.content["discussed_month"] not in page


@pytest.mark.parametrize("role", [Role.CHAIR, Role.GOVERNANCE])
def test_what_the_library_closed_is_not_read_on_the_page_of_its_summary(
    published: LearningSummary, there: World, client_for: Any, role: Role
) -> None:
    point = published.content["learning_points"][0]
    browser = client_for(there.one(role))
    assert point in page_of(browser, published)
    with acting_as(actor_for(there.one(Role.CHAIR))) as actor:
        withdraw(actor=actor, document_id=published.document_id, reason="It named a ward.")

    page = page_of(browser, published)
    listed = browser.get(reverse("learning:list"), {"show": "all"}).content.decode()

    assert "The document was withdrawn" in page
    for words in (point, BETTER):
        assert words not in page
        assert words not in listed


def test_an_older_version_does_not_send_its_reader_to_one_that_was_withdrawn(
    published: LearningSummary, there: World, client_for: Any, django_capture_on_commit_callbacks: Any
) -> None:
    deputy = there.one(Role.DEPUTY)
    with django_capture_on_commit_callbacks(execute=True):
        with acting_as(actor_for(deputy)) as actor:
            draft = draft_case_summary(actor=actor, case_id=published.case_id)
        newer = carried_through(draft, deputy, there.one(Role.GOVERNANCE), title="Worse")
    browser = client_for(there.one(Role.STAFF))
    old = reverse("documents:detail", args=[published.document_id])
    assert "Use the newer one" in browser.get(old).content.decode()

    with acting_as(actor_for(deputy)) as actor:
        withdraw(actor=actor, document_id=newer.document_id, reason="It named a ward.")

    page = browser.get(old).content.decode()
    assert "Use the newer one" not in page
    assert "the version that replaced it has been withdrawn" in page
