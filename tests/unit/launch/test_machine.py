"""What the launchers tell a person whose machine lacks something, and how they count test results."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).resolve().parents[3] / ".ci"


@pytest.fixture(autouse=True)
def _scripts_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """The launchers import one another by name, from their own folder."""
    monkeypatch.syspath_prepend(str(SCRIPTS))


def script(name: str) -> ModuleType:
    """One launcher, freshly imported."""
    sys.modules.pop(name, None)
    return importlib.import_module(name)


def test_what_is_missing_is_named_with_one_command_and_exit_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = script("machine")
    monkeypatch.setattr(machine, "can_install", lambda: False)
    needs = (
        machine.Need("libfirst0", lambda: False),
        machine.Need("libsecond0", lambda: False),
        machine.Need("libthere0", lambda: True),
    )

    with pytest.raises(SystemExit) as stopped:
        machine.require(needs)

    told = capsys.readouterr().err
    assert stopped.value.code == 3
    assert "apt-get update && apt-get install -y --no-install-recommends libfirst0 libsecond0'" in told
    assert "libthere0" not in told


def test_nothing_missing_installs_nothing_and_says_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = script("machine")

    machine.require((machine.Need("libthere0", lambda: True),))

    assert capsys.readouterr() == ("", "")


def test_what_documents_need_is_on_this_machine() -> None:
    machine = script("machine")

    assert machine.missing(machine.RUN_NEEDS) == []


REPORT = """<?xml version="1.0"?><testsuites>
<testsuite name="pytest" tests="10" failures="2" errors="1" skipped="3"/></testsuites>"""


def test_results_are_counted_and_name_their_database(tmp_path: Path) -> None:
    suite = script("suite")
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    result = suite.Result("PostgreSQL", exit_code=1)

    suite.count(report, result)

    assert result.line == "PostgreSQL: 4 passed, 3 failed, 3 skipped"
    assert not result.is_good


def test_run_without_any_test_is_not_good() -> None:
    assert not script("suite").Result("SQLite", exit_code=0).is_good


def test_environment_is_made_again_when_the_lock_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = script("environment")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path)
    monkeypatch.setattr(environment, "PYTHON", Path(sys.executable))
    lock = tmp_path / environment.RUN_LOCK
    lock.write_text("django==5.2.19")
    (tmp_path / f".installed-{environment.RUN_LOCK}").write_text(environment.fingerprint(environment.RUN_LOCK))
    before = environment.is_current(environment.RUN_LOCK)

    lock.write_text("django==5.2.20")

    assert (before, environment.is_current(environment.RUN_LOCK)) == (True, False)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-postgres.txt"])
def test_lock_files_name_no_address_and_hash_everything(name: str) -> None:
    lines = (SCRIPTS.parent / name).read_text().splitlines()

    pinned = [number for number, line in enumerate(lines) if line and not line.startswith(" ")]
    assert not [line for line in lines if "://" in line]
    assert [lines[number + 1].strip()[:14] for number in pinned] == ["--hash=sha256:"] * len(pinned)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"-----BEGIN RSA " + b"PRIVATE KEY-----", "a private key"),
        (b"key = AKIA" + b"ABCDEFGHIJKLMNOP", "an access token"),
        (b"<<<<<<" + b"< HEAD\n", "a merge mark"),
        (b"x" * 4096, "4 kB is larger than 2 kB"),
    ],
)
def test_commit_guard_names_what_must_not_be_committed(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)

    complaints = script("commit_guard").complaints(path, 2048)

    assert len(complaints) == 1
    assert what in complaints[0]


def test_what_is_only_useful_is_named_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = script("machine")
    monkeypatch.setattr(machine, "can_install", lambda: False)

    machine.offer((machine.Need("libextra0", lambda: False),))

    assert "libextra0" in capsys.readouterr().err
