"""What `python -m scripts` installs before it runs a command: by uv or by pip, whole, once, by hash.

The packages are made here and served by an index on this machine; uv is the real one.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.health import wait_until
from scripts.launcher.needs import LOCKS
from scripts.paths import PROJECT
from tests.small_disks import small_disk
from tests.stack.package_index import PackageIndex, serving_packages

UV = Path(sysconfig.get_path("scripts")) / "uv"
# not the one of this environment: beside that is a uv, which is taken
PYTHON = str(Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}")
COMMAND = "import os, sys, thing\nprint('ran', *sys.argv[1:], thing.NUMBER, os.environ.get('PORT', '-'))\n"
SECONDS = 60
SAYS_UV, SAYS_PIP = "requirements.lock, once, by uv\n", "by pip, which takes longer"
SAYS_FETCHED = "requirements.lock, once, by uv of the package index\n"


@dataclass(frozen=True)
class NewCheckout:
    """A checkout in which nothing is installed, of this launcher and a command that imports a package."""

    root: Path
    index: PackageIndex
    python: str = PYTHON

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of this machine's but a folder of programs."""
        settings = {"HOME": str(self.root / "home"), "PIP_CONFIG_FILE": os.devnull, "LC_ALL": "C.UTF-8"}
        return {"PATH": str(self.programs), **settings, **self.index.environment}

    @property
    def programs(self) -> Path:
        return self.root / "programs"

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    def lock(self, *lines: str, file: str = "requirements.lock") -> None:
        (self.root / file).write_text("".join(lines))

    def add_uv(self) -> None:
        (self.programs / "uv").symlink_to(UV)

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments or ("status",)),
            cwd=self.root,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    def command(self, *arguments: str) -> Sequence[str]:
        return [self.python, "-m", "scripts", *arguments]

    def noted(self) -> set[str]:
        notes = self.venv / "installed"
        return {note.name for note in notes.iterdir()} if notes.exists() else set()


@pytest.fixture
def index(tmp_path: Path) -> Iterator[PackageIndex]:
    with serving_packages(tmp_path / "index") as serving:
        yield serving


@pytest.fixture
def checkout(tmp_path: Path, index: PackageIndex) -> NewCheckout:
    root = tmp_path / 'a "checkout" of Zoë\'s'
    shutil.copytree(PROJECT / "scripts" / "launcher", root / "scripts" / "launcher")
    for file in (PROJECT / "scripts").glob("*.py"):
        shutil.copy2(file, root / "scripts")
    (root / "scripts" / "cli").mkdir()
    (root / "scripts" / "cli" / "__main__.py").write_text(COMMAND)
    (root / "emulator" / "cognito_emulator").mkdir(parents=True)
    (root / "emulator" / "cognito_emulator" / "__init__.py").write_text("")
    made = NewCheckout(root, index)
    made.programs.mkdir()
    made.lock(thing(index))
    made.lock("uv==1.0 --hash=sha256:" + "0" * 64, file="requirements-uv.lock")
    return made


def thing(index: PackageIndex, version: str = "1.0") -> str:
    """The package that the command imports, and a program of it."""
    program = "#!python\nimport thing\nprint(1)\n"
    files = {"thing.py": f"NUMBER = '{version}'\n", f"thing-{version}.data/scripts/thing": program}
    return index.add("thing", version, files)


def real_uv(index: PackageIndex) -> str:
    """A package of the index by the name of uv: what is in it is this machine's."""
    script = f'#!/bin/sh\nexec "{UV}" "$@"\n'
    return index.add("uv", "1.0", {"uv-1.0.data/scripts/uv": script})


def test_by_uv_where_it_is_on_path_and_once(checkout: NewCheckout, index: PackageIndex) -> None:
    checkout.add_uv()
    first = checkout.run("demo", "--name", "Zoë's")
    assert (first.returncode, first.stderr) == (0, "")
    assert SAYS_UV in first.stdout
    assert SAYS_PIP not in first.stdout
    assert first.stdout.endswith("ran demo --name Zoë's 1.0 -\n")
    asked = len(index.asked)
    second = checkout.run()
    assert second.stdout == "ran status 1.0 -\n"
    assert len(index.asked) == asked > 0


def test_by_the_uv_that_is_beside_the_python_that_runs(checkout: NewCheckout) -> None:
    assert Path(sys.executable).with_name("uv") == UV
    beside = NewCheckout(checkout.root, checkout.index, sys.executable)
    assert SAYS_UV in beside.run().stdout


def test_by_a_uv_of_the_package_index_which_is_gone_afterwards(
    checkout: NewCheckout, index: PackageIndex
) -> None:
    checkout.lock(real_uv(index), file="requirements-uv.lock")
    first = checkout.run()
    assert SAYS_FETCHED in first.stdout, first.stderr
    assert first.stdout.endswith("ran status 1.0 -\n")
    assert SAYS_PIP not in first.stdout
    assert not (checkout.venv / ".uv").exists()
    assert shutil.which("uv", path=str(checkout.venv / "bin")) is None


def test_by_pip_where_no_uv_is_to_be_had_and_one_line_says_so(checkout: NewCheckout) -> None:
    first = checkout.run()
    assert first.stdout.endswith("ran status 1.0 -\n"), first.stderr
    [line] = [line for line in first.stdout.splitlines() if SAYS_PIP in line]
    assert "no uv to be had" in line
    assert checkout.index.address not in first.stdout


def test_where_python_has_ensurepip_alone(checkout: NewCheckout, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "bare")], check=True)
    bare = NewCheckout(checkout.root, checkout.index, str(tmp_path / "bare" / "bin" / "python"))
    assert bare.run().stdout.endswith("ran status 1.0 -\n")


@pytest.mark.parametrize("by_uv", [True, False])
def test_what_has_another_hash_is_not_installed_and_the_next_run_goes_on(
    checkout: NewCheckout, index: PackageIndex, *, by_uv: bool
) -> None:
    if by_uv:
        checkout.add_uv()
    right = (checkout.root / "requirements.lock").read_text()
    checkout.lock(right[:-65] + "0" * 64 + "\n")
    refused = checkout.run()
    assert refused.returncode == 1
    assert "ran" not in refused.stdout
    first, *_, last = refused.stderr.splitlines()
    assert first == "✗ requirements.lock could not be installed:"
    assert last == "  next: check the connection (pip config list), then: make status"
    assert checkout.noted() == set()
    assert "secret" not in refused.stdout + refused.stderr
    assert index.address not in refused.stdout + refused.stderr
    checkout.lock(right)
    assert checkout.run().stdout.endswith("ran status 1.0 -\n")


def test_a_changed_lock_is_installed_anew(checkout: NewCheckout, index: PackageIndex) -> None:
    checkout.add_uv()
    checkout.run()
    checkout.lock(thing(index, "2.0"))
    again = checkout.run()
    assert SAYS_UV in again.stdout
    assert again.stdout.endswith("ran status 2.0 -\n")


def test_who_has_everything_installs_no_part_of_it(checkout: NewCheckout, index: PackageIndex) -> None:
    checkout.add_uv()
    for file in LOCKS.values():
        checkout.lock(thing(index), file=file)
    assert "requirements-dev.lock, once" in checkout.run("test").stdout
    assert checkout.noted() == set(LOCKS)
    assert checkout.run("chromium").stdout == "ran chromium 1.0 -\n"


@pytest.mark.parametrize("kilobytes", [8, 300])
def test_a_full_disk_is_told_and_the_next_run_goes_on(
    checkout: NewCheckout, index: PackageIndex, kilobytes: int
) -> None:
    """It is full before the environment is there, and while a package comes."""
    checkout.add_uv()
    checkout.lock(index.add("thing", "3.0", {"thing.py": "NUMBER = 3\n", "thing_data.py": "#" * 500_000}))
    with small_disk(checkout.venv, kilobytes):
        full = checkout.run()
        assert full.returncode == 1
        assert "ran" not in full.stdout
        first, *_, last = full.stderr.splitlines()
        assert first.startswith("✗ ")
        assert "o space left on device" in full.stderr
        assert last.endswith("make status")
        assert checkout.noted() == set()
    assert checkout.run().stdout.endswith("ran status 3 -\n")


def test_without_an_index_in_reach_the_error_is_told_once(checkout: NewCheckout) -> None:
    nowhere = checkout.run(PIP_INDEX_URL="http://me:secret@127.0.0.1:1/simple")
    assert nowhere.returncode == 1
    assert "no uv to be had" in nowhere.stdout
    lines = nowhere.stderr.splitlines()
    assert (lines[0], lines[-1]) == (
        "✗ requirements.lock could not be installed:",
        "  next: check the connection (pip config list), then: make status",
    )
    assert sum("Connection refused" in line for line in lines) == 1
    assert "127.0.0.1" not in nowhere.stdout + nowhere.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_installation_is_gone_on_with_by_the_next(
    checkout: NewCheckout, index: PackageIndex, number: signal.Signals
) -> None:
    checkout.add_uv()
    index.goes_on.clear()
    with subprocess.Popen(
        checkout.command("status"),
        cwd=checkout.root,
        env=checkout.environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        assert wait_until(lambda: len(index.asked) > 0, SECONDS)
        process.send_signal(number)
        _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 128 + number
    name = "Ctrl-C" if number == signal.SIGINT else "SIGTERM"
    assert errors == f"\nInterrupted by {name}. Nothing is lost: run the same command again to go on.\n"
    assert checkout.noted() == set()
    index.goes_on.set()
    assert checkout.run().stdout.endswith("ran status 1.0 -\n")


def test_half_an_environment_is_made_anew(checkout: NewCheckout) -> None:
    checkout.add_uv()
    checkout.run()
    (checkout.venv / "bin" / "python").unlink()
    (checkout.venv / "bin" / "python").symlink_to("/nowhere/python")
    assert checkout.run().stdout.endswith("ran status 1.0 -\n")


def test_another_python_than_the_environments_is_noticed(checkout: NewCheckout) -> None:
    checkout.add_uv()
    checkout.run()
    config = checkout.venv / "pyvenv.cfg"
    config.write_text(config.read_text().replace(f"version = {sys.version.split()[0]}", "version = 3.99.1"))
    refused = checkout.run(PYTHON="/opt/python")
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert refused.returncode == 1
    assert refused.stderr == (
        f"✗ PYTHON=/opt/python is Python {here}, and .venv is one of Python 3.99.\n"
        "  next: rm -r .venv && make up PYTHON=/opt/python\n"
    )


def test_a_program_of_a_package_and_the_engine_are_found_wherever_the_checkout_is(
    checkout: NewCheckout,
) -> None:
    checkout.add_uv()
    checkout.run()
    moved = checkout.root.rename(checkout.root.with_name("moved `elsewhere`"))
    program = subprocess.run([moved / ".venv" / "bin" / "thing"], capture_output=True, text=True, check=False)
    assert program.stdout == "1\n", program.stderr
    engine = "import cognito_emulator; print(cognito_emulator.__file__)"
    found = subprocess.run(
        [moved / ".venv" / "bin" / "python", "-c", engine], capture_output=True, text=True, check=True
    )
    assert found.stdout.startswith(str(moved))


def test_a_program_that_pip_installs_is_found_too(checkout: NewCheckout) -> None:
    checkout.run()
    program = subprocess.run(
        [checkout.venv / "bin" / "thing"], capture_output=True, text=True, check=False, timeout=SECONDS
    )
    assert program.stdout == "1\n", program.stderr


def test_e2e_without_a_stack_installs_nothing(checkout: NewCheckout, index: PackageIndex) -> None:
    refused = checkout.run("e2e")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "✗ No stack runs.\n  next: make up\n"
    assert (index.asked, checkout.venv.exists()) == ([], False)


def test_e2e_with_a_stack_file_of_an_engine_that_is_gone_installs_nothing(checkout: NewCheckout) -> None:
    (checkout.root / ".local").mkdir()
    (checkout.root / ".local" / "stack.json").write_text('{"endpoint_url": "http://127.0.0.1:9"}')
    refused = checkout.run("e2e")
    assert refused.stderr == "✗ No stack runs: nothing answers at http://127.0.0.1:9.\n  next: make up\n"
    assert not checkout.venv.exists()


def test_clean_where_nothing_runs_installs_nothing_and_leaves_nothing(checkout: NewCheckout) -> None:
    for made in (".local/deployments", ".venv/lib"):
        (checkout.root / made).mkdir(parents=True)
    assert checkout.run("clean").returncode == 0
    assert {path.name for path in checkout.root.iterdir()} & {".local", ".venv"} == set()


def test_a_setting_of_env_reaches_the_command_where_the_environment_has_none(checkout: NewCheckout) -> None:
    checkout.add_uv()
    (checkout.root / ".env").write_text("PORT=4567\n")
    assert checkout.run().stdout.endswith("ran status 1.0 4567\n")
    assert checkout.run(PORT="4568").stdout == "ran status 1.0 4568\n"


@pytest.mark.parametrize("python", [None, "python3.9"])
def test_a_python_that_is_too_old_is_told_in_a_sentence(checkout: NewCheckout, python: str | None) -> None:
    environment = {"PYTHON": python} if python else {}
    assert told_where(checkout, "sys.version_info = (3, 9, 1)", **environment) == (
        f"✗ {python or 'python3'} is older than Python 3.10.\n  next: make up PYTHON=/path/to/python3.13\n"
    )


def test_windows_is_told_of_its_subsystem_for_linux(checkout: NewCheckout) -> None:
    assert told_where(checkout, "import os; os.name = 'nt'") == (
        "✗ Windows has not what this needs: it runs in the Windows Subsystem for Linux.\n"
        "  next: wsl --install\n"
    )


def test_a_python_that_is_too_old_takes_the_one_that_was_installed_with(checkout: NewCheckout) -> None:
    checkout.add_uv()
    checkout.run()
    python = checkout.venv / "bin" / "python"
    python.unlink()
    python.write_text('#!/bin/sh\necho "$@" >&2\nexit 1\n')
    python.chmod(0o755)
    assert told_where(checkout, "sys.version_info = (3, 9, 1)") == "-m scripts up\n"


def told_where(checkout: NewCheckout, pretended: str, **environment: str) -> str:
    """What who runs `python -m scripts up` is told; but for these two files nothing can be read there."""
    begin = f"import runpy, sys; {pretended}; sys.argv = ['-m', 'up']; sys.path.insert(0, '.')"
    shutil.rmtree(checkout.root / "scripts" / "launcher")
    (checkout.root / "scripts" / "interrupts.py").unlink()
    told = subprocess.run(
        [sys.executable, "-c", f"{begin}; runpy.run_module('scripts', run_name='__main__')"],
        cwd=checkout.root,
        env={**checkout.environment, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    return told.stderr
