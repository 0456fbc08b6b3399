"""The user pool that infra/ makes, and the function in lambda/, as they will be on AWS."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from botocore.exceptions import ClientError

HERE = Path(__file__).parent


@pytest.fixture(scope="session", autouse=True)
def package():
    with ZipFile(HERE / "lambda.zip", "w") as file:
        file.write(HERE / "lambda" / "pre_sign_up.py", "pre_sign_up.py")


@pytest.fixture
def user_pool_settings():
    return {"terraform": "infra"}


def test_somebody_of_the_clinic_signs_up_and_in(user_pool, signed_up_person):
    ada = signed_up_person(f"ada@{user_pool.outputs['clinic_domain']}")
    assert ada.sign_in().id_claims["email"] == ada.email


def test_nobody_else_signs_up(signed_up_person):
    with pytest.raises(ClientError, match="Sign up with your address at the clinic"):
        signed_up_person("mallory@example.com")
