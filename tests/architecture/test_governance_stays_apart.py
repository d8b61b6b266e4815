"""Nothing outside the governance app imports it or names what it keeps: nothing can route, sort or report by harm."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What mounts, wires, demonstrates or (for navigation) links to it. None of them reads a record.
MAY_NAME_THE_APP = {"apps/demo/governance.py", "apps/demo/management/commands/seed_demo.py"}
FIELDS = {
    "physical_harm", "psychological_harm", "never_event", "error_assessment", "error_words", "event_type",
    "candour", "psirf", "lfpse", "casegovernance", "candourdecision", "candourstep", "trustchoice",
}  # fmt: skip
# The words of an incident reference from a spreadsheet's heading, which names systems and no grade.
HEADINGS = {"apps/intake/domain/fields.py"}
PAGES = ("cases", "meetings", "learning", "documents", "journeys")


def modules() -> list[Path]:
    found = (ROOT / "apps").rglob("*.py")
    return sorted(one for one in found if "governance" not in one.parts and "migrations" not in one.parts)


def imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
        elif isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
    return names


def identifiers(tree: ast.AST) -> set[str]:
    """Names, attributes, keywords and whole strings, which is where a field of a query would stand."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.keyword) and node.arg:
            found.add(node.arg)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
            found.add(node.value)
    return {one.casefold() for one in found}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_outside_imports_it_or_names_its_fields(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    tree = ast.parse(path.read_text())

    if name not in MAY_NAME_THE_APP:
        assert not {one for one in imported(tree) if one.startswith("apps.governance")}
        named = {one for one in identifiers(tree) if any(field in one for field in FIELDS)}
        assert not named or name in HEADINGS


@pytest.mark.parametrize("folder", PAGES)
def test_no_template_of_a_case_or_a_meeting_names_them(folder: str) -> None:
    for path in (ROOT / "templates" / folder).rglob("*.html"):
        text = path.read_text().casefold()
        assert not [field for field in FIELDS if field in text], path.name
        assert "harm" not in text.replace("pharm", ""), path.name
