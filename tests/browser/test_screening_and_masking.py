"""What scripts add: findings under a field while it is typed, and a rectangle drawn on a picture."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from apps.access.roles import Role
from apps.cases.models import Case, CaseAttachment
from tests.factories import cases
from tests.support import sent_files as sent
from tests.support.browser import DESKTOP, PHONE, Visitor
from tests.support.furnished_files import attached
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def built() -> World:
    return world()


@pytest.fixture
def case(built: World) -> Case:
    return cases.case(built.one(Role.STAFF), built.north)


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def visitor(request: Any, browser: Browser, live_server: Any) -> Iterator[Visitor]:
    opened = Visitor(browser, str(live_server), request.param)
    yield opened
    opened.close()


def test_finding_is_said_under_the_field_and_goes_when_the_words_go(built: World, case: Case, visitor: Visitor) -> None:
    visitor.sign_in(built.one(Role.CHAIR)).go(reverse("cases:presentation", args=[case.pk]))
    field = visitor.page.get_by_label("Vignette")
    place = visitor.page.locator("#id_vignette-screened")

    field.fill("Missed by Olive Outsider, NHS 943 476 5919.")
    expect(place).to_contain_text("Olive Outsider")
    expect(place).to_contain_text("Ten digits that pass the check of an NHS number.")
    visitor.check()
    field.fill("An adult with a cough of six weeks.")
    expect(place).to_contain_text("Nothing that identifies anybody is left here.")

    assert visitor.page.locator("#id_vignette").get_attribute("aria-describedby").endswith("id_vignette-screened")
    assert place.get_attribute("role") == "status"
    assert visitor.complaints == []


def test_rectangle_drawn_on_the_picture_fills_its_numbers_and_is_blacked_out(
    built: World, case: Case, visitor: Visitor
) -> None:
    one = attached(case, built.one(Role.CHAIR), content=sent.png(size=(800, 600)))
    visitor.sign_in(built.one(Role.CHAIR)).go(one.get_absolute_url())
    page = visitor.page
    picture = page.locator("img.cases-picture__image")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box is not None

    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 4)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    numbers = [int(page.locator(f"#id_mask_{side}").input_value()) for side in ("left", "top", "width", "height")]
    visitor.press("Black it out")

    assert all(abs(number - wanted) <= 4 for number, wanted in zip(numbers, (200, 150, 200, 150), strict=True))
    assert CaseAttachment.objects.get().file_sha256 != one.file_sha256
    assert visitor.complaints == []
