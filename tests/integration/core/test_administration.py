"""The administration site: superusers only, reference data only, with an actor on every version."""

from typing import Any

import pytest
from django.urls import reverse

from apps.access.roles import Role
from apps.cases.models import Case, Taxonomy
from apps.core.administration import site
from apps.core.tracking import TrackedModel
from tests.factories import accounts
from tests.support.worlds import world


@pytest.fixture
def superuser(acting: Any, db: Any) -> Any:
    """Somebody who may use the site."""
    return accounts.person(email="super@example.org", full_name="Sam Super", is_superuser=True, is_staff=True)


def test_only_reference_data_is_there() -> None:
    assert {model._meta.label for model in site._registry} == {
        "accounts.Trust",
        "accounts.Site",
        "accounts.Department",
        "cases.Taxonomy",
        "cases.TaxonomyTerm",
        "journeys.StageLimit",
    }
    assert all(issubclass(model, TrackedModel) for model in site._registry)
    assert Case not in site._registry


@pytest.mark.parametrize("role", [Role.ADMIN, Role.CHAIR, Role.GOVERNANCE])
def test_no_role_opens_it(db: Any, client_for: Any, role: Role) -> None:
    answer = client_for(world().one(role)).get("/admin/")

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("admin:login"))


def test_a_change_has_its_version_with_the_person_and_the_door(superuser: Any, client_for: Any) -> None:
    browser = client_for(superuser)
    one = Taxonomy.objects.get(code="cognitive_biases")

    answer = browser.post(reverse("admin:cases_taxonomy_change", args=[one.pk]), {"title": "Other words"})

    one.refresh_from_db()
    row = one.history.latest()
    assert answer.status_code == 302
    assert (one.is_active, one.title) == (False, "Cognitive biases")
    assert (row.history_user_id, row.actor_kind, row.history_source) == (superuser.pk, "person", "admin")


def test_editions_and_their_codes_are_not_changed_there(superuser: Any, client_for: Any) -> None:
    browser, score = client_for(superuser), Taxonomy.objects.get(code="radpeer")
    term = score.terms.all()[0]

    assert browser.get(reverse("admin:cases_taxonomy_add")).status_code == 403
    assert browser.get(reverse("admin:cases_taxonomyterm_add")).status_code == 403
    for name, one in (("taxonomy", score), ("taxonomyterm", term)):
        address = reverse(f"admin:cases_{name}_change", args=[one.pk])
        assert browser.post(address, {"is_active": "on", "label": "x"}).status_code == 403
    score.refresh_from_db()
    assert not score.is_active


def test_nothing_is_deleted_there(superuser: Any, client_for: Any) -> None:
    one = Taxonomy.objects.first() or Taxonomy.objects.create(code="x", title="X", source_note="Y")

    assert client_for(superuser).post(reverse("admin:cases_taxonomy_delete", args=[one.pk])).status_code == 403


def test_who_may_not_open_it_is_not_sent_round_in_circles(db: Any, client_for: Any) -> None:
    """The sign-in page sends whoever is signed in straight back to where they came from."""
    browser = client_for(world().one(Role.CHAIR))

    assert browser.get("/admin/", follow=True).status_code == 404
    assert browser.get("/admin/login/").status_code == 404
