"""One program behind the Makefile: its commands and the words of its errors are those of `make`."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest

from scripts.cli.program import SECTIONS, run
from scripts.errors import CommandError
from scripts.paths import PROJECT

COMMANDS = [command for commands in SECTIONS.values() for command in commands]
NAMES = [str(command.name) for command in COMMANDS]
# behind the sentence stand the variables
TARGET = re.compile(
    r"^(?P<name>[a-z0-9-]+): ## (?P<sentence>.*?)(?: EMAIL= or SUB=(?:, TYPE=)?)?(?: \[.*\])?$", re.MULTILINE
)
OLDEST_THAT_IS_TOLD = (3, 7)
HEAVY = ("boto3", "botocore", "httpx", "rich", "cognito_emulator", "scripts.stack", "scripts.operator")


def test_every_target_of_the_makefile_is_a_command_with_the_same_sentence_in_the_same_order() -> None:
    targets = [found.groups() for found in TARGET.finditer((PROJECT / "Makefile").read_text())]
    assert targets == [(command.name, command.get_short_help_str(200)) for command in COMMANDS]


def test_every_target_calls_its_command_and_no_file_stands_in_its_way() -> None:
    makefile = (PROJECT / "Makefile").read_text()
    phony = " ".join(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)).split()
    assert phony == NAMES
    assert re.findall(r"^\t\$\(call run,([a-z0-9-]+)", makefile, re.MULTILINE) == NAMES[:-1]


@pytest.mark.parametrize("name", NAMES)
def test_every_command_tells_of_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help"]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"Usage: python3 -m scripts {name}")
    assert "--help" in told


@pytest.mark.parametrize("arguments", [[], ["help"], ["--help"]])
def test_without_a_command_all_of_them_are_listed(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 0
    listed = capsys.readouterr().out
    assert [name for name in NAMES if not re.search(rf"^  {name} ", listed, re.MULTILINE)] == []


@pytest.mark.parametrize(
    ("arguments", "sentence", "next_command"),
    [
        (["approve"], "make approve needs EMAIL= or SUB=, one of the two.", "make approve EMAIL="),
        (["forget", "--email", "a", "--sub", "b"], "make forget needs EMAIL= or SUB=", "make forget EMAIL="),
        (["adopt", "--email", "a@example.com"], "make adopt needs TYPE=.", "python3 -m scripts adopt --help"),
        (
            ["prune-unconfirmed", "--days", "soon"],
            "DAYS=soon is no whole number",
            "make prune-unconfirmed DAYS=7",
        ),
        (["load", "--people", "0"], "N=0 is no whole number", "make load N=200"),
        (["load", "--concurrency", "٣"], "CONCURRENCY=٣ is no whole number", "make load CONCURRENCY=16"),
        (["bench", "speed"], "There is no figure speed; there are commands, ", "make bench"),
        (["up", "--port", "http"], "PORT=http is no port", "make up PORT=4566"),
        (["up", "--tls", "yes"], "TLS=yes is neither", "make up TLS=1"),
        (["up", "--log", "all"], "LOG=all is neither", "make up LOG=debug"),
        (["up", "--issuer", "me"], "ISSUER=me is neither", "make up ISSUER=endpoint"),
        (["pending", "--aws", "--stack-file", "x"], "two stacks", "python3 -m scripts pending --help"),
        (["up", "--prot", "1"], "No such option '--prot'", "python3 -m scripts up --help"),
        (["upp"], "No such command 'upp'", "make help"),
    ],
)
def test_a_command_that_cannot_be_run_so_is_refused_in_the_words_of_make(
    arguments: list[str], sentence: str, next_command: str
) -> None:
    with pytest.raises(CommandError) as refused:
        run(arguments)
    assert sentence in str(refused.value)
    assert str(refused.value.next_command).startswith(next_command)
    assert refused.value.exit_code == 2


def test_a_setting_of_the_environment_is_an_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "http")
    with pytest.raises(CommandError, match="PORT=http is no port"):
        run(["up"])
    monkeypatch.setenv("PORT", "")
    with pytest.raises(CommandError, match="PORT=ftp is no port"):
        run(["up", "--port", "ftp"])


def test_a_log_of_the_environment_is_somebody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG", "/var/log/other")
    with pytest.raises(CommandError, match="PORT=http is no port"):
        run(["up", "--port", "http"])


def test_no_command_waits_for_what_only_another_needs() -> None:
    """To know all commands takes nothing but click."""
    imports = "import sys; import scripts.cli.program; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", imports], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert [name for name in HEAVY if name in loaded] == []


def test_what_comes_before_the_environment_needs_the_standard_library_alone() -> None:
    imports = f"import sys; sys.path.insert(0, {str(PROJECT)!r}); import scripts.launcher.launch"
    # -I -S: no site-packages, nothing of the environment
    subprocess.run([sys.executable, "-I", "-S", "-c", imports], check=True)


@pytest.mark.parametrize("file", ["__init__.py", "__main__.py", "last_word.py"])
def test_what_tells_of_an_older_python_can_be_read_by_one(file: str) -> None:
    source = (PROJECT / "scripts" / file).read_text()
    ast.parse(source, feature_version=OLDEST_THAT_IS_TOLD)
    assert not re.search(r"\bf['\"]", source)
