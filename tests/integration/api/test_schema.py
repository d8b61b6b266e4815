"""The description of the API: complete, without warnings, and public together with the page that shows it."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from tests.support.inventory import addresses

PUBLIC = {"/api/v1/schema/", "/api/v1/docs/"}


@pytest.fixture(scope="module")
def schema() -> Any:
    return SchemaGenerator().get_schema(request=None, public=True)


def test_it_is_generated_without_a_warning(tmp_path: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "openapi.yaml"))


def test_every_operation_lists_what_may_go_wrong(schema: Any) -> None:
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            wanted = {"400", "401", "403", "404", "429", "503"}
            wanted |= {"409", "415"} if method in ("post", "put", "patch") else set()
            assert wanted <= set(operation["responses"]), (method, path)
            for status in wanted:
                content = operation["responses"][status]["content"]["application/json"]
                assert content == {"schema": {"$ref": "#/components/schemas/Error"}}


def test_every_address_is_described_and_every_operation_explained(schema: Any) -> None:
    served = {one.route for one in addresses() if one.is_api and f"/{one.route}" not in PUBLIC}
    assert len(set(schema["paths"]) - PUBLIC) == len(served)
    for operations in schema["paths"].values():
        for operation in operations.values():
            assert operation.get("description"), operation["operationId"]
            assert operation["tags"]


def test_both_ways_of_signing_in_are_described(schema: Any) -> None:
    assert sorted(schema["components"]["securitySchemes"]) == ["session", "token"]
    assert schema["paths"]["/api/v1/cases/"]["get"]["security"] == [{"token": []}, {"session": []}]


@pytest.mark.django_db
def test_schema_and_page_are_public() -> None:
    assert Client().get("/api/v1/schema/").status_code == 200
    page = Client().get("/api/v1/docs/")
    assert page.status_code == 200
    assert b"<style" not in page.content
    assert page.content.count(b"<script") == page.content.count(b"<script src=")
