"""Renders a piece of a template, and reads the elements of HTML for comparison."""

import re
from html.parser import HTMLParser
from typing import Any

from django.template import engines
from lxml import html as lxml_html


def rendered(source: str, **context: Any) -> str:
    """HTML of a piece of Jinja2 in the product's own environment."""
    return str(engines["pages"].from_string(source).render(context))


def tree(markup: str) -> Any:
    """The HTML as a tree to search with XPath."""
    return lxml_html.fromstring(f"<div>{markup}</div>")


def words(markup: str) -> str:
    """Everything that a person reads, with single spaces."""
    apart = re.sub(r"(</?(?:p|dt|dd|dl|li|ul|ol|h\d|div|td|th|tr)\b)", r" \1", markup)
    return " ".join(tree(apart).text_content().split())


class _Skeleton(HTMLParser):
    def __init__(self, prefix: str) -> None:
        super().__init__()
        self.prefix = prefix
        self.elements: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        self.elements.append((tag, tuple(sorted(name for name in classes if name.startswith(self.prefix)))))


def skeleton(markup: str, prefix: str = "nhsuk-") -> list[tuple[str, tuple[str, ...]]]:
    """Elements in order with those of their classes that begin with the prefix."""
    reader = _Skeleton(prefix)
    reader.feed(markup)
    return reader.elements
