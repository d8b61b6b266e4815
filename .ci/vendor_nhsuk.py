"""Copies the parts of nhsuk-frontend that the pages need into static/vendor, made safe to serve from here.

Run from the repository root: ``python .ci/vendor_nhsuk.py`` (needs npm; running the product does not).
The integrity hash below is the published one: a package with other bytes stops the script.
"""

import base64
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VERSION = "10.6.1"
INTEGRITY = "sha512-PZorqQZjZx/A26yJoskCL9z0ib6AtkAyF0o4K/RHr8zRrJyXrUOCnMbjy0VNXsGO4tfTNMwqlkwATKs4a0xayw=="
TARGET = Path(__file__).resolve().parent.parent / "static" / "vendor" / "nhsuk-frontend"
INSIDE = "package/dist/nhsuk/"
LICENCE = """\
The MIT License (MIT)

Copyright (c) NHS England

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def fetch(folder: Path) -> Path:
    """The package file, its bytes checked against the published hash; stops when they differ."""
    subprocess.run(["npm", "pack", f"nhsuk-frontend@{VERSION}", "--silent"], cwd=folder, check=True)
    package = folder / f"nhsuk-frontend-{VERSION}.tgz"
    found = "sha512-" + base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    if found != INTEGRITY:
        sys.exit(f"The package's hash is {found}, not the expected {INTEGRITY}. Nothing was changed.")
    return package


def safe_css(css: str) -> str:
    """The stylesheet without remote fonts or source map, and with image addresses relative to it.

    The two font rules load Frutiger from another host: a leak of every page view, blocked by our content
    security policy, and a font licensed to NHS organisations only.
    """
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = css.replace("font-family:Frutiger W01,arial,sans-serif", "font-family:Arial,sans-serif")
    css = re.sub(r"/\*# sourceMappingURL=[^*]*\*/", "", css)
    return css.replace("url(/assets/", "url(assets/").strip() + "\n"


def safe_js(script: str) -> str:
    """The module without the comment naming a source map that is not served."""
    return re.sub(r"^//# sourceMappingURL=.*$", "", script, flags=re.MULTILINE).strip() + "\n"


def main() -> None:
    """Writes the stylesheet, the module, the images they use, the licence and the version file."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fetch(Path(folder))) as package:

        def inside(name: str) -> bytes:
            member = package.extractfile(INSIDE + name)
            if member is None:
                sys.exit(f"{name} is not in the package.")
            return member.read()

        css = safe_css(inside(f"nhsuk-frontend-{VERSION}.min.css").decode())
        script = safe_js(inside(f"nhsuk-frontend-{VERSION}.min.js").decode())
        images = sorted(set(re.findall(r"url\((assets/images/[^)\"']+)\)", css)))
        if "Frutiger" in css or "//assets.nhs.uk" in css:
            sys.exit("The stylesheet still names a remote font. Nothing was changed.")
        (TARGET / "assets" / "images").mkdir(parents=True, exist_ok=True)
        (TARGET / "nhsuk-frontend.min.css").write_text(css)
        (TARGET / "nhsuk-frontend.min.js").write_text(script)
        for image in images:
            (TARGET / image).write_bytes(inside(image))
        (TARGET / "LICENCE.txt").write_text(LICENCE)
        (TARGET / "VERSION.txt").write_text(f"nhsuk-frontend {VERSION}\nlicence: MIT\npackage integrity: {INTEGRITY}\n")


if __name__ == "__main__":
    main()
