"""Each component says what it should in each of its states, and means nothing by colour alone."""

from datetime import datetime
from typing import Any

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message

from apps.core.clock import LONDON
from tests.support.markup import rendered, tree, words

AT = datetime(2026, 3, 3, 14, 5, tzinfo=LONDON)


def component(file: str, call: str, **context: Any) -> str:
    """HTML of one macro."""
    name = call.split("(")[0]
    return rendered(f'{{% from "components/{file}.html" import {name} %}}{{{{ {call} }}}}', **context)


@pytest.mark.parametrize(
    ("tone", "colour"),
    [
        ("waiting", "yellow"),
        ("working", "blue"),
        ("ready", "aqua-green"),
        ("done", "green"),
        ("stopped", "grey"),
    ],
)
def test_a_status_is_words_in_a_colour(tone: str, colour: str) -> None:
    html = component("status", "status_tag(status)", status={"text": "Received", "tone": tone})
    assert words(html) == "Received"
    assert f"nhsuk-tag--{colour}" in html


def test_an_unknown_tone_is_plain() -> None:
    assert "nhsuk-tag--white" in component("status", "status_tag(status)", status={"text": "New", "tone": "odd"})


def test_what_is_overdue_has_a_sign_and_words() -> None:
    assert words(component("status", 'due_words("2 days overdue", true)')) == "⚠ 2 days overdue"


PERSON = {"full_name": "Dr Amara Okafor", "is_authenticated": True}


def test_the_header_names_the_person_and_signs_out_with_a_form() -> None:
    items = [{"text": "What needs me", "href": "/", "current": True, "count": 3}, {"text": "Cases", "href": "/cases/"}]
    html = component(
        "shell",
        "product_header(person, 'North Radiology', items, token)",
        person=PERSON,
        items=items,
        token="the-token",
    )
    page = tree(html)
    assert page.xpath("//a[@aria-current='page']/@href") == ["/"]
    assert "3 (3 waiting)" in " ".join(
        page.xpath("//a[@aria-current='page']")[0].text_content().replace("3(", "3 (").split()
    )
    assert page.xpath("//form/@method") == ["post"]
    assert "the-token" in html
    assert "North Radiology" in words(html)


def test_somebody_who_has_not_signed_in_sees_no_account_or_navigation() -> None:
    page = tree(component("shell", "product_header()"))
    assert not page.xpath("//nav")


@pytest.mark.parametrize(
    ("level", "said"), [("success", "Done"), ("error", "There is a problem"), ("warning", "Please note")]
)
def test_a_message_is_told_at_once_and_names_its_kind(level: str, said: str) -> None:
    html = rendered(
        '{% from "components/shell.html" import messages_banners %}{{ messages_banners(messages) }}',
        messages=[Message(getattr(constants, level.upper()), "It was saved.")],
    )
    assert tree(html).xpath("//div[@role='alert']")
    assert words(html) == f"{said} It was saved."


def test_a_page_header_holds_title_status_facts_and_actions() -> None:
    html = rendered(
        '{% from "components/page.html" import page_header %}'
        '{% call page_header("Nodule", caption="RLP-1", status=status, lead="Lead.", '
        'meta=[("Kind", "Missed")]) %}'
        "<a href='/go'>Go</a>{% endcall %}",
        status={"text": "Received", "tone": "waiting"},
    )
    page = tree(html)
    assert len(page.xpath("//h1")) == 1
    assert words(html) == "RLP-1: Nodule Received Lead. Kind Missed Go"
    assert page.xpath("//dl//dt/text()") == ["Kind"]


TASK = {
    "title": "Triage a new case",
    "href": "/cases/1/",
    "what": "Delayed report.",
    "reference": "RLP-1",
    "age": "9 days ago",
    "due": "2 days overdue",
    "overdue": True,
    "button": {"text": "Triage", "href": "/cases/1/triage/"},
}


def test_a_task_says_what_how_old_when_due_and_has_one_button() -> None:
    page = tree(component("cards", "task_card(task)", task=TASK))
    text = " ".join(page.text_content().split())
    for said in ("Triage a new case", "Delayed report.", "RLP-1", "9 days ago", "⚠ 2 days overdue"):
        assert said in text
    [button] = page.xpath("//a[@role='button']")
    # Two buttons of a list must not sound alike.
    assert " ".join(button.text_content().split()) == "Triage: Triage a new case, RLP-1"


def test_a_task_that_changes_something_posts_with_its_token() -> None:
    task = {**TASK, "button": {"text": "Accept", "action": "/accept/", "hidden": {"expected_version": 3}}}
    html = component("cards", "task_card(task, token)", task=task, token="the-token")
    form = tree(html).xpath("//form")[0]
    assert form.get("method") == "post"
    assert form.get("data-once") is not None
    assert form.xpath(".//input[@name='expected_version']/@value") == ["3"]
    assert "the-token" in html


def test_an_urgent_task_says_so_in_words() -> None:
    assert "Patient may need action" in component("cards", "task_card(task)", task={**TASK, "urgent": True})


@pytest.mark.parametrize("number", [0, 1, 50])
def test_a_list_of_tasks_counts_them(number: int) -> None:
    page = tree(component("cards", "task_list('What needs me', tasks)", tasks=[TASK] * number))
    assert len(page.xpath("//article")) == number
    assert (str(number) in page.xpath("//h2")[0].text_content()) == bool(number)


def test_a_summary_card_says_what_is_not_recorded() -> None:
    rows = [
        {"key": "Kind", "value": "Missed", "change_href": "/change/"},
        {"key": "Incident", "value": None},
        {"key": "Count", "value": 0},
    ]
    html = component("cards", "summary_card('The case', rows)", rows=rows)
    page = tree(html)
    assert [" ".join(dd.text_content().split()) for dd in page.xpath("//dd[contains(@class, 'value')]")] == [
        "Missed",
        "Not recorded",
        "0",
    ]
    assert " ".join(page.xpath("//a")[0].text_content().split()) == "Change Kind"


def test_a_figure_says_what_it_is_out_of() -> None:
    assert words(component("cards", "stat('Attendance', '71%', 22, 31)")) == "Attendance 71% 22 of 31"
    assert "0 of 0" in words(component("cards", "stat('Attendance', '–', 0, 0)"))


def test_figures_stand_in_a_row() -> None:
    html = component("cards", "stat_row(stats)", stats=[{"label": "A", "value": 1}, {"label": "B", "value": 2}])
    assert words(html) == "A 1 B 2"


def test_a_difference_is_told_in_words_too() -> None:
    assert words(component("records", "diff('10', '15')")) == "Was: 10 → Now: 15"
    assert words(component("records", "diff(none, '15')")) == "empty → Now: 15"
    assert words(component("records", "diff('10', none)")) == "Was: 10 → removed"
    assert words(component("records", "diff(0, 1)")) == "Was: 0 → Now: 1"


def test_what_people_typed_is_escaped() -> None:
    html = component("records", "diff(old, new)", old="<script>alert(1)</script>", new="{{ 7 * 7 }}")
    assert "<script>" not in html
    assert "{{ 7 * 7 }}" in html


def test_a_timeline_tells_when_who_why_and_what_changed() -> None:
    event = {
        "kind": "change",
        "title": "Case amended",
        "at": AT,
        "who": "Dr A",
        "why": "Typing error",
        "changes": [{"field": "Title", "old": "Film", "new": "Nodule"}],
    }
    html = component("records", "timeline(events)", events=[event])
    assert words(html) == (
        "Case amended 3 March 2026 at 2:05pm Dr A Reason: Typing error Title Was: Film → Now: Nodule"
    )
    assert 'datetime="2026-03-03T14:05:00+00:00"' in html


def test_many_changes_fold_away() -> None:
    changes = [{"field": f"F{n}", "old": "a", "new": "b"} for n in range(4)]
    html = component("records", "timeline(events)", events=[{"title": "Amended", "at": AT, "changes": changes}])
    assert "4 changes" in words(html)
    assert len(tree(html).xpath("//details//dt")) == 4


def test_a_table_names_each_cell_for_a_phone() -> None:
    columns = [
        {"key": "case", "text": "Case"},
        {"key": "state", "text": "State"},
        {"key": "n", "text": "Days"},
    ]
    rows = [{"href": "/1/", "cells": {"case": "RLP-1", "state": {"text": "Ready", "tone": "ready"}, "n": 0}}]
    page = tree(component("records", "data_table('Cases', columns, rows)", columns=columns, rows=rows))
    assert page.xpath("//caption/text()") == ["Cases"]
    assert page.xpath("//th[@scope='row']/a/@href") == ["/1/"]
    assert page.xpath("//td//span[@class='app-table__label']/text()") == ["State", "Days"]
    assert page.xpath("//td//strong/text()") == ["Ready"]
    assert page.xpath("//td[last()]/span[@class='app-table__value']/text()") == ["0"]


def test_an_empty_table_says_so() -> None:
    assert words(component("records", "data_table('Cases', [], [], empty='No cases yet.')")) == "No cases yet."


@pytest.mark.parametrize(
    ("interval", "said"),
    [
        (
            {"state": "within", "words": "3 hours", "limit_words": "1 day", "share": 13},
            "✓ Within the limit of 1 day",
        ),
        (
            {"state": "over", "words": "94 days", "limit_words": "30 days", "share": 313},
            "⚠ Over the limit of 30 days",
        ),
        ({"state": "no_limit", "words": "2 days"}, "No limit is set"),
        ({"state": "unknown", "why": "No report time"}, "Not known No report time"),
    ],
)
def test_a_delay_is_held_against_its_limit_in_words(interval: dict[str, Any], said: str) -> None:
    html = component("records", "delay_clock(intervals)", intervals=[{"name": "First report", **interval}])
    assert said in words(html)
    assert all(float(width) <= 100 for width in tree(html).xpath("//rect/@width"))


def test_actions_are_links_forms_or_a_reason_why_not() -> None:
    actions = [
        {"text": "Accept", "href": "/accept/"},
        {"text": "Withdraw", "action": "/withdraw/", "hidden": {"expected_version": 2}, "kind": "warning"},
        {"text": "Publish", "note": "A second person has to approve it first."},
    ]
    page = tree(component("page", "action_bar(actions, token)", actions=actions, token="the-token"))
    assert page.xpath("//a/@href") == ["/accept/"]
    assert page.xpath("//form/@action") == ["/withdraw/"]
    assert "Publish: A second person has to approve it first." in " ".join(page.text_content().split())


def test_pages_of_results_have_no_numbers() -> None:
    page = tree(component("page", "keyset_pagination('/newer', '/older', shown=25, total=143)"))
    assert page.xpath("//a/@rel") == ["prev", "next"]
    assert "25 of 143 shown" in " ".join(page.text_content().split())
    assert component("page", "keyset_pagination()").strip() == ""


def test_an_empty_state_says_what_to_do_next() -> None:
    html = component("page", "empty_state('Nothing yet', 'Log the first case.', '/log/', 'Log a case')")
    assert words(html) == "Nothing yet Log the first case. Log a case"


def test_who_can_see_names_who_can_and_who_cannot() -> None:
    html = component(
        "page",
        "who_can_see(people, cannot=['attendees'], note='A court can order it.')",
        people=[{"who": "The chair"}],
    )
    assert words(html) == "Who can see this The chair Not: attendees A court can order it."


def test_confirming_posts_and_has_a_way_back() -> None:
    html = component(
        "page",
        "confirm_panel('Withdraw?', 'Nobody can open it.', ['All are told.'], '/w/', token, 'Go', '/back/')",
        token="the-token",
    )
    page = tree(html)
    assert page.xpath("//form[@method='post']/@action") == ["/w/"]
    assert page.xpath("//a/@href") == ["/back/"]
    assert "All are told." in words(html)


def test_breadcrumbs_and_back_link() -> None:
    crumbs = component(
        "page", "breadcrumbs(items)", items=[{"text": "Home", "href": "/"}, {"text": "Cases", "href": "/c/"}]
    )
    assert tree(crumbs).xpath("//ol//a/@href") == ["/", "/c/"]
    assert words(component("page", "back_link('/')")) == "Back"
