"""What the tests of kept state do with an emulator and its directory."""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
from pycognito import AWSSRP

from tests import http
from tests.emulator.account import PASSWORD, Account, Pool, User
from tests.emulator_process import EmulatorProcess

STATE = "/_emulator/state"
START_SECONDS = 30


def confirmed_person(url: str) -> User:
    """Somebody who has signed up and confirmed, in a pool of their own."""
    user = Account(url).pool().sign_up()
    user.confirm()
    return user


def again(url: str, user: User) -> User:
    pool = Pool(Account(url), user.pool.id, user.pool.arn, user.pool.client_id)
    return User(pool, user.name, user.email, user.sub, confirmed=user.confirmed)


def pool_ids(url: str) -> list[str]:
    listed = Account(url).cognito.list_user_pools(MaxResults=60)["UserPools"]
    return [pool["Id"] for pool in listed]


def save(url: str, companion: bytes = b"") -> dict[str, object]:
    answer = http.post(f"{url}{STATE}", content=companion, timeout=30)
    assert answer.status_code == 200, answer.text
    saved: dict[str, object] = answer.json()
    return saved


def companion_of(url: str) -> httpx.Response:
    return http.get(f"{url}{STATE}/companion", timeout=30).raise_for_status()


def kill(emulator: EmulatorProcess) -> None:
    emulator.process.send_signal(signal.SIGKILL)
    emulator.process.wait(15)


def refusal_of(state_dir: Path) -> str:
    """What an emulator says that ends instead of serving: one line."""
    command = [sys.executable, "-m", "cognito_emulator", "--port", "0", "--state-dir", str(state_dir)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=START_SECONDS, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    (line,) = ended.stderr.splitlines()
    return line


def follow(sentence: str) -> None:
    """Run the command that a refusal ends with."""
    command = re.search(r": (mv \S+ \S+)$", sentence)
    assert command, sentence
    subprocess.run(shlex.split(command[1]), check=True)


def bytes_of(directory: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in directory.iterdir()}


def srp_log_in(user: User) -> dict[str, Any]:
    """Sign in by a proof of the password; the client has to allow it."""
    pool = user.pool
    srp = AWSSRP(user.name, PASSWORD, pool.id, pool.client_id, client=pool.account.cognito)
    return dict(srp.authenticate_user()["AuthenticationResult"])
