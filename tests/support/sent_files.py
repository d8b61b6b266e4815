"""Files as people send them, and as attackers do: made here, so that no test needs a file of somebody's."""

import io
import struct
import zlib
from typing import Any

import pikepdf
from PIL import Image, ImageDraw, ImageFont, PngImagePlugin
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.filewriter import dcmwrite
from pydicom.uid import UID, ExplicitVRLittleEndian, SecondaryCaptureImageStorage

TELLTALE = b"TELLTALE"


def picture(size: tuple[int, int] = (320, 240), words: tuple[str, ...] = (), mode: str = "L") -> Image.Image:
    """A dark picture with a bright oval, and words burned into its upper left corner."""
    image = Image.new("L", size, 20)
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.ellipse((width // 3, height // 3, width * 2 // 3, height * 5 // 6), fill=150)
    font = ImageFont.load_default(28)
    for n, line in enumerate(words):
        draw.text((20, 16 + n * 44), line, fill=255, font=font)
    return image.convert(mode)


def as_file(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The picture as a file of that kind."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def png(words: tuple[str, ...] = (), size: tuple[int, int] = (320, 240), **options: Any) -> bytes:
    """A PNG."""
    return as_file(picture(size, words), "PNG", **options)


def png_with_notes() -> bytes:
    """A PNG whose notes and tail carry something."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Patient", TELLTALE.decode())
    notes.add_itxt("XML:com.adobe.xmp", f"<x>{TELLTALE.decode()}</x>", zip=True)
    return png(pnginfo=notes) + TELLTALE


def jpeg_with_notes() -> bytes:
    """A JPEG with EXIF, a comment and a ZIP appended."""
    exif = Image.Exif()
    exif[0x010E] = TELLTALE.decode()
    exif[0x0112] = 6  # turned by a quarter
    return as_file(picture(), "JPEG", exif=exif, comment=TELLTALE) + b"PK\x03\x04" + TELLTALE


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def huge_png(width: int = 30_000, height: int = 30_000) -> bytes:
    """A small file that says it is a very large picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    packed = zlib.compress(b"\x00" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def png_with_bomb_in_notes() -> bytes:
    """A PNG with a note that unpacks to a hundred megabytes."""
    whole = png()
    bomb = b"Comment\x00\x00" + zlib.compress(b"\x00" * 100_000_000, 9)
    return whole[:33] + _chunk(b"zTXt", bomb) + whole[33:]


def moving_webp() -> bytes:
    """A WebP of two pictures."""
    return as_file(picture(mode="RGB"), "WEBP", save_all=True, append_images=[picture((320, 240), ("2",), "RGB")])


GREY = [n * 40 for n in range(80)]


def packed_in_runs(values: list[int], bits: int = 16) -> bytes:
    """A picture as DICOM's run-length planes: each row of a plane as one literal run, the high byte first."""
    width, planes = 10, [[(value >> shift) & 0xFF for value in values] for shift in range(bits - 8, -8, -8)]
    packed = [
        b"".join(bytes([width - 1, *plane[at : at + width]]) for at in range(0, len(plane), width)) for plane in planes
    ]
    starts = [64 + sum(len(one) for one in packed[:n]) for n in range(len(packed))]
    return struct.pack("<16L", len(packed), *starts, *[0] * (15 - len(packed))) + b"".join(packed)


def packed_dicom(syntax: str, pictures: list[bytes], **changes: Any) -> bytes:
    """A DICOM file of packed pictures."""
    return dicom(syntax=syntax, PixelData=encapsulate(pictures), NumberOfFrames=str(len(pictures)), **changes)


def jpeg_2000(values: list[int]) -> bytes:
    """A picture of ten by eight in sixteen bits, without loss."""
    image = Image.frombytes("I;16", (10, 8), struct.pack("<80H", *values))
    return as_file(image, "JPEG2000", irreversible=False, num_resolutions=1)


def dicom(syntax: str = ExplicitVRLittleEndian, **changes: Any) -> bytes:
    """A picture in sixteen bits with a patient's name in its header."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = SecondaryCaptureImageStorage
    meta.MediaStorageSOPInstanceUID = UID("1.2.826.0.1.3680043.99.1.1")
    meta.TransferSyntaxUID = UID(syntax)
    data = Dataset()
    data.file_meta = meta
    data.SOPClassUID, data.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    data.PatientName, data.PatientID = TELLTALE.decode(), "H1234567"
    data.Rows, data.Columns, data.SamplesPerPixel = 8, 10, 1
    data.PhotometricInterpretation = "MONOCHROME2"
    data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = 16, 12, 11, 0
    data.PixelData = struct.pack("<80H", *GREY)
    for name, value in changes.items():
        setattr(data, name, value)
    data["PixelData"].VR = "OB" if meta.TransferSyntaxUID.is_encapsulated else "OW"
    out = io.BytesIO()
    dcmwrite(out, data, enforce_file_format=True)
    return out.getvalue()


def pdf(**options: Any) -> bytes:
    """A PDF of one page with an author; `options` go to pikepdf's save."""
    return pdf_with(lambda made: None, **options)


def pdf_with(change: Any, **options: Any) -> bytes:
    """The same after `change(pdf)`."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 200))
    made.docinfo["/Author"] = TELLTALE.decode()
    with made.open_metadata() as metadata:
        metadata["dc:creator"] = [TELLTALE.decode()]
    change(made)
    out = io.BytesIO()
    made.save(out, **options)
    return out.getvalue()


def add_script(made: pikepdf.Pdf) -> None:
    """A script that runs when the file is opened."""
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def add_launch(made: pikepdf.Pdf) -> None:
    """A link on the page that starts a program."""
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("calc.exe"))
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
    made.pages[0].obj.Annots = pikepdf.Array([link])


def add_named_script(made: pikepdf.Pdf) -> None:
    """A script in the tree of names."""
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("x"))
    tree = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), made.make_indirect(script)]))
    made.Root.Names = pikepdf.Dictionary(JavaScript=tree)


def add_file(made: pikepdf.Pdf) -> None:
    """Another file inside."""
    made.attachments["payload.exe"] = b"MZ" + TELLTALE


def add_photograph(made: pikepdf.Pdf) -> None:
    """A photograph with what its camera wrote."""
    image = pikepdf.Stream(made, jpeg_with_notes())
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height, image.BitsPerComponent = 320, 240, 8
    image.ColorSpace, image.Filter = pikepdf.Name.DeviceGray, pikepdf.Name.DCTDecode
    made.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=made.make_indirect(image)))
