"""The PDF itself: accessible, self-contained, repeatable, and closed to every outside file."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest

from apps.documents.domain.packs import content_hash
from apps.documents.errors import DocumentFailed
from apps.documents.pdf import BUNDLED, PrintedPdf, assets_folder, html_to_pdf
from apps.documents.printing import Imprint, document_html, preview_html
from tests.support.pdf_reading import elements_of, fonts_of, glyph_codes, page_text
from tests.unit.documents.packs import SAMPLES

EVERY_SAMPLE = pytest.mark.parametrize("sample", SAMPLES)
PUBLISHED = datetime(2026, 7, 3, 13, 5, tzinfo=UTC)


@cache
def printed(sample: str) -> PrintedPdf:
    kind, pack = SAMPLES[sample]
    imprint = Imprint(
        reference="RLP-DOC-2026-000045",
        content_version=2,
        published_at=PUBLISHED,
        content_sha256=content_hash(kind, pack),
    )
    html, pictures = document_html(kind, pack.to_json(), imprint)
    return html_to_pdf(html, pictures=pictures)


@pytest.fixture
def pdf(sample: str) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(printed(sample).content)) as opened:
        yield opened


@EVERY_SAMPLE
def test_claims_and_carries_what_pdf_ua_demands(pdf: pikepdf.Pdf) -> None:
    assert pdf.Root.MarkInfo.Marked is True
    assert str(pdf.Root.Lang) == "en-GB"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle is True
    assert "/StructTreeRoot" in pdf.Root
    with pdf.open_metadata() as xmp:
        assert xmp["pdfuaid:part"] == "1"
        assert xmp["dc:title"]
    assert all(page.Tabs == "/S" for page in pdf.pages)


@EVERY_SAMPLE
def test_independent_checker_finds_nothing(sample: str, tmp_path: Path) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(printed(sample).content)

    assert pdfua.validate(str(path)).findings == ()


@EVERY_SAMPLE
def test_headings_are_nested_without_a_gap(pdf: pikepdf.Pdf) -> None:
    levels = [int(one.tag[2:]) for one in elements_of(pdf) if one.tag.startswith("/H") and one.tag[2:].isdigit()]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in zip(levels, levels[1:], strict=False))


@EVERY_SAMPLE
def test_pictures_say_what_they_are_and_row_headers_have_a_scope(pdf: pikepdf.Pdf) -> None:
    elements = elements_of(pdf)
    pictures = [str(one.node.Alt) for one in elements if one.tag == "/Figure"]
    scopes = {str(one.node.A.Scope) for one in elements if one.tag == "/TH"}

    assert pictures == ["QR code: opens the page that checks RLP-DOC-2026-000045, version 2."]
    assert scopes == {"/Row"}


@EVERY_SAMPLE
def test_picture_lies_on_its_page(pdf: pikepdf.Pdf) -> None:
    (figure,) = [one.node for one in elements_of(pdf) if one.tag == "/Figure"]
    left, bottom, right, top = (float(edge) for edge in figure.A.BBox)

    assert 0 < left < right < float(figure.Pg.MediaBox[2])
    assert 0 < bottom < top < float(figure.Pg.MediaBox[3])
    assert right - left == pytest.approx(23 / 25.4 * 72, abs=0.5)


def test_lists_say_whether_they_are_numbered() -> None:
    with pikepdf.open(io.BytesIO(printed("normal case").content)) as pdf:
        kinds = [str(one.node.A.ListNumbering) for one in elements_of(pdf) if one.tag == "/L"]

    assert kinds == ["/None", "/Decimal", "/Disc", "/Disc", "/Disc"]


@EVERY_SAMPLE
def test_lists_hold_items_only(pdf: pikepdf.Pdf) -> None:
    children = {one.tag for one in elements_of(pdf) if one.parents and one.parents[-1] == "/L"}

    assert children <= {"/LI"}


@EVERY_SAMPLE
def test_links_are_tagged_described_and_printed(pdf: pikepdf.Pdf) -> None:
    links = [note for page in pdf.pages for note in page.get("/Annots", [])]
    tagged = [one for one in elements_of(pdf) if one.tag == "/Link"]

    assert links
    assert len(tagged) == len(links)
    assert all(str(link.Contents) and link.F == 4 and "/StructParent" in link for link in links)
    assert not [link for link in links if "?" in str(link.Contents)]


@EVERY_SAMPLE
def test_fonts_are_ours_and_embedded(pdf: pikepdf.Pdf) -> None:
    fonts = fonts_of(pdf)

    assert all(fonts.values())
    assert {name.partition("-")[0] for name in fonts} <= {"Liberation", "DejaVu"}
    assert not [name for name in fonts if "Serif" in name]


@EVERY_SAMPLE
def test_no_character_prints_as_an_empty_box(pdf: pikepdf.Pdf) -> None:
    assert 0 not in glyph_codes(pdf)


@EVERY_SAMPLE
def test_running_header_and_footer_are_artifacts(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        marks = [
            str(operands[1].get("/Type"))
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) == "BDC" and str(operands[0]) == "/Artifact"
        ]
        assert "/Pagination" in marks


@EVERY_SAMPLE
def test_every_page_prints_the_imprint(sample: str) -> None:
    kind, pack = SAMPLES[sample]
    digest = content_hash(kind, pack)
    text = page_text(printed(sample).content)
    pages = printed(sample).pages

    assert text.count("RLP-DOC-2026-000045 · Version 2 · Published 3 July 2026 at 2:05pm") == pages
    assert text.count(f"Content hash {digest[:12]}…") == pages
    assert text.count("Anonymised – do not add patient details.") == pages + 1
    assert f"Page {pages} of {pages}" in text
    assert " ".join(digest[at : at + 8] for at in range(0, 64, 8)) in text


def test_normal_case_fits_one_page_and_reads_in_order() -> None:
    text = page_text(printed("normal case").content)
    order = [
        "Subtle scaphoid",
        "Learning points",
        "1. Trace the cortex",
        "2. Look for",
        "The case",
        "The question",
        "What the images showed",
        "What the meeting agreed",
        "Pitfalls",
        "What contributed",
        "Further reading",
        "About this document",
    ]
    places = [text.index(words) for words in order]

    assert printed("normal case").pages == 1
    assert places == sorted(places)


def test_empty_documents_say_so() -> None:
    assert "No learning point was recorded for this case." in page_text(printed("empty case").content)
    assert "No topic was recorded for this meeting." in page_text(printed("empty meeting").content)


def test_over_full_document_loses_nothing() -> None:
    text = page_text(printed("over-full case").content)

    assert [n for n in range(1, 13) if f"{n}. Point {n}: check" not in text] == []
    assert [n for n in range(20) if f"Pitfall {n}" not in text] == []
    assert "[lungs]" in text
    assert "<b>{{ 7 * 7 }}</b> & co" in text


def test_same_input_gives_the_same_bytes() -> None:
    first = printed("normal case").content
    printed.cache_clear()

    assert printed("normal case").content == first


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/a.png",
        "https://example.org/a.png",
        "file:///etc/hostname",
        "data:image/png;base64,AAAA",
        "asset:../../manage.py",
        "asset:fonts/../../../manage.py",
        "ftp://example.org/a",
        "/etc/hostname",
    ],
)
@pytest.mark.parametrize(
    "markup",
    [
        '<img src="{}" alt="a">',
        '<link rel="stylesheet" href="{}">',
        '<style>p {{ background: url("{}") }}</style>',
    ],
    ids=["image", "stylesheet", "background"],
)
def test_any_other_file_stops_the_rendering(address: str, markup: str) -> None:
    html = f'<html lang="en-GB"><title>t</title>{markup.format(address)}<p>text</p></html>'

    with pytest.raises(DocumentFailed):
        html_to_pdf(html)


def test_bundled_files_are_all_there_with_their_licences() -> None:
    files: Any = [assets_folder() / name for name in BUNDLED]

    assert [path for path in files if not path.is_file()] == []
    assert {path.name for path in (assets_folder() / "fonts").glob("LICENCE-*")} == {
        "LICENCE-liberation.txt",
        "LICENCE-dejavu.txt",
    }


def test_preview_is_the_same_page_without_an_imprint() -> None:
    kind, pack = SAMPLES["normal case"]

    html = preview_html(kind, pack)

    assert "Preview, not published" in html
    assert "Trace the cortex of the scaphoid" in html
    assert "RLP-DOC" not in html
    assert "asset:" not in html
    assert "<style" not in html
    assert "style=" not in html
