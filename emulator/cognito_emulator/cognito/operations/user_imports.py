"""Users imported from a CSV file: GetCSVHeader, and the jobs from CreateUserImportJob to their end.

Sources: the operations' pages and UserImportJobType in Cognito's API reference; "Importing users into user
pools from a
CSV file" in the developer guide, which gives the order of the jobs and the messages.
"""

from __future__ import annotations

import asyncio
import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.context import ANYBODY, Caller, Cognito
from cognito_emulator.cognito.errors import AwsError, not_found
from cognito_emulator.cognito.operations.pages import page_of, position_of, with_token
from cognito_emulator.cognito.operations.sign_up import check_names_are_free
from cognito_emulator.cognito.rules.new_user import new_user
from cognito_emulator.cognito.rules.user_import_file import FileError, RowError, columns, rows, user_in
from cognito_emulator.cognito.user import RESET_REQUIRED
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]
UPLOAD_PATH = "/_cognito/user-import/"
URL_SECONDS = 15 * 60
_JOB_SECONDS = 24 * 60 * 60
_MOST_JOBS = 1000
_CREATED, _PENDING, _IN_PROGRESS, _STOPPED = "Created", "Pending", "InProgress", "Stopped"
_FAILED, _SUCCEEDED, _EXPIRED = "Failed", "Succeeded", "Expired"
_RUNNING = frozenset({_PENDING, _IN_PROGRESS})
_tasks: set[asyncio.Task[None]] = set()


async def get_csv_header(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    return {"UserPoolId": pool.id, "CSVHeader": columns(pool)}


async def create_user_import_job(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    token = secrets.token_urlsafe(32)
    hashing = request.get("PasswordHashingAlgorithm")
    job = {
        "JobName": request["JobName"],
        "JobId": f"import-{uuid.uuid4().hex[:10]}",
        "UserPoolId": pool.id,
        "PreSignedUrl": f"{cognito.endpoint_url}{UPLOAD_PATH}{token}",
        "CreationDate": cognito.clock(),
        "Status": _CREATED,
        "CloudWatchLogsRoleArn": request["CloudWatchLogsRoleArn"],
        "ImportedUsers": 0,
        "SkippedUsers": 0,
        "FailedUsers": 0,
        **({"PasswordHashingAlgorithm": hashing} if hashing else {}),
    }
    with cognito.store.database.transaction():
        if len(cognito.store.user_imports.of_pool(pool.id)) >= _MOST_JOBS:
            raise AwsError("LimitExceededException", f"A user pool has at most {_MOST_JOBS} import jobs.")
        cognito.store.user_imports.add(job, token)
    return {"UserImportJob": job}


async def describe_user_import_job(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    return {"UserImportJob": _found(cognito, cognito.pool(caller, request["UserPoolId"]), request["JobId"])}


async def list_user_import_jobs(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    jobs = [_as_of_now(cognito, job) for job in cognito.store.user_imports.of_pool(pool.id)]
    page, token = page_of(jobs, position_of(request.get("PaginationToken"), 0), request["MaxResults"])
    return with_token({"UserImportJobs": page}, "PaginationToken", token)


async def start_user_import_job(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        job = _found(cognito, pool, request["JobId"])
        _check_may_start(cognito, pool, job)
        job = {**job, "Status": _PENDING, "StartDate": cognito.clock()}
        cognito.store.user_imports.change(job)
    task = asyncio.create_task(_run(cognito, pool, str(job["JobId"])))
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
    return {"UserImportJob": job}


async def stop_user_import_job(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        job = _found(cognito, pool, request["JobId"])
        if job["Status"] not in _RUNNING:
            raise _not_met(f"The job is not running: its status is {job['Status']}.")
        job = _over(cognito, job, _STOPPED, "The Import Job was stopped by the developer.")
    return {"UserImportJob": job}


def _found(cognito: Cognito, pool: UserPool, job_id: str) -> dict[str, Any]:
    job = cognito.store.user_imports.find(pool.id, job_id)
    if job is None:
        raise not_found(f"Import job {job_id} does not exist.")
    return _as_of_now(cognito, job)


def _as_of_now(cognito: Cognito, job: dict[str, Any]) -> dict[str, Any]:
    is_late = job["Status"] == _CREATED and cognito.clock() - job["CreationDate"] > _JOB_SECONDS
    return {**job, "Status": _EXPIRED} if is_late else job


def _check_may_start(cognito: Cognito, pool: UserPool, job: Mapping[str, Any]) -> None:
    if job["Status"] != _CREATED:
        raise _not_met(f"The job cannot be started: its status is {job['Status']}.")
    if not pool.auto_verified:
        raise _not_met("The user pool verifies neither email nor phone_number.")
    if cognito.store.user_imports.file(job) is None:
        raise _not_met("The file of the job has not been uploaded.")


def _not_met(message: str) -> AwsError:
    return AwsError("PreconditionNotMetException", message)


async def _run(cognito: Cognito, pool: UserPool, job_id: str) -> None:
    """Import a user at a time, so that others' calls go on meanwhile, and a stop is heard."""
    with cognito.store.database.transaction():
        job = cognito.store.user_imports.find(pool.id, job_id)
        if job is None or job["Status"] != _PENDING:
            return
        content = cognito.store.user_imports.file(job) or b""
        cognito.store.user_imports.change({**job, "Status": _IN_PROGRESS})
    try:
        header, *users = rows(pool, content)
    except FileError as error:
        with cognito.store.database.transaction():
            _over(cognito, {**job, "StartDate": job["StartDate"]}, _FAILED, str(error))
        return
    for row in users:
        if not _import_next(cognito, pool.id, job_id, header, row):
            return
        await asyncio.sleep(0)
    with cognito.store.database.transaction():
        job = cognito.store.user_imports.find(pool.id, job_id)
        if job and job["Status"] == _IN_PROGRESS:
            has_worked = job["ImportedUsers"] > 0 or not users
            message = "" if has_worked else "Too many users have failed or been skipped during the import."
            _over(cognito, job, _SUCCEEDED if has_worked else _FAILED, message)


def _import_next(cognito: Cognito, pool_id: str, job_id: str, header: str, row: str) -> bool:
    """Whether the job goes on."""
    with cognito.store.database.transaction():
        pool, job = cognito.store.pools.find(pool_id), cognito.store.user_imports.find(pool_id, job_id)
        if pool is None or job is None or job["Status"] != _IN_PROGRESS:
            return False
        outcome = _imported(cognito, pool, header, row)
        cognito.store.user_imports.change({**job, outcome: job[outcome] + 1})
        return True


def _imported(cognito: Cognito, pool: UserPool, header: str, row: str) -> str:
    """The count of the job that a row adds to."""
    try:
        username, attributes = user_in(pool, header, row)
        user = new_user(pool, username, attributes)
    except (RowError, AwsError):
        return "FailedUsers"
    try:
        check_names_are_free(cognito, cognito.pool(ANYBODY, pool.id), username, user)
    except AwsError:
        return "SkippedUsers"
    sub = user.username if pool.username_attributes else str(uuid.uuid4())
    cognito.store.users.add(
        pool,
        user.username,
        {"sub": sub, **user.attributes},
        status=RESET_REQUIRED,
        password=None,
        now=cognito.clock(),
    )
    return "ImportedUsers"


def _over(cognito: Cognito, job: Mapping[str, Any], status: str, message: str) -> dict[str, Any]:
    ended = {**job, "Status": status, "CompletionDate": cognito.clock()}
    if message:
        ended["CompletionMessage"] = message
    cognito.store.user_imports.change(ended)
    cognito.store.user_imports.forget_file(ended)
    return ended
