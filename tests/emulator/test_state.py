"""Kept state is whole: what was saved last comes back, whatever ended the emulator."""

from __future__ import annotations

import os
import stat
import threading
import uuid
from pathlib import Path

import httpx
import pytest

from cognito_emulator.state.errors import StateError
from cognito_emulator.state.new_directory import new_state_directory
from cognito_emulator.state.snapshot_file import Snapshot
from scripts.health import wait_until
from tests import http
from tests.emulator.account import PASSWORD, Account
from tests.emulator.kept_states import (
    STATE,
    again,
    companion_of,
    confirmed_person,
    kill,
    pool_ids,
    save,
    srp_log_in,
)
from tests.emulator_process import emulator_process, running_emulator


def test_what_was_saved_survives_sigkill_before_the_first_clean_stop(tmp_path: Path) -> None:
    with emulator_process(tmp_path) as emulator:
        confirmed = confirmed_person(emulator.endpoint_url)
        confirmed.pool.account.cognito.update_user_pool_client(
            UserPoolId=confirmed.pool.id,
            ClientId=confirmed.pool.client_id,
            ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        )
        waiting = confirmed.pool.sign_up()
        code = waiting.mailed_code()
        saved = save(emulator.endpoint_url, b"the deployment's record")
        confirmed_person(emulator.endpoint_url)
        kill(emulator)
    assert saved["generation"] == 1
    with running_emulator(tmp_path) as url:
        confirmed, waiting = again(url, confirmed), again(url, waiting)
        assert confirmed.log_in()["AccessToken"]
        assert srp_log_in(confirmed)["AccessToken"]
        waiting.confirm(code)
        assert waiting.status() == "CONFIRMED"
        assert len(pool_ids(url)) == 2
        assert companion_of(url).content == b"the deployment's record"


def test_what_was_answered_survives_sigkill_without_any_save(tmp_path: Path) -> None:
    with emulator_process(tmp_path) as emulator:
        confirmed = confirmed_person(emulator.endpoint_url)
        tokens = confirmed.log_in()
        waiting = confirmed.pool.sign_up()
        code = waiting.mailed_code()
        kill(emulator)
    with running_emulator(tmp_path) as url:
        confirmed, waiting = again(url, confirmed), again(url, waiting)
        cognito = confirmed.pool.account.cognito
        assert cognito.get_user(AccessToken=tokens["AccessToken"])["Username"] == confirmed.sub
        assert confirmed.log_in()["AccessToken"]
        refreshed = cognito.get_tokens_from_refresh_token(
            ClientId=confirmed.pool.client_id, RefreshToken=tokens["RefreshToken"]
        )
        assert refreshed["AuthenticationResult"]["AccessToken"]
        waiting.confirm(code)
        assert waiting.status() == "CONFIRMED"


def test_one_that_is_killed_while_it_saves_comes_back_whole(tmp_path: Path) -> None:
    ballast = os.urandom(30_000_000)  # so that writing takes as long as killing
    pools: list[str] = []
    companions = [b""]
    for round_ in range(4):
        with emulator_process(tmp_path) as emulator:
            url = emulator.endpoint_url
            assert companion_of(url).content[:1] in companions
            assert pool_ids(url) == pools
            Account(url).pool()
            pools, companion = pool_ids(url), str(round_).encode()
            companions.append(companion)
            saving = threading.Thread(target=_save_ignoring_the_end, args=(url, companion + ballast))
            before = set(tmp_path.iterdir())
            saving.start()
            while saving.is_alive() and set(tmp_path.iterdir()) == before:
                pass
            kill(emulator)
            saving.join()
    with running_emulator(tmp_path) as url:
        assert pool_ids(url) == pools
        assert companion_of(url).content[:1] in companions
    assert not list(tmp_path.glob(".*.draft"))


def test_a_change_that_has_no_end_is_undone_but_nobody_is_lost(tmp_path: Path) -> None:
    with emulator_process(tmp_path) as emulator:
        url = emulator.endpoint_url
        before = confirmed_person(url)
        gone = confirmed_person(url)
        cognito = before.pool.account.cognito
        for name in ("Readers", "Editors"):
            cognito.create_group(UserPoolId=before.pool.id, GroupName=name)
        cognito.admin_add_user_to_group(UserPoolId=before.pool.id, Username=before.name, GroupName="Editors")
        tokens = gone.log_in()
        save(url, b"two pools")
        http.post(f"{url}{STATE}/change").raise_for_status()
        during = before.pool.sign_up()
        during.confirm()
        cognito.admin_add_user_to_group(UserPoolId=before.pool.id, Username=during.name, GroupName="Readers")
        Account(url).pool()
        cognito.delete_group(UserPoolId=before.pool.id, GroupName="Editors")
        cognito.update_user_pool(UserPoolId=before.pool.id, DeletionProtection="ACTIVE")
        cognito.delete_user_pool(UserPoolId=gone.pool.id)
        kill(emulator)
    with running_emulator(tmp_path) as url:
        assert (set(pool_ids(url)), companion_of(url).content) == (
            {before.pool.id, gone.pool.id},
            b"two pools",
        )
        for person in (before, gone, during):
            assert again(url, person).log_in()["AccessToken"]
        assert (again(url, before).groups(), again(url, during).groups()) == (["Editors"], ["Readers"])
        refreshed = Account(url).cognito.get_tokens_from_refresh_token(
            ClientId=gone.pool.client_id, RefreshToken=tokens["RefreshToken"]
        )
        assert refreshed["AuthenticationResult"]["AccessToken"]
        pool = Account(url).cognito.describe_user_pool(UserPoolId=before.pool.id)["UserPool"]
        assert pool["DeletionProtection"] == "INACTIVE"


def test_a_stop_in_the_middle_of_a_change_keeps_the_last_save_and_says_so(tmp_path: Path) -> None:
    with emulator_process(tmp_path) as emulator:
        url = emulator.endpoint_url
        before = Account(url).pool()
        save(url, b"one pool")
        http.post(f"{url}{STATE}/change").raise_for_status()
        Account(url).pool()
        emulator.process.terminate()
        assert emulator.process.wait(15) == 1
        assert f"Stopped in the middle of a change, so {tmp_path} keeps" in emulator.log.read_text()
        assert "Traceback" not in emulator.log.read_text()
    with running_emulator(tmp_path) as url:
        assert (pool_ids(url), companion_of(url).content) == ([before.id], b"one pool")


def test_what_other_services_hold_survives_sigkill_but_for_the_last_second(tmp_path: Path) -> None:
    with emulator_process(tmp_path) as emulator:
        topics = Account(emulator.endpoint_url).client("sns")
        topics.create_topic(Name="kept")
        assert wait_until(lambda: any(tmp_path.glob("*.state")), 10)
        kill(emulator)
    with running_emulator(tmp_path) as url:
        assert len(Account(url).client("sns").list_topics()["Topics"]) == 1


def test_nothing_that_is_kept_shows_a_password_or_is_for_others_to_read(tmp_path: Path) -> None:
    kept, temporary = tmp_path / "kept", "Temporary-7-word"
    kept.mkdir(mode=0o755)
    umask = os.umask(0)
    try:
        with emulator_process(kept) as emulator:
            user = confirmed_person(emulator.endpoint_url)
            created = f"{uuid.uuid4().hex}@example.com"
            user.pool.account.cognito.admin_create_user(
                UserPoolId=user.pool.id,
                Username=created,
                TemporaryPassword=temporary,
                UserAttributes=[{"Name": "email", "Value": created}],
            )
            save(emulator.endpoint_url)
    finally:
        os.umask(umask)
    files = [file for file in kept.rglob("*") if file.is_file()]
    assert len([file for file in files if file.suffix == ".state"]) == 2
    assert [file.name for file in files if file.suffix == ".sqlite"] == ["user-pools.sqlite"]
    for file in files:
        content = file.read_bytes()
        for secret in (PASSWORD, temporary):
            assert secret.encode() not in content, file.name
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700


def test_no_temporary_file_of_a_killed_one_shows_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with running_emulator(tmp_path / "kept") as url:
        confirmed_person(url)
    with emulator_process(tmp_path / "kept") as emulator:
        save(emulator.endpoint_url)
        kill(emulator)
    left = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert left
    assert not [file for file in left if PASSWORD.encode() in file.read_bytes()]


def test_two_generations_are_kept_and_no_more(tmp_path: Path) -> None:
    with running_emulator(tmp_path) as url:
        for _ in range(3):
            save(url)
    assert sorted(file.name for file in tmp_path.glob("*.state")) == [
        "generation-3.state",
        "generation-4.state",
    ]


def test_objects_of_s3_are_there_after_a_restart(tmp_path: Path) -> None:
    with emulator_process(tmp_path) as emulator:
        s3 = Account(emulator.endpoint_url).client("s3")
        s3.create_bucket(Bucket="full")
        s3.create_bucket(Bucket="empty")
        s3.put_object(Bucket="full", Key="a/b c", Body=b"content")
        save(emulator.endpoint_url)
        kill(emulator)
    with running_emulator(tmp_path) as url:
        s3 = Account(url).client("s3")
        assert {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]} == {"full", "empty"}
        assert s3.get_object(Bucket="full", Key="a/b c")["Body"].read() == b"content"


def test_a_directory_made_of_a_snapshot_has_all_of_it_and_keeps_what_comes(tmp_path: Path) -> None:
    with running_emulator() as url:
        first = confirmed_person(url)
        s3 = first.pool.account.client("s3")
        s3.create_bucket(Bucket="kept")
        s3.put_object(Bucket="kept", Key="key", Body=b"content")
        snapshot = snapshot_of(url, f"made at {url}".encode())
    new_state_directory(tmp_path / "state", snapshot, "http://127.0.0.1:9")
    assert [path.name for path in tmp_path.iterdir()] == ["state"]
    with emulator_process(tmp_path / "state") as emulator:
        first = again(emulator.endpoint_url, first)
        assert first.log_in()["AccessToken"]
        s3 = first.pool.account.client("s3")
        assert s3.get_object(Bucket="kept", Key="key")["Body"].read() == b"content"
        assert companion_of(emulator.endpoint_url).content == b"made at http://127.0.0.1:9"
        second = confirmed_person(emulator.endpoint_url)
        save(emulator.endpoint_url)
        kill(emulator)
    with running_emulator(tmp_path / "state") as url:
        assert again(url, first).log_in()["AccessToken"]
        assert again(url, second).log_in()["AccessToken"]


def test_a_directory_with_a_state_is_not_made_anew(tmp_path: Path) -> None:
    with running_emulator(tmp_path / "state") as url:
        person = confirmed_person(url)
        save(url)
        snapshot = snapshot_of(url, b"")
    with pytest.raises(StateError, match="is there already, and what it keeps stays"):
        new_state_directory(tmp_path / "state", snapshot, "http://127.0.0.1:9")
    with running_emulator(tmp_path / "state") as url:
        assert again(url, person).log_in()["AccessToken"]


def snapshot_of(url: str, companion: bytes) -> Snapshot:
    answer = http.post(f"{url}{STATE}/snapshot", content=companion, timeout=30).raise_for_status()
    return Snapshot(answer.content)


def test_an_emulator_that_keeps_nothing_refuses_to_save(endpoint_url: str) -> None:
    refused = http.post(f"{endpoint_url}{STATE}", content=b"record")
    assert refused.status_code == 409
    assert "--state-dir DIR" in refused.json()["message"]


def _save_ignoring_the_end(url: str, companion: bytes) -> None:
    try:
        http.post(f"{url}{STATE}", content=companion, timeout=30)
    except httpx.HTTPError:
        return  # it was killed
