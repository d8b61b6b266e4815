"""The frame of every page: translated words, no undefined names, own error pages, nothing from elsewhere."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.messages.storage.base import BaseStorage
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.test import RequestFactory
from jinja2 import UndefinedError

from apps.core import error_pages
from apps.core.views.style_guide import style_guide
from tests.support.markup import rendered, tree
from tests.support.pseudo_locale import pseudo, pseudo_locale, untranslated

ROOT = Path(settings.BASE_DIR)
#: Data of the samples: names, references and dates that no catalogue translates.
DATA = frozenset(
    {"Dr Amara Okafor", "Northgate", "Radiology", "Southmere", "RLP-2026", "INC-10442", "March", "February"}
)


class OnePage(BaseStorage):
    """Messages that live as long as the page."""

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Any], bool]:
        return [], True

    def _store(self, messages: list[Any], *args: Any, **kwargs: Any) -> list[Any]:
        return []


def request(method: str = "get", path: str = "/style-guide/", data: dict[str, str] | None = None) -> HttpRequest:
    """A request from somebody signed in, without a database."""
    made: HttpRequest = getattr(RequestFactory(), method)(path, data or {})
    made._messages = OnePage(made)  # type: ignore[attr-defined]  # what the middleware would set
    made.user = SimpleNamespace(is_authenticated=True, full_name="Dr Amara Okafor")  # type: ignore[assignment]  # a person
    return made


def guide(method: str = "get", data: dict[str, str] | None = None) -> str:
    """HTML of the style guide."""
    return style_guide(request(method, data=data)).content.decode()


def test_every_word_of_the_style_guide_goes_through_gettext() -> None:
    with pseudo_locale():
        page, refused = (
            guide(),
            guide("post", {"title": "x" * 90, "examined_day": "31", "examined_month": "4"}),
        )
    assert untranslated(page, DATA) == []
    assert untranslated(refused, DATA) == []


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 429, 500, 503])
def test_every_word_of_an_error_page_goes_through_gettext(status: int) -> None:
    with pseudo_locale():
        page = error_pages.error_response(request(path="/nowhere/"), status)
    assert page.status_code == status
    assert untranslated(page.content.decode(), DATA) == []


def test_the_pseudo_locale_notices_a_plain_word() -> None:
    assert untranslated("<p>Plain</p><p aria-label='Spoken'>⟦Fíñé⟧</p>") == ["Plain", "Spoken"]
    assert pseudo("%(n)s items of %%{count}").startswith("⟦%(n)s ")


def test_a_page_has_one_heading_a_main_part_and_a_skip_link() -> None:
    page = tree(guide())
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//a[@href='#maincontent']")
    assert page.xpath("//main[@id='maincontent']")
    assert page.xpath("//title/text()") == ["Style guide - Foundation - Radiology Learning Platform"]


def test_the_title_of_a_refused_form_begins_with_error() -> None:
    page = tree(guide("post", {"title": ""}))
    assert page.xpath("//title/text()")[0].startswith("Error: Style guide")
    targets = page.xpath("//ul[contains(@class, 'error-summary')]//a/@href")
    assert targets
    assert [target for target in targets if not page.xpath(f"//*[@id='{target[1:]}']")] == []


def test_no_page_has_inline_script_style_or_another_host() -> None:
    page = guide()
    assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", page)
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)


def test_no_static_file_calls_another_host() -> None:
    for file in [*(ROOT / "static").glob("css/*.css"), *(ROOT / "static").glob("**/nhsuk-frontend.min.*")]:
        text = file.read_text()
        assert not re.search(r"url\((?!assets/|data:)", text), file
        assert "Frutiger" not in text, file
        assert "sourceMappingURL" not in text, file


def test_every_image_of_the_stylesheet_is_here() -> None:
    folder = ROOT / "static" / "vendor" / "nhsuk-frontend"
    images = set(re.findall(r"url\((assets/[^)]+)\)", (folder / "nhsuk-frontend.min.css").read_text()))
    assert images
    assert [image for image in images if not (folder / image).is_file()] == []


def test_our_templates_may_not_print_what_is_undefined() -> None:
    with pytest.raises(UndefinedError, match="message"):
        rendered('{% include "errors/page.html" %}', page_title="Title")


def test_the_library_may_print_an_option_that_is_not_given() -> None:
    html = rendered('{% from "nhsuk/components/tag/macro.jinja" import tag %}{{ tag({"text": "New"}) }}')
    assert "New" in html


def test_the_style_guide_is_not_served_by_a_hospital(settings: Any) -> None:
    settings.DEBUG = settings.TESTING = settings.DEMO = False
    with pytest.raises(Http404):
        style_guide(request())


def test_the_api_gets_errors_in_its_own_shape() -> None:
    response = error_pages.page_not_found(request(path="/api/v1/nowhere/"), Exception())
    assert response["Content-Type"] == "application/json"
    assert b'"code": "not_found"' in response.content


def test_a_body_beyond_the_limit_says_so() -> None:
    assert error_pages.bad_request(request(), RequestDataTooBig()).status_code == 413
    assert error_pages.bad_request(request(), Exception()).status_code == 400
    assert error_pages.permission_denied(request(), Exception()).status_code == 403


def test_a_fault_asks_nothing_of_the_person_or_the_database() -> None:
    broken = RequestFactory().get("/")
    assert b"Something went wrong" in error_pages.server_error(broken).content


def test_an_empty_refusal_gets_our_page_and_keeps_its_headers() -> None:
    dress = error_pages.ErrorPageMiddleware(lambda _request: HttpResponseNotAllowed(["GET"]))
    response = dress(request())
    assert response.status_code == 405
    assert response["Allow"] == "GET"
    assert b"That does not work here" in response.content  # type: ignore[attr-defined]  # a whole response


def test_other_answers_pass_through() -> None:
    answer = HttpResponse(b"words", status=404)
    assert error_pages.ErrorPageMiddleware(lambda _request: answer)(request()) is answer
