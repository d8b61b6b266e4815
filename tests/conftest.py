"""What every test has: its marker by folder, a closed network, a shuffled order and Chromium's options."""

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.network import closed_network
from tests.support.reference_data import ReferenceData, end_other_sessions

ROOT = Path(__file__).parent
FOLDERS = ("unit", "integration", "browser", "architecture", "benchmarks")
CHROMIUM = "/usr/bin/chromium"
SEED_VARIABLE = "TEST_ORDER_SEED"
# Fixtures through which a test reaches the database.
STORING = {"db", "transactional_db", "live_server"}
REFERENCE_DATA = pytest.StashKey[tuple[Any, ReferenceData]]()

# Playwright's own loop runs in the test's thread; Django would take the plain ORM there for a mistake.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
# Workers of a parallel run inherit the seed, so that all agree on the order.
os.environ.setdefault(SEED_VARIABLE, str(random.SystemRandom().randrange(10**6)))


def pytest_report_header() -> list[str]:
    """Name the database and the seed that repeats this order."""
    from django.conf import settings

    engine = str(settings.DATABASES["default"]["ENGINE"]).rpartition(".")[2]
    return [f"database: {engine}", f"order: {SEED_VARIABLE}={os.environ[SEED_VARIABLE]}"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """How the second run of `make test` leaves out what the first has shown."""
    parser.addoption(
        "--only-with-database",
        metavar="FILE",
        help="leave out the tests that are the same on every database, and write their number into FILE",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test by its folder and by what it needs; shuffle files and the tests in them."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        folder = item.path.relative_to(ROOT).parts[0] if item.path.is_relative_to(ROOT) else ""
        if folder in FOLDERS:
            item.add_marker(folder)
        if not item.get_closest_marker("django_db") and not STORING & set(getattr(item, "fixturenames", ())):
            item.add_marker("once")
        files.setdefault(item.path, []).append(item)
    chance = random.Random(os.environ[SEED_VARIABLE])  # noqa: S311 - an order, not a secret
    order = sorted(files)
    chance.shuffle(order)
    for path in order:
        chance.shuffle(files[path])
    items[:] = [item for path in order for item in files[path]]
    _leave_out(config, items)


def _leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    told = config.getoption("--only-with-database")
    if told:
        left_out = [item for item in items if item.get_closest_marker("once")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("once")]
        Path(told).write_text(str(len(left_out)), encoding="utf-8")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[None]:
    """Remember what the migrations loaded, as soon as the database is there; leave nobody in it at the end."""
    with django_db_blocker.unblock():
        request.config.stash[REFERENCE_DATA] = (django_db_blocker, ReferenceData.of_a_new_database())
    yield
    with django_db_blocker.unblock():
        end_other_sessions()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A test that commits is undone by emptying every table: what migrations loaded is then put back."""
    yield
    if nextitem is None:
        return  # the database is gone, too
    marker = item.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    if (commits or (marker and marker.kwargs.get("transaction"))) and REFERENCE_DATA in item.config.stash:
        blocker, reference_data = item.config.stash[REFERENCE_DATA]
        with blocker.unblock():
            reference_data.put_back()


@pytest.fixture(scope="session", autouse=True)
def _closed_network() -> Iterator[None]:
    """No test speaks to another machine."""
    with closed_network():
        yield


@pytest.fixture(autouse=True)
def _media_in_a_folder_of_its_own(settings: Any, tmp_path: Path) -> None:
    """Files that a test stores are its own, and gone with it."""
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, kept from calling home."""
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture
def acting() -> Iterator[Any]:
    """Everything the test writes is attributed to a command; gives its actor."""
    from apps.core.actor import acting_as, command_actor

    actor = command_actor("test")
    with acting_as(actor):
        yield actor


@pytest.fixture
def client_for(client: Any) -> Any:
    """Signs the test's browser in as a person, without the sign-in page: `client_for(person)`."""

    def sign_in(user: Any) -> Any:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
