"""What the product is made of, found by walking: source files, models, addresses, templates, forms, events."""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps as django_apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from apps.core.events import Event
from apps.core.tracking import TrackedModel

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
LIBRARY_TEMPLATES = TEMPLATES / "library"
HISTORICAL = "Historical"


@dataclass(frozen=True)
class Source:
    """One Python file of ours."""

    path: Path

    @property
    def name(self) -> str:
        """Its path from the root of the repository."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def module(self) -> str:
        """The name by which it is imported."""
        return self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def text(self) -> str:
        """Everything in it."""
        return self.path.read_text(encoding="utf-8")

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return len(self.text.splitlines())

    @property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text, filename=self.name)

    def has_part(self, *names: str) -> bool:
        """Whether a folder or the file itself has one of these names: `has_part("views")`."""
        parts = self.name.removesuffix(".py").split("/")
        return any(name in parts for name in names)

    def imported(self) -> Iterator[tuple[int, str]]:
        """Line and full name of everything it imports, inside functions too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """Our Python files under these folders of the repository, without migrations."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(
        Source(path) for path in sorted(found) if "migrations" not in path.parts and "__pycache__" not in path.parts
    )


def app_sources() -> tuple[Source, ...]:
    """The files of the apps; those of the demo, which a hospital does not install, too."""
    return sources("apps")


def our_models() -> list[type[models.Model]]:
    """Every concrete model of our apps, without the version tables."""
    return [
        model
        for model in django_apps.get_models()
        if model.__module__.startswith("apps.") and not hasattr(model, "instance_type")
    ]


def tracked_models() -> list[type[TrackedModel]]:
    """The models whose changes leave versions."""
    return [model for model in our_models() if issubclass(model, TrackedModel)]


def label(model: type[models.Model]) -> str:
    """`cases.Case`, for names of tests."""
    return model._meta.label


@dataclass(frozen=True)
class Address:
    """One pattern of the URLconf."""

    route: str
    name: str
    pattern: URLPattern

    @property
    def callback(self) -> Any:
        """What serves it."""
        return self.pattern.callback

    @property
    def view_class(self) -> Any:
        """The class of the view; None for a plain function."""
        return getattr(self.callback, "view_class", None) or getattr(self.callback, "cls", None)

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names that its address takes."""
        return tuple(self.pattern.pattern.converters)

    @property
    def is_api(self) -> bool:
        """Whether it is part of the API."""
        return self.route.startswith("api/")

    @property
    def is_library(self) -> bool:
        """Whether a library's page serves it: the administration and the schema's own views."""
        return self.route.startswith("admin/")

    def methods(self) -> set[str]:
        """The methods that its view answers, in upper case."""
        known = ("get", "post", "put", "patch", "delete")
        return {name.upper() for name in known if hasattr(self.view_class, name)}

    def filled(self, values: dict[str, Any]) -> str:
        """The path with these values in its pattern."""
        path = self.route
        for name, converter in self.pattern.pattern.converters.items():
            path = path.replace(f"<{_kind(self.route, name)}{name}>", converter.to_url(values[name]))
        return "/" + path


def _kind(route: str, name: str) -> str:
    start = route.index(f"{name}>")
    begin = route.rindex("<", 0, start)
    return route[begin + 1 : start]


def addresses() -> list[Address]:
    """Every address of the product, the administration's own left out."""
    return [one for one in _walk(get_resolver().url_patterns, "", "") if not one.is_library]


def _walk(patterns: list[URLPattern | URLResolver], route: str, space: str) -> Iterator[Address]:
    for one in patterns:
        here = route + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, here, f"{space}{one.namespace}:" if one.namespace else space)
        else:
            yield Address(here, f"{space}{one.name}", one)


def templates(*, mail: bool = True) -> list[Path]:
    """Our own templates; pages of libraries that we replace are not among them."""
    every = [path for kind in ("*.html", "*.txt") for path in TEMPLATES.rglob(kind)]
    return sorted(
        path for path in every if not path.is_relative_to(LIBRARY_TEMPLATES) and (mail or path.suffix == ".html")
    )


def event_types() -> list[type[Event]]:
    """Every event that an app's `events` module defines, without those that others build on."""
    found: set[type[Event]] = set()
    for source in app_sources():
        if source.module.endswith(".events") and source.module != "apps.core.events":
            for _name, thing in inspect.getmembers(import_module(source.module), inspect.isclass):
                if issubclass(thing, Event) and thing.__module__ == source.module:
                    found.add(thing)
    return sorted((one for one in found if not one.__subclasses__()), key=dotted)


def dotted(thing: Any) -> str:
    """The full name of a class or function."""
    return f"{thing.__module__}.{thing.__qualname__}"
