"""Templates and style: nothing inline, nothing from another host, nothing undefined, every word translatable."""

import re
from pathlib import Path

import pytest
from django.template import engines
from jinja2 import UndefinedError
from jinja2.nodes import Call, Getattr

from tests.support.inventory import ROOT, STATIC, TEMPLATES, templates

ENVIRONMENT = engines["pages"].env  # type: ignore[attr-defined]  # the Jinja2 backend's own
PAGES = templates(mail=False)
PRINTED = TEMPLATES / "documents"
INLINE = re.compile(r"<style\b|<script(?![^>]*\bsrc=)|\bstyle\s*=\s*[\"']|javascript:", re.IGNORECASE)
OUTSIDE = re.compile(r"""(?:https?:)?//(?!www\.w3\.org/)[a-z0-9]""", re.IGNORECASE)
FETCHING = re.compile(
    r"""\b(?:src|srcset|poster|data|action|formaction|href)\s*=\s*["']\s*(?:https?:)?//""", re.IGNORECASE
)


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def places(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    return [
        f"{shown(path)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_script_and_no_style_stands_in_a_page() -> None:
    assert places(INLINE, PAGES) == []


def test_no_handler_stands_in_an_attribute() -> None:
    assert places(re.compile(r"\son[a-z]{3,}\s*=\s*[\"']|\bhx-on\b", re.IGNORECASE), PAGES) == []


def test_pages_fetch_nothing_from_another_host() -> None:
    assert places(FETCHING, PAGES) == []


def test_style_and_scripts_name_no_other_host() -> None:
    files = [path for kind in ("css", "js") for path in (STATIC / kind).glob(f"*.{kind}")]
    files += list((STATIC / "documents").glob("*.css"))

    assert files
    assert places(OUTSIDE, files) == []
    assert places(re.compile(r"@import|url\(\s*[\"']?(?:https?:)?//"), list((STATIC / "vendor").rglob("*.css"))) == []


def test_pictures_carry_no_script_and_no_style() -> None:
    inline = re.compile(r"<script|<style|\son[a-z]+\s*=|style\s*=", re.IGNORECASE)

    assert places(inline, [path for path in STATIC.rglob("*.svg") if "vendor" not in path.parts]) == []


@pytest.mark.parametrize("path", templates(), ids=shown)
def test_a_template_is_well_formed(path: Path) -> None:
    ENVIRONMENT.parse(path.read_text(encoding="utf-8"), filename=shown(path))


def test_templates_decide_nothing_from_a_status() -> None:
    """A presenter hands over what to show; a template that compares states would be a second policy (C4)."""
    assert places(re.compile(r"""\bstatus\s*(?:==|!=|in)\s*[\["'(]"""), PAGES) == []


def test_templates_ask_no_database() -> None:
    queries = ("all", "filter", "exclude", "count", "exists", "order_by", "values", "first", "last")
    asked = []
    for path in PAGES:
        tree = ENVIRONMENT.parse(path.read_text(encoding="utf-8"))
        managers = [node for node in tree.find_all(Getattr) if node.attr == "objects"]
        called = [node.node for node in tree.find_all(Call) if isinstance(node.node, Getattr)]
        found = managers + [node for node in called if node.attr in queries]
        asked += [f"{shown(path)}:{node.lineno} .{node.attr}" for node in found]

    assert asked == []


def test_what_is_misspelt_fails_in_the_tests() -> None:
    """The environment of the tests refuses to print what is not defined, and only there."""
    source = "{{ no_such_name }}"
    code = ENVIRONMENT.compile(source, filename=str(TEMPLATES / "planted.html"))
    planted = ENVIRONMENT.template_class.from_code(ENVIRONMENT, code, {})

    with pytest.raises(UndefinedError, match="no_such_name"):
        planted.render()


# Between tags, outside any call: two letters or more that are no expression.
WORDS = re.compile(r">\s*([A-Za-z][a-z]+(?:\s+[A-Za-z]+)*)\s*<")


def test_every_word_on_a_page_can_be_translated() -> None:
    bare = []
    for path in PAGES:
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", "", text, flags=re.DOTALL)
        bare += [f"{shown(path)}: {found}" for found in WORDS.findall(text)]

    assert bare == []
