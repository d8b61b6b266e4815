"""The shape of the code, read from its syntax tree: who touches the database, who imports what, sizes, names, words."""

import ast
import re
from collections.abc import Callable, Iterable
from typing import Any

from tests.support.inventory import (
    ROOT,
    STATIC,
    Source,
    app_sources,
    sources,
    templates,
)

CODE = sources("apps", "learning_platform", ".ci")
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "mixins", "stuff"}
BLIND = ("Exception", "BaseException")
RAW = ("raw", "executescript", "extra", "execute")
# Where managers may not be named: these ask a query or a domain function.
EDGES = ("views", "forms", "api", "presenters", "templatetags")
EDGE_FILES = [one for one in app_sources() if one.has_part(*EDGES)]
DOMAIN_FILES = [one for one in app_sources() if one.has_part("domain", "queries")]
PURE_FILES = [
    one
    for one in app_sources()
    if one.path.name in ("lifecycle.py", "policy.py") or (one.path.name == "matching.py" and one.has_part("routing"))
]


def attributes(source: Source, *names: str) -> list[tuple[int, str]]:
    return [
        (node.lineno, node.attr)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr in names
    ]


def test_there_is_something_to_look_at() -> None:
    assert len(EDGE_FILES) > 30
    assert len(DOMAIN_FILES) > 50
    assert {one.name.split("/")[1] for one in PURE_FILES} >= {"access", "cases", "core", "documents", "learning"}


def found_in(files: Iterable[Source], look: Callable[[Source], list[Any]]) -> dict[str, list[Any]]:
    """What a look finds, by file; files in which it finds nothing are left out."""
    looked = {one.name: look(one) for one in files}
    return {name: found for name, found in looked.items() if found}


def imports_of(source: Source, barred: tuple[str, ...], allowed: tuple[str, ...] = ("-",)) -> list[tuple[int, str]]:
    return [
        (line, name) for line, name in source.imported() if name.startswith(barred) and not name.startswith(allowed)
    ]


def test_pages_forms_api_and_presenters_touch_no_manager() -> None:
    assert found_in(EDGE_FILES, lambda one: attributes(one, "objects", "_default_manager", "_base_manager")) == {}


def test_domain_and_queries_know_no_request_and_no_page() -> None:
    barred = ("django.http", "django.shortcuts", "django.urls", "django.template", "django.views", "rest_framework")

    assert found_in(DOMAIN_FILES, lambda one: imports_of(one, barred)) == {}


def test_lifecycles_matching_and_policy_are_pure() -> None:
    def impure(one: Source) -> list[Any]:
        inner = [(line, name) for line, name in one.imported() if {"models", "queries"} & set(name.split("."))]
        words = ("django.utils.translation", "django.utils.functional")
        return [*imports_of(one, ("django",), words), *inner, *attributes(one, "objects")]

    assert found_in(PURE_FILES, impure) == {}


def test_models_enqueue_publish_and_send_nothing() -> None:
    barred = ("apps.core.jobs", "apps.core.events", "apps.access.log", "django.core.mail")
    models = [one for one in app_sources() if one.has_part("models")]

    assert found_in(models, lambda one: imports_of(one, barred)) == {}


def test_raw_sql_stands_only_where_the_database_is_asked_about_itself() -> None:
    def raw(one: Source) -> list[Any]:
        calls = [
            (node.lineno, node.func.attr)
            for node in ast.walk(one.tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RAW
        ]
        return calls + imports_of(one, ("django.db.connection", "django.db.models.expressions.RawSQL"))

    outside = [one for one in app_sources() if not one.name.startswith("apps/core/")]
    assert set(found_in(outside, raw)) <= {
        "apps/portal/queries/health.py",
        # Full-text search is PostgreSQL's own: one module, read only, with a plain fallback (docs/adr/0016).
        "apps/cases/queries/search.py",
        # Counts up sequences and statistics after copying; not installed in production.
        "apps/demo/mass.py",
    }


def test_no_file_is_too_long_to_be_read_in_one_sitting() -> None:
    def over(one: Source) -> list[int]:
        budget = 500 if one.has_part("tests") else 300 if one.has_part("views") else 400
        return [one.lines] if one.lines > budget else []

    assert found_in(sources("apps", "learning_platform", "tests", ".ci"), over) == {}


def test_every_module_says_what_it_is_for() -> None:
    def silent(one: Source) -> list[str]:
        said = (ast.get_docstring(one.tree) or "").strip()
        return [] if said or (one.path.name == "__init__.py" and not one.text.strip()) else ["no docstring"]

    assert found_in(sources("apps", "learning_platform", "tests", ".ci"), silent) == {}


def test_no_file_is_named_after_nothing() -> None:
    found = [
        one.name
        for one in sources("apps", "learning_platform", "tests", ".ci")
        for part in one.name.removesuffix(".py").split("/")
        if part in FORBIDDEN_NAMES or part.endswith("_folder")
    ]

    assert found == []


def test_no_catch_all_and_no_handmade_markup() -> None:
    found = []
    for source in sources("apps", "learning_platform"):
        found += [(source.name, line, name) for line, name in attributes(source, "mark_safe")]
        found += [(source.name, line, name) for line, name in source.imported() if name.endswith(".mark_safe")]
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ExceptHandler) and (
                node.type is None
                or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException"))
            ):
                found.append((source.name, node.lineno, "except"))

    # The boundary of all background work keeps whatever broke on the job's row.
    assert [(name, what) for name, _line, what in found] == [("apps/core/jobs.py", "except")]


def test_suppressions_name_their_code() -> None:
    bare = re.compile(r"#\s*(noqa|type:\s*ignore)(?![:\[(])")
    found = [
        f"{source.name}:{number}"
        for source in sources("apps", "learning_platform", "tests", ".ci")
        for number, line in enumerate(source.text.splitlines(), start=1)
        if bare.search(line) and 'r"#' not in line
    ]

    assert found == []


# The one word that could mean two people (DESIGN C0); written in two halves so that this file passes too.
BANNED = re.compile(r"\b" + "rep" + r"orters?\b", re.IGNORECASE)


def test_nobody_is_called_by_the_word_that_means_two_people() -> None:
    files = [
        *(one.path for one in sources("apps", "learning_platform")),
        *templates(),
        *(STATIC / "js").glob("*.js"),
        *(STATIC / "css").glob("*.css"),
    ]
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if BANNED.search(line)
    ]

    assert found == []


def test_migrations_go_in_one_line() -> None:
    """Two leaves in an app would stop the deployment."""
    from django.db.migrations.loader import MigrationLoader

    assert MigrationLoader(None).detect_conflicts() == {}
