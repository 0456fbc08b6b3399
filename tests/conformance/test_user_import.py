"""Importing users from a CSV file: GetCSVHeader and user import jobs."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from tests import http
from tests.conformance.endpoint import cannot_ask
from tests.conformance.pools import CHOSEN_USERNAMES, OTHER_PASSWORD, Person, Pool, Pools, some_address
from tests.conformance.refusals import refused

IMPORT_SECONDS = 20.0
ROLE = "arn:aws:iam::123456789012:role/import"
STANDARD = (
    *("name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile"),
    *("picture", "website", "email", "email_verified", "gender", "birthdate", "zoneinfo", "locale"),
    *("phone_number", "phone_number_verified", "address", "updated_at"),
)


def header(pool: Pool) -> list[str]:
    return list(pool.cognito.get_csv_header(UserPoolId=pool.id)["CSVHeader"])


def created(pool: Pool) -> dict[str, Any]:
    answer = pool.cognito.create_user_import_job(
        UserPoolId=pool.id, JobName="conformance", CloudWatchLogsRoleArn=ROLE
    )
    return dict(answer["UserImportJob"])


def row(person: Person, **values: str) -> dict[str, str]:
    """A user whose address is verified, as the file has to say it."""
    said = {"cognito:username": person.username, "email": person.address, "email_verified": "TRUE"}
    return {**said, "cognito:mfa_enabled": "FALSE", **values}


def upload(
    pool: Pool, job: dict[str, Any], *people: dict[str, str], columns: list[str] | None = None
) -> None:
    names = columns or header(pool)
    lines = [",".join(names), *(",".join(each.get(name, "") for name in names) for each in people)]
    try:
        answer = http.put(
            job["PreSignedUrl"],
            content="\n".join(lines).encode(),
            headers={"x-amz-server-side-encryption": "aws:kms"},
            trust_env=False,
        )
    except httpx.TransportError:
        cannot_ask("the address for the file does not answer")
    assert answer.status_code == 200, f"the upload is answered with {answer.status_code}"


def start(pool: Pool, job: dict[str, Any]) -> dict[str, Any]:
    answer = pool.cognito.start_user_import_job(UserPoolId=pool.id, JobId=job["JobId"])
    return dict(answer["UserImportJob"])


def described(pool: Pool, job: dict[str, Any]) -> dict[str, Any]:
    answer = pool.cognito.describe_user_import_job(UserPoolId=pool.id, JobId=job["JobId"])
    return dict(answer["UserImportJob"])


def imported(pool: Pool, *people: dict[str, str], columns: list[str] | None = None) -> dict[str, Any]:
    """The job as it is when it is over."""
    job = created(pool)
    upload(pool, job, *people, columns=columns)
    start(pool, job)
    deadline = time.monotonic() + IMPORT_SECONDS
    while time.monotonic() < deadline:
        said = described(pool, job)
        if said["Status"] not in ("Created", "Pending", "InProgress"):
            return said
        time.sleep(0.1)
    pytest.fail("the job does not end", pytrace=False)


def counts(job: dict[str, Any]) -> tuple[int, int, int]:
    return job["ImportedUsers"], job["SkippedUsers"], job["FailedUsers"]


def test_the_header_names_every_attribute_and_two_columns_more(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool-csv-header.html
    (cognito:username, cognito:mfa_enabled)."""
    names = header(pool)
    assert {*STANDARD, "custom:plan", "cognito:username", "cognito:mfa_enabled"} <= set(names)
    assert "sub" not in names


def test_a_new_job_waits_for_its_file(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-creating-import-job.html
    ("Created"). Model: UserImportJobType.PreSignedUrl."""
    job = created(pool)
    assert job["Status"] == "Created"
    assert job["PreSignedUrl"].startswith(("http://", "https://"))
    assert counts(job) == (0, 0, 0)


def test_a_started_job_is_pending(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-creating-import-job.html
    ("Status": "Pending")."""
    job = created(pool)
    upload(pool, job, row(pool.person()))
    assert start(pool, job)["Status"] == "Pending"


def test_users_come_into_the_pool_and_have_to_set_a_password(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool-password-reset.html
    ("is required to enter a new password")."""
    person = pool.person()
    job = imported(pool, row(person, name="Ada"))
    assert (job["Status"], counts(job)) == ("Succeeded", (1, 0, 0))
    user = pool.user(person)
    assert user["UserStatus"] == "RESET_REQUIRED"
    assert pool.attributes(person)["name"] == "Ada"


def test_an_imported_user_resets_the_password_and_signs_in(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool-password-reset.html
    (ForgotPassword, ConfirmForgotPassword)."""
    person = pool.person()
    imported(pool, row(person))
    answer = pool.cognito.forgot_password(ClientId=pool.client_id, Username=person.username)
    pool.cognito.confirm_forgot_password(
        ClientId=pool.client_id,
        Username=person.username,
        ConfirmationCode=pool.usable_code(person, answer),
        Password=OTHER_PASSWORD,
    )
    assert pool.log_in(person, OTHER_PASSWORD)["AuthenticationResult"]


def test_an_imported_user_is_told_nothing_where_users_are_hidden(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    ("Imported users": NotAuthorizedException instead of PasswordResetRequiredException)."""
    person = pool.person()
    imported(pool, row(person))
    with refused("NotAuthorizedException"):
        pool.log_in(person)


def test_an_imported_user_is_told_to_reset_by_a_legacy_client(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool-password-reset.html
    ("Otherwise, it returns PasswordResetRequiredException")."""
    person = pool.person()
    imported(pool, row(person))
    legacy = pool.another_client(PreventUserExistenceErrors="LEGACY")
    with refused("PasswordResetRequiredException"):
        pool.log_in(person, client_id=legacy)


def test_somebody_who_is_there_is_skipped(pool: Pool) -> None:
    """Model: UserImportJobType.SkippedUsers."""
    old, new = pool.confirmed(), pool.person()
    job = imported(pool, row(old), row(new))
    assert counts(job) == (1, 1, 0)
    assert pool.user(old)["UserStatus"] == "CONFIRMED"


@pytest.mark.parametrize(
    "wrong",
    [
        {"cognito:username": ""},
        {"cognito:mfa_enabled": ""},
        {"cognito:mfa_enabled": "TRUE"},
        {"email_verified": "FALSE"},
        {"email": ""},
        {"custom:level": "eleven"},
    ],
    ids=[
        "no name",
        "no factor",
        "a factor in a pool without",
        "unverified",
        "no address",
        "a word for a number",
    ],
)
def test_a_row_that_does_not_fit_fails(pool: Pool, wrong: dict[str, str]) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool-csv-header.html
    (the attributes that are required, and their values). Model: UserImportJobType.FailedUsers."""
    job = imported(pool, row(pool.person(), **wrong), row(pool.person()))
    assert counts(job) == (1, 0, 1)


def test_a_job_in_which_nobody_comes_in_has_failed(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-creating-import-job.html
    ("Too many users have failed or been skipped during the import.")."""
    job = imported(pool, row(pool.person(), email_verified="FALSE"))
    assert (job["Status"], counts(job)) == ("Failed", (0, 0, 1))


def test_a_comma_in_a_value_stands_after_a_backslash(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool-csv-header.html
    ("put a backslash before the comma")."""
    person = pool.person()
    imported(pool, row(person, address="1 Example Street\\, Town"))
    assert pool.attributes(person)["address"] == "1 Example Street, Town"


def test_blanks_around_a_value_are_trimmed(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool-csv-header.html
    ("leading or trailing white space in an attribute value will be trimmed")."""
    person = pool.person()
    imported(pool, row(person, name="  Ada "))
    assert pool.attributes(person)["name"] == "Ada"


def test_the_order_of_columns_does_not_matter(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool-csv-header.html
    ("The order of columns in the .csv file doesn't matter")."""
    person = pool.person()
    assert imported(pool, row(person), columns=sorted(header(pool)))["Status"] == "Succeeded"


def test_a_file_without_a_column_imports_nobody(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool-csv-header.html
    ("All columns in the header must be present")."""
    columns = [name for name in header(pool) if name != "gender"]
    assert imported(pool, row(pool.person()), columns=columns)["Status"] == "Failed"


def test_a_birthdate_is_month_day_and_year(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool-csv-header.html
    ("must be in the format mm/dd/yyyy")."""
    person = pool.person()
    assert counts(imported(pool, row(person, birthdate="02/01/1985"))) == (1, 0, 0)
    assert pool.attributes(person)["birthdate"] in ("02/01/1985", "1985-02-01")


def test_a_job_without_a_file_does_not_start(pool: Pool) -> None:
    """Model: StartUserImportJob.errors PreconditionNotMetException."""
    job = created(pool)
    with refused("PreconditionNotMetException"):
        start(pool, job)


def test_a_job_starts_once(pool: Pool) -> None:
    """Model: StartUserImportJob.errors PreconditionNotMetException; UserImportJobType.Status."""
    job = created(pool)
    upload(pool, job, *[row(pool.person(), email_verified="FALSE")] * 5000)
    start(pool, job)
    with refused("PreconditionNotMetException"):
        start(pool, job)


def test_a_pool_that_verifies_nothing_imports_nobody(pools: Pools) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool-csv-header.html
    ("If the user pool has no auto-verified attributes, the import job will not start")."""
    pool = pools.create(AutoVerifiedAttributes=None)
    with refused("PreconditionNotMetException"):
        job = created(pool)
        upload(pool, job, row(pool.person()))
        start(pool, job)


def test_a_job_that_is_not_running_is_not_stopped(pool: Pool) -> None:
    """Model: StopUserImportJob ("a running job"); StopUserImportJob.errors PreconditionNotMetException."""
    job = created(pool)
    with refused("PreconditionNotMetException"):
        pool.cognito.stop_user_import_job(UserPoolId=pool.id, JobId=job["JobId"])


def test_jobs_are_listed_the_newest_first(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-creating-import-job.html
    ("in chronological order from last created to first created")."""
    first, second = created(pool), created(pool)
    page = pool.cognito.list_user_import_jobs(UserPoolId=pool.id, MaxResults=1)
    rest = pool.cognito.list_user_import_jobs(
        UserPoolId=pool.id, MaxResults=1, PaginationToken=page["PaginationToken"]
    )
    listed = [each["JobId"] for each in (*page["UserImportJobs"], *rest["UserImportJobs"])]
    assert listed == [second["JobId"], first["JobId"]]


def test_a_job_that_is_not_there_is_not_found(pool: Pool) -> None:
    """Model: DescribeUserImportJob.errors ResourceNotFoundException."""
    with refused("ResourceNotFoundException"):
        described(pool, {"JobId": "import-nothing123"})


def test_people_with_user_names_of_their_own_are_imported_too(pools: Pools) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool-csv-header.html
    (cognito:username)."""
    pool = pools.create(**CHOSEN_USERNAMES)
    person = Person("ada-lovelace", some_address())
    imported(pool, row(person))
    assert pool.user(person)["Username"] == "ada-lovelace"


def test_an_imported_user_name_has_no_blank(pools: Pools) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool-csv-header.html
    ("it cannot contain spaces or tabs")."""
    pool = pools.create(**CHOSEN_USERNAMES)
    assert counts(imported(pool, row(Person("ada lovelace", some_address())))) == (0, 0, 1)
