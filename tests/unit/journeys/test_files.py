"""Finding files in folders and archives, and what hostile archives get."""

import zipfile
from pathlib import Path

import pytest

from apps.journeys.domain.importing import files
from apps.journeys.domain.importing.files import FoundFile, Unreadable, find_files


def reason(found: FoundFile) -> str:
    """Why a found file cannot be opened."""
    with pytest.raises(Unreadable) as refused, found.open():
        pass
    return str(refused.value)


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_folder_is_walked_in_a_fixed_order_with_archives_opened(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two").write_bytes(b"2")
    (tmp_path / "a.dcm").write_bytes(b"1")
    zipped(tmp_path / "c.zip", {"deep/er/four": b"4", "deep/three": b"3"})

    found = list(find_files(tmp_path))

    assert [one.name for one in found] == ["a.dcm", "c.zip/deep/er/four", "c.zip/deep/three", "b/two"]
    with found[2].open() as stream:
        assert stream.read() == b"3"


def test_single_file_is_found_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "one.dcm").write_bytes(b"1")

    assert [one.name for one in find_files(tmp_path / "one.dcm")] == ["one.dcm"]


def test_broken_link_is_reported_by_name(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")

    (found,) = find_files(tmp_path)

    assert (found.name, reason(found)) == ("link", "it is not a regular file, or the link leads nowhere")


def test_damaged_archive_member_is_reported(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", {"one": bytes(range(256)) * 40})
    content = bytearray(path.read_bytes())
    content[60:80] = b"\xff" * 20
    path.write_bytes(content)

    (found,) = find_files(path)

    assert reason(found) == "it cannot be unpacked from the archive"


def test_bomb_member_is_refused_by_what_comes_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "RATIO_FROM", 100_000)
    path = zipped(tmp_path / "x.zip", {"bomb": b"\0" * 2_000_000})

    (found,) = find_files(path)

    assert reason(found) == "it unpacks to an implausible size"


def test_archive_as_a_whole_has_a_budget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "x.zip", {"a": b"0123456789", "b": b"0123456789"})
    monkeypatch.setattr(files, "ARCHIVE_LIMIT", 15)

    first, second = find_files(path)

    with first.open() as stream:
        assert len(stream.read()) == 10
    assert reason(second) == "the archive unpacks to more than is allowed"


def test_archive_with_too_many_entries_is_refused_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "ENTRY_LIMIT", 2)
    path = zipped(tmp_path / "x.zip", {"a": b"", "b": b"", "c": b""})

    (found,) = find_files(path)

    assert reason(found) == "the archive holds more than 2 files"


def test_archive_inside_an_archive_is_refused_with_advice(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"a": b"1"})
    outer = zipped(tmp_path / "outer.zip", {"inner.zip": inner.read_bytes()})

    (found,) = find_files(outer)

    assert reason(found) == "it is an archive inside an archive; unpack the outer one first"


def test_hostile_names_are_shown_harmless(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", {"../../etc/\x1b[31mred": b"1"})

    (found,) = find_files(path)

    assert found.name == "x.zip/../../etc/\ufffd[31mred"
    with found.open() as stream:
        assert stream.read() == b"1"
