"""The zip of the handlers: the same bytes wherever it is made, and all that a handler needs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from scripts.bench.cold_import import FUNCTION_ENVIRONMENT
from scripts.errors import CommandError
from scripts.package.imported_modules import imported_files
from scripts.package.lambda_zip import SOURCES, lambda_zip, package_lambda
from scripts.paths import PROJECT

SITE_PACKAGES = Path(sysconfig.get_path("purelib"))
HANDLERS = sorted(file.stem for file in SOURCES.glob("*_handler.py"))

# What Lambda's Python runtimes have beside the standard library, jmespath left out: see the packager.
RUNTIME = ("boto3", "botocore", "dateutil", "s3transfer", "six.py", "urllib3")

IGNORED_EVENT = {"version": "1", "triggerSource": "PostConfirmation_ConfirmForgotPassword", "response": {}}

INVOKE = """
import importlib, json, sys, types
zip_file, runtime, handler, event = sys.argv[1:]
sys.path += [zip_file, runtime]
module = importlib.import_module(handler)
assert module.__file__.startswith(zip_file), module.__file__
context = types.SimpleNamespace(
    function_name="f", memory_limit_in_mb=128, invoked_function_arn="arn", aws_request_id="r"
)
returned = module.lambda_handler(json.loads(event), context)
print(json.dumps(returned))
"""


@pytest.fixture(scope="module")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return package_lambda(tmp_path_factory.mktemp("package") / "lambda.zip")


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what Lambda's runtime brings, and nothing else that is installed here."""
    folder = tmp_path_factory.mktemp("runtime")
    for name in RUNTIME:
        (folder / name).symlink_to(SITE_PACKAGES / name)
    return folder


def run_isolated(source: str, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python code with neither this environment's packages nor this project in sight."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", source, *map(str, arguments)],
        env={**os.environ, **FUNCTION_ENVIRONMENT, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def names(zip_file: Path) -> list[str]:
    with zipfile.ZipFile(zip_file) as archive:
        return archive.namelist()


def test_every_handler_is_packaged() -> None:
    assert HANDLERS == ["post_confirmation_handler", "pre_sign_up_handler", "repair_handler"]


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_needs_nothing_but_the_zip_and_lambdas_runtime(
    handler: str, packaged: Path, runtime: Path
) -> None:
    imported = run_isolated(
        "import sys; sys.path += sys.argv[1:3]; __import__(sys.argv[3]).lambda_handler",
        packaged,
        runtime,
        handler,
    )

    assert imported.returncode == 0, imported.stderr


def test_the_packaged_handler_returns_an_event_that_is_no_sign_up(packaged: Path, runtime: Path) -> None:
    invoked = run_isolated(INVOKE, packaged, runtime, "post_confirmation_handler", json.dumps(IGNORED_EVENT))

    assert invoked.returncode == 0, invoked.stderr
    assert json.loads(invoked.stdout.splitlines()[-1]) == IGNORED_EVENT


@pytest.mark.parametrize("variable", ["TABLE_NAME", "USER_TYPES", "DEFAULT_USER_TYPE"])
def test_the_packaged_handler_does_not_start_without_its_settings(
    variable: str, packaged: Path, runtime: Path
) -> None:
    event = json.dumps(IGNORED_EVENT)

    started = run_isolated(INVOKE, packaged, runtime, "post_confirmation_handler", event, **{variable: ""})

    assert f"Environment variable {variable} is not set" in started.stderr


def test_the_zip_brings_nothing_that_lambdas_runtime_has(packaged: Path) -> None:
    packages = {name.partition("/")[0] for name in names(packaged)}

    assert packages.isdisjoint(RUNTIME)
    assert {name for name in packages if not (SOURCES / name).exists()} == {
        "aws_lambda_powertools",
        "jmespath",
        "typing_extensions.py",
    }


def test_the_zip_brings_no_part_of_powertools_that_no_handler_can_import(packaged: Path) -> None:
    parts = {"/".join(name.split("/")[1:3]) for name in names(packaged) if name.startswith("aws_lambda_")}

    assert not [part for part in parts if part.startswith(("event_handler/", "utilities/parser"))]


def test_the_zip_has_no_bytecode_and_no_debris(packaged: Path) -> None:
    assert all(name.endswith(".py") for name in names(packaged))


def test_checkouts_in_different_folders_at_different_times_give_the_same_bytes(tmp_path: Path) -> None:
    checkouts = [tmp_path / "one", tmp_path / "two" / "deeper"]
    for age, checkout in enumerate(checkouts):
        shutil.copytree(SOURCES, checkout, ignore=shutil.ignore_patterns("__pycache__"))
        for file in checkout.rglob("*.py"):
            file.chmod(0o600 if age else 0o664)
            os.utime(file, (1_000_000_000 + age * 86_400,) * 2)
    (checkouts[1] / "signup" / "__pycache__").mkdir()
    (checkouts[1] / "signup" / "__pycache__" / "event.cpython-313.pyc").write_bytes(b"bytecode")
    (checkouts[1] / ".event.py.swp").write_bytes(b"an editor's")

    assert lambda_zip(checkouts[0]) == lambda_zip(checkouts[1]) == lambda_zip()


def package(output: Path, umask: int = -1, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scripts.cli", "package", "--output", str(output)],
        cwd=PROJECT,
        env={**os.environ, **environment},
        umask=umask,
        capture_output=True,
        text=True,
        check=False,
    )


def test_time_zone_and_umask_leave_the_bytes_as_they_are(tmp_path: Path, packaged: Path) -> None:
    output = tmp_path / "lambda.zip"

    assert package(output, umask=0o077, TZ="Pacific/Kiritimati", LC_ALL="C").returncode == 0
    assert output.read_bytes() == packaged.read_bytes()


def test_a_zip_that_has_these_bytes_is_left_alone_and_said_to_be(tmp_path: Path) -> None:
    output = package_lambda(tmp_path / "lambda.zip")
    os.utime(output, (1_000_000_000,) * 2)

    repeated = package(output)

    assert "Nothing changed" in repeated.stdout
    assert output.stat().st_mtime == 1_000_000_000


def test_a_changed_source_gives_another_zip(tmp_path: Path) -> None:
    changed = tmp_path / "lambda"
    shutil.copytree(SOURCES, changed, ignore=shutil.ignore_patterns("__pycache__"))
    source = changed / "signup" / "event.py"
    source.write_text(source.read_text() + "\n")

    assert lambda_zip(changed) != lambda_zip()


def test_a_folder_without_handlers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"no \*_handler.py"):
        lambda_zip(tmp_path)


@pytest.mark.parametrize("output", ["folder", "file/lambda.zip"])
def test_a_zip_that_cannot_be_written_is_said_to_be_and_leaves_nothing(output: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()

    refused = package(tmp_path / output)

    assert refused.returncode == 1
    assert refused.stderr.startswith("✗")
    assert "cannot be written" in refused.stderr
    assert {file.name for file in tmp_path.iterdir()} == {"folder", "file"}


class Packages:
    """A handler's source and a folder of installed modules, to find imports in."""

    def __init__(self, folder: Path, handler: str, **modules: str) -> None:
        self.sources, self.installed = folder / "lambda", folder / "site-packages"
        self._write(self.sources / "some_handler.py", handler)
        self.installed.mkdir()
        for name, source in modules.items():
            self._write(self.installed.joinpath(*name.split("__in__")).with_suffix(".py"), source)

    def found(self) -> set[str]:
        files = imported_files(self.sources, self.installed, frozenset({"boto3"}))
        return {file.relative_to(self.installed).as_posix() for file in files}

    def owned_by(self, distribution: str, module: str, requires: Sequence[str] = ()) -> None:
        """Note a module as brought by a distribution, as an installer does."""
        about = self.installed / f"{distribution}-1.0.dist-info"
        headers = [f"Name: {distribution}", "Version: 1.0", *(f"Requires-Dist: {each}" for each in requires)]
        self._write(about / "METADATA", "\n".join(["Metadata-Version: 2.4", *headers, ""]))
        self._write(about / "RECORD", f"{module},,\n{about.name}/METADATA,,\n")

    @staticmethod
    def _write(file: Path, source: str) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source)


def test_an_import_within_a_function_counts(tmp_path: Path) -> None:
    packages = Packages(tmp_path, "import first", first="def use():\n    import second", second="", third="")

    assert packages.found() == {"first.py", "second.py"}


def test_a_module_of_a_package_brings_the_package(tmp_path: Path) -> None:
    packages = Packages(
        tmp_path,
        "from pack.inner import one",
        pack__in__inner__in__one="from . import two\nfrom ..outer import name",
        pack__in__inner__in__two="",
        pack__in__outer="name = 1",
        pack__in__unused="",
    )
    for init in ("pack/__init__.py", "pack/inner/__init__.py"):
        (packages.installed / init).write_text("")

    assert packages.found() == {
        "pack/__init__.py",
        "pack/inner/__init__.py",
        "pack/inner/one.py",
        "pack/inner/two.py",
        "pack/outer.py",
    }


def test_an_import_for_type_checkers_does_not_count(tmp_path: Path) -> None:
    handler = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import stubs\nelse:\n    import real"

    assert Packages(tmp_path, handler, stubs="", real="").found() == {"real.py"}


def test_what_the_runtime_provides_is_left_out_with_what_only_it_imports(tmp_path: Path) -> None:
    assert Packages(tmp_path, "import boto3, own", boto3="import jmespath", jmespath="", own="").found() == {
        "own.py"
    }


def test_a_module_whose_optional_package_is_absent_is_left_out_with_what_only_it_imports(
    tmp_path: Path,
) -> None:
    packages = Packages(
        tmp_path,
        "import first",
        first="def dump():\n    import models",
        models="import absent\nimport heavy",
        heavy="",
    )

    assert packages.found() == {"first.py"}


def test_a_package_that_somebody_else_has_asked_for_is_left_out(tmp_path: Path) -> None:
    packages = Packages(
        tmp_path,
        "import first",
        first="import second\ndef dump():\n    import models, heavy",
        second="",
        models="import heavy",
        heavy="",
    )
    packages.owned_by("first-of-all", "first.py", requires=["second_one>=1", 'heavy; extra == "models"'])
    packages.owned_by("second.one", "second.py")
    packages.owned_by("heavy", "heavy.py")

    assert packages.found() == {"first.py", "second.py"}


def test_a_package_that_a_handler_needs_and_nobody_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"some_handler\.py imports absent"):
        Packages(tmp_path, "import absent").found()


def test_a_compiled_module_is_refused(tmp_path: Path) -> None:
    packages = Packages(tmp_path, "import fast")
    (packages.installed / "fast.cpython-313-x86_64-linux-gnu.so").write_bytes(b"")

    with pytest.raises(CommandError, match="compiled for this machine"):
        packages.found()
