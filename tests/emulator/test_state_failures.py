"""State that cannot be saved or restored: a sentence with the file's name, and the last good one stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import http
from tests.emulator.account import Account
from tests.emulator.kept_states import (
    STATE,
    again,
    bytes_of,
    companion_of,
    confirmed_person,
    follow,
    kill,
    pool_ids,
    refusal_of,
    save,
)
from tests.emulator_process import emulator_process, running_emulator
from tests.small_disks import small_disk


def test_a_full_disk_keeps_the_last_good_state_and_is_told_to_who_asked(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4096) as disk:
        with emulator_process(disk.path) as emulator:
            url = emulator.endpoint_url
            before = confirmed_person(url)
            save(url)
            after = confirmed_person(url)
            disk.fill()
            refused = http.post(f"{url}{STATE}")
            assert refused.status_code == 507
            sentence = refused.json()["message"]
            assert f"Cannot write {disk.path}/generation-2.state: No space left on device." in sentence
            assert "The last good state stays: generation-1.state" in sentence
            emulator.process.terminate()
            assert emulator.process.wait(15) == 1
            assert f"{sentence}\n" in emulator.log.read_text()
            assert "Traceback" not in emulator.log.read_text()
        disk.free()
        with running_emulator(disk.path) as url:
            assert pool_ids(url) == [before.pool.id, after.pool.id]
            assert again(url, before).log_in()["AccessToken"]


def test_a_disk_that_has_room_again_takes_the_next_save(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4096) as disk, running_emulator(disk.path) as url:
        disk.fill()
        assert http.post(f"{url}{STATE}").status_code == 507
        disk.free()
        assert save(url)["generation"] == 1


def test_a_directory_that_cannot_be_written_is_refused_before_anything_is_served(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4096) as disk:
        with running_emulator(disk.path):
            pass
        before = bytes_of(disk.path)
        disk.make_read_only()
        assert refusal_of(disk.path).startswith(f"Cannot write {disk.path}: Read-only file system.")
        assert bytes_of(disk.path) == before


def test_two_emulators_do_not_share_a_directory(tmp_path: Path) -> None:
    with running_emulator(tmp_path):
        assert refusal_of(tmp_path).startswith(f"Another emulator keeps its state in {tmp_path}")


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda file: file[: len(file) // 2], "is incomplete: "),
        (lambda _: b"", "is no state of this emulator."),
        (lambda _: b'{"version": 4, "serial": 7}\n', "is no state of this emulator."),
        (lambda file: file[:-1] + bytes([file[-1] ^ 1]), "was changed since it was written"),
        (lambda file: file.replace(b'"format": 2', b'"format": 3', 1), "by another release of the emulator"),
    ],
    ids=["truncated", "empty", "foreign", "changed", "newer"],
)
def test_a_damaged_state_is_refused_by_name_and_the_one_before_can_be_taken(
    tmp_path: Path, damage: Callable[[bytes], bytes], reason: str
) -> None:
    with emulator_process(tmp_path) as emulator:
        first = Account(emulator.endpoint_url).pool()
        save(emulator.endpoint_url, b"first")
        Account(emulator.endpoint_url).pool()
        save(emulator.endpoint_url, b"second")
        kill(emulator)
    newest = tmp_path / "generation-2.state"
    newest.write_bytes(damage(newest.read_bytes()))
    before = bytes_of(tmp_path)

    sentence = refusal_of(tmp_path)
    assert sentence.startswith(f"{newest} ")
    assert reason in sentence
    assert bytes_of(tmp_path) == before

    follow(sentence)
    with running_emulator(tmp_path) as url:
        assert (pool_ids(url)[0], companion_of(url).content) == (first.id, b"first")


def test_a_lost_key_is_named_and_no_other_is_made(tmp_path: Path) -> None:
    with running_emulator(tmp_path):
        pass
    (tmp_path / "key").unlink()
    assert refusal_of(tmp_path).startswith(f"{tmp_path / 'key'} is missing")
    assert not (tmp_path / "key").exists()


def test_a_directory_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    assert refusal_of(tmp_path).startswith(f"{tmp_path / 'letter.txt'} is no state of this emulator")
    assert (tmp_path / "letter.txt").read_text() == "mine"
