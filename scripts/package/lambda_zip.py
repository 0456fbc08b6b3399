"""Packages the handlers for Lambda (`make package`): the same sources give the same bytes, anywhere.

The zip holds lambda/ and those installed modules that it can import. Entries are sorted, dated 1980,
mode 644 and stored: zlib's output differs between machines, and Lambda's limit is far away.
"""

from __future__ import annotations

import io
import sysconfig
import zipfile
from pathlib import Path

from scripts.console import console
from scripts.errors import CommandError
from scripts.package.imported_modules import imported_files
from scripts.paths import PROJECT

SOURCES = PROJECT / "lambda"

# boto3 and what it brings stand in Lambda's Python runtimes; jmespath too, but Powertools pins its own.
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html
PROVIDED_BY_RUNTIME = frozenset({"boto3", "botocore", "dateutil", "s3transfer", "six", "urllib3"})

EARLIEST_DATE = (1980, 1, 1, 0, 0, 0)
REGULAR_FILE_644 = 0o100644 << 16
UNIX = 3


def package(output: Path) -> int:
    """Write the zip there and say so; raises as package_lambda does."""
    content = lambda_zip()
    written = _write_if_changed(output, content)
    verb = "Packaged the handlers into" if written else "Nothing changed in"
    console.print(f"[green]✓[/] {verb} {output} ({len(content) / 1000:,.0f} kB)", soft_wrap=True)
    return 0


def package_lambda(output: Path) -> Path:
    """Write the handlers' zip to `output`, which keeps its mtime if it has these bytes already; return it.

    Raises CommandError: nothing to package, a module missing or compiled, or no permission to write.
    """
    _write_if_changed(output, lambda_zip())
    return output


def lambda_zip(sources: Path = SOURCES, site_packages: Path | None = None) -> bytes:
    """Return the zip's bytes, a function of the contents of `sources` and of the installed modules alone."""
    site_packages = site_packages or Path(sysconfig.get_path("purelib"))
    own = sorted(sources.rglob("*.py"))
    if not any(file.name.endswith("_handler.py") for file in own):
        raise CommandError(f"There is no *_handler.py in {sources}", "git status lambda")
    third_party = imported_files(sources, site_packages, PROVIDED_BY_RUNTIME)
    entries = {file.relative_to(sources).as_posix(): file for file in own}
    entries |= {file.relative_to(site_packages).as_posix(): file for file in third_party}
    return _zipped({name: file.read_bytes() for name, file in entries.items()})


def _zipped(contents: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, EARLIEST_DATE)
            entry.create_system = UNIX
            entry.external_attr = REGULAR_FILE_644
            archive.writestr(entry, contents[name])
    return buffer.getvalue()


def _write_if_changed(output: Path, content: bytes) -> bool:
    """Return whether the file had to be written."""
    try:
        if output.is_file() and output.read_bytes() == content:
            return False
        output.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(output, content)
    except OSError as error:
        raise CommandError(f"{output} cannot be written: {error.strerror}") from error
    return True


def _write_whole(output: Path, content: bytes) -> None:
    partial = output.with_name(f"{output.name}.part")
    try:
        partial.write_bytes(content)
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)
