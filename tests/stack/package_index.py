"""A package index on this machine, with packages that are made here: whoever installs asks nobody else."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

EXECUTABLE_FILE = 0o100755
WHO = "me:secret"


@dataclass
class PackageIndex:
    """Serves what is in its folder; each request is noted, and may be held up."""

    directory: Path
    address: str = ""
    asked: list[str] = field(default_factory=list)
    goes_on: threading.Event = field(default_factory=threading.Event)

    @property
    def environment(self) -> dict[str, str]:
        """How pip is told of it, with a password that nobody is to see."""
        return {"PIP_INDEX_URL": f"http://{WHO}@{self.address}/simple"}

    def add(self, name: str, version: str, files: dict[str, str]) -> str:
        """Put a wheel of these files there; the line of a lock file for it."""
        wheel = _wheel(name, version, files)
        file = f"{name}-{version}-py3-none-any.whl"
        page = self.directory / "simple" / name / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        (page.parent / file).write_bytes(wheel)
        sha256 = hashlib.sha256(wheel).hexdigest()
        before = page.read_text() if page.exists() else "<!DOCTYPE html>"
        page.write_text(f'{before}<a href="{file}#sha256={sha256}">{file}</a>')
        return f"{name}=={version} --hash=sha256:{sha256}\n"


@contextmanager
def serving_packages(directory: Path) -> Iterator[PackageIndex]:
    """It is up for the body."""
    index = PackageIndex(directory)
    index.goes_on.set()

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            index.asked.append(self.path)
            index.goes_on.wait()
            super().do_GET()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(directory)))
    index.address = f"127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield index
    finally:
        index.goes_on.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _wheel(name: str, version: str, files: dict[str, str]) -> bytes:
    """https://packaging.python.org/en/latest/specifications/binary-distribution-format/"""
    about = f"{name}-{version}.dist-info"
    contents = {
        **files,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{path},," for path in (*contents, f"{about}/RECORD")]
    contents[f"{about}/RECORD"] = "\n".join(record) + "\n"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in contents.items():
            entry = zipfile.ZipInfo(path)
            entry.external_attr = EXECUTABLE_FILE << 16
            archive.writestr(entry, content)
    return buffer.getvalue()
