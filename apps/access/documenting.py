"""The permissions as a page for people: which role may do what, and what goes beyond roles."""

from apps.access.permissions import Permission
from apps.access.policy import BY_RELATION, CONFIDENTIAL_ROLES, CONFLICTED, Relation
from apps.access.roles import ROLES, Role
from apps.access.words import refusal_words


def permission_matrix() -> str:
    """docs/generated/permissions.md: the roles, the matrix, and the rules that are more than a role."""
    return "\n".join([*_heading(), *_roles(), *_matrix(), *_relations(), *_rules()]) + "\n"


def _heading() -> list[str]:
    return [
        "# Who may do what",
        "",
        "Written by `manage.py write_generated_docs` from `apps/access`; do not edit it by hand.",
        "A role is held in one department, for a period. What is not granted here is refused.",
        "Everybody who is signed in may use their own pages (`own.pages`).",
        "",
    ]


def _roles() -> list[str]:
    rows = [f"| `{role.value}` | {ROLES[role].name} | {ROLES[role].description} |" for role in Role]
    return ["## Roles", "", "| role | name | what it is for |", "| --- | --- | --- |", *rows, ""]


def _matrix() -> list[str]:
    head = "| permission | " + " | ".join(str(ROLES[role].name) for role in Role) + " |"
    rows = []
    for permission in Permission:
        if permission is Permission.OWN_PAGES:
            continue
        cells = ["yes" if permission in ROLES[role].permissions else "" for role in Role]
        rows.append(f"| `{permission.value}` | " + " | ".join(cells) + " |")
    return ["## Role by permission", "", head, "| --- |" + " --- |" * len(Role), *rows, ""]


def _relations() -> list[str]:
    lines = [
        "## By relation to the record",
        "",
        "For members of its department, whatever their role there. Somebody who left keeps none of it.",
        "",
        "| relation | allows |",
        "| --- | --- |",
    ]
    for relation in Relation:
        granted = sorted(permission.value for permission in BY_RELATION.get(relation, ()))
        if granted:
            lines.append(f"| {relation.value.replace('_', ' ')} | {', '.join(f'`{name}`' for name in granted)} |")
    return [*lines, ""]


def _rules() -> list[str]:
    conflicted = ", ".join(f"`{permission.value}`" for permission in sorted(CONFLICTED))
    chairs = " and ".join(sorted(str(ROLES[Role(role)].name).lower() for role in CONFIDENTIAL_ROLES))
    return [
        "## Rules that go beyond roles",
        "",
        "Asked in this order before any role is looked at; each refusal has its code and words.",
        "",
        f"1. `outside_token_scope`: a token does no more than its scopes. {refusal_words('outside_token_scope')}",
        f"2. `own_report`: an original reader is refused {conflicted}. {refusal_words('own_report')}",
        f"3. `view_first`: a reviewer without a committed view may only review. {refusal_words('view_first')}",
        f"4. `readers_first`: learning from an outcome, but for who records outcomes. {refusal_words('readers_first')}",
        f"5. `needs_second_person`: {refusal_words('needs_second_person')}",
        f"6. `confidential`: a confidential or anonymous case is read by {chairs}, and by people related to it.",
    ]
