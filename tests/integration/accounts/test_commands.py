"""The commands of a first installation and of integrations."""

import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from apps.access.management.commands.write_generated_docs import pages
from apps.access.roles import Role
from apps.accounts.actors import actor_for, roles_of
from apps.accounts.domain.installing import create_organisation, create_person
from apps.accounts.models import ApiToken, Department, Site, Trust, User
from apps.core.clock import today
from apps.core.errors import Forbidden
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def run(name: str, *words: str) -> str:
    out = io.StringIO()
    call_command(name, *words, stdout=out)
    return out.getvalue()


def organisation(**changes: str) -> str:
    values = {"--trust": "RIV=Riverside Hospitals", "--department": "RIVRAD=Riverside Radiology", **changes}
    return run(
        "create_organisation", *[word for pair in values.items() for word in pair], "--site", "RIV1=St Elsewhere"
    )


def first_administrator(*more: str) -> str:
    return run(
        "create_person", "Ada@Example.org", "--name", "Ada First",
        "--department", "RIVRAD", "--role", "administrator", *more,
    )  # fmt: skip


def test_first_administrator_can_sign_in_on_an_empty_installation() -> None:
    organisation()
    printed = first_administrator()

    link = re.search(r"http://\S+", printed)
    assert link is not None
    client = Client()
    page = client.get(urlsplit(link[0]).path, follow=True)
    client.post(
        page.redirect_chain[-1][0], {"password": "lantern-marmalade-9", "password_again": "lantern-marmalade-9"}
    )
    client.post("/sign-in/", {"email": "ada@example.org", "password": "lantern-marmalade-9"})
    assert client.get("/people/").status_code == 200
    row = User.history.filter(email="ada@example.org").earliest("history_id")  # type: ignore[attr-defined]  # history()
    assert (row.actor_kind, row.actor_name, row.history_source) == ("command", "create_person", "command")


def test_password_may_be_given_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    organisation()
    monkeypatch.setattr("sys.stdin", io.StringIO("lantern-marmalade-9\n"))

    printed = first_administrator("--set-password")

    assert "lantern" not in printed
    assert User.objects.get().check_password("lantern-marmalade-9")


def test_weak_password_on_standard_input_is_refused_with_words(monkeypatch: pytest.MonkeyPatch) -> None:
    organisation()
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))

    with pytest.raises(CommandError, match="at least 12 characters"):
        first_administrator("--set-password")


def test_commands_may_be_run_twice() -> None:
    assert organisation() == organisation()
    assert first_administrator().startswith("Made")
    assert first_administrator("--role", "chair").startswith("Found")

    assert (Trust.objects.count(), Site.objects.count(), Department.objects.count()) == (1, 1, 1)
    assert roles_of(User.objects.get().pk)[0].roles == {"administrator", "chair"}
    assert User.objects.get().memberships.count() == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nobody"], "not an e-mail address"),
        (["a@example.org", "--department", "NOWHERE"], "There is no department NOWHERE"),
        (["a@example.org", "--trust", "OTHER"], "no department RIVRAD in trust OTHER"),
        (["a@example.org", "--role", "emperor"], "invalid choice"),
        (["a@example.org", "--profession", "plumber"], "invalid choice"),
    ],
)
def test_bad_person_is_refused_with_words(words: list[str], message: str) -> None:
    organisation()

    with pytest.raises(CommandError, match=message):
        run("create_person", "--name", "X", "--department", "RIVRAD", "--role", "chair", *words)
    assert User.objects.count() == 0


def test_department_of_another_trust_is_refused() -> None:
    organisation()

    with pytest.raises(CommandError, match="belongs to Riverside Hospitals"):
        organisation(**{"--trust": "SEA=Seaside"})


@pytest.mark.parametrize("pair", ["RIV", "=Name", "RIV="])
def test_code_without_a_name_is_refused(pair: str) -> None:
    with pytest.raises(CommandError, match="CODE=NAME"):
        organisation(**{"--trust": pair})


def test_pages_and_tokens_cannot_install(acting: Any) -> None:
    admin = actor_for(accounts.member(accounts.department(), Role.ADMIN))

    with pytest.raises(Forbidden):
        create_organisation(actor=admin, trust_code="X", trust_name="X", department_code="X", department_name="X")
    with pytest.raises(Forbidden):
        create_person(
            actor=admin, email="x@example.org", full_name="X", profession="other", department_code="X", roles=("chair",)
        )


def test_token_command_prints_the_token_and_nothing_else(acting: Any) -> None:
    owner = accounts.member(accounts.department(), Role.CHAIR, email="chair@example.org")

    printed = run(
        "create_api_token", "Chair@example.org", "--name", "PACS", "--days", "7",
        "--scope", "case.view", "--scope", "case.log",
    )  # fmt: skip

    token = ApiToken.objects.get()
    assert re.fullmatch(r"rlp_[\w-]{43}\n", printed)
    assert (token.owner, token.name, token.scopes) == (owner, "PACS", ["case.log", "case.view"])
    assert (token.expires_at.date() - today()).days in (6, 7)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nobody@example.org", "--name", "x"], "No active account"),
        (["gone@example.org", "--name", "x"], "No active account"),
        (["here@example.org", "--name", " "], "Give the token a name"),
        (["here@example.org", "--name", "x", "--days", "0"], "1 to 366 days"),
        (["here@example.org", "--name", "x", "--scope", "everything"], "no scope called everything"),
    ],
)
def test_bad_token_is_refused_with_words(acting: Any, words: list[str], message: str) -> None:
    accounts.person(email="gone@example.org", is_active=False)
    accounts.person(email="here@example.org")

    with pytest.raises(CommandError, match=message):
        run("create_api_token", *words)
    assert ApiToken.objects.count() == 0


def test_generated_pages_are_current() -> None:
    assert pages()
    for file, text in pages().items():
        assert file.read_text() == text, f"{file.name} is out of date: run manage.py write_generated_docs"


def test_generated_pages_are_written_and_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)

    with pytest.raises(CommandError, match=r"permissions\.md"):
        run("write_generated_docs", "--check")
    assert "permissions.md written" in run("write_generated_docs")
    assert run("write_generated_docs", "--check") == ""


def test_a_superuser_is_made_by_the_command_and_only_when_asked() -> None:
    organisation()
    first_administrator()
    assert not User.objects.get(email="ada@example.org").is_superuser

    first_administrator("--superuser")

    assert User.objects.get(email="ada@example.org").is_superuser
