"""The README's commands for a container and the usual tools work as they stand.

Docker compose, tflocal and awslocal are the real ones. A script stands in Terraform's place, since the
registry and so provider 6 may be out of reach: told to apply, it makes a user pool at the endpoint that
tflocal gives it.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import boto3
import pytest

from scripts.paths import PROJECT
from scripts.stack_file import LOCAL_ACCESS_KEY, LOCAL_SECRET_KEY
from tests.container.conftest import Projects, left_of
from tests.e2e.person import new_password

README = (PROJECT / "README.md").read_text()
[BLOCK] = re.findall(r"^```sh\n(docker compose .*?)^```$", README, re.MULTILINE | re.DOTALL)
*USE, DOWN = BLOCK.splitlines()
PARTS = ("emulator", "lambda", "scripts", "terraform")
FILES = ("docker-compose.yml", "Makefile", "requirements.lock", ".dockerignore")
REGION = "us-east-1"
TERRAFORM = f"""#!/usr/bin/env -S "{sys.executable}"
import os, sys
from pathlib import Path
import boto3
client_id = Path("client_id")
if "apply" in sys.argv:
    cognito = boto3.client("cognito-idp", "{REGION}")
    schema = [{{"Name": "user_type", "AttributeDataType": "String"}}]
    pool = cognito.create_user_pool(PoolName="readme", UsernameAttributes=["email"], Schema=schema)
    client = cognito.create_user_pool_client(UserPoolId=pool["UserPool"]["Id"], ClientName="readme")
    client_id.write_text(client["UserPoolClient"]["ClientId"])
elif "output" in sys.argv:
    print(client_id.read_text())
elif "version" in sys.argv:
    print('{{"terraform_version": "1.9.0"}}')
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the project, for tflocal writes beside the configuration."""
    unwanted = shutil.ignore_patterns("__pycache__", ".terraform*", "*.tfstate*", "lambda.zip")
    for part in PARTS:
        shutil.copytree(PROJECT / part, tmp_path / part, ignore=unwanted)
    for file in FILES:
        shutil.copy2(PROJECT / file, tmp_path)
    (tmp_path / ".venv").symlink_to(Path(sys.prefix))
    terraform = tmp_path / "bin" / "terraform"
    terraform.parent.mkdir()
    terraform.write_text(TERRAFORM)
    terraform.chmod(0o755)
    return tmp_path


def test_compose_tflocal_and_awslocal_sign_somebody_up(checkout: Path, projects: Projects, port: int) -> None:
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "COMPOSE_PROJECT_NAME": projects.empty,
        "PORT": str(port),
        "AWS_ENDPOINT_URL": url,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": LOCAL_ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": LOCAL_SECRET_KEY,
        "PATH": f"{checkout / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "EMAIL": f"person-{secrets.token_hex(8)}@example.com",
        "PASSWORD": new_password(),
    }
    run("\n".join(USE), checkout, environment)
    cognito = boto3.client(
        "cognito-idp",
        REGION,
        endpoint_url=url,
        aws_access_key_id=LOCAL_ACCESS_KEY,
        aws_secret_access_key=LOCAL_SECRET_KEY,
    )
    [pool] = cognito.list_user_pools(MaxResults=10)["UserPools"]
    [user] = cognito.list_users(UserPoolId=pool["Id"])["Users"]
    attributes = {pair["Name"]: pair["Value"] for pair in user["Attributes"]}
    assert (attributes["name"], attributes["custom:user_type"]) == ("Ada Lovelace", "Doctor")
    assert (checkout / "terraform" / "lambda.zip").exists()

    run(DOWN, checkout, environment)
    assert left_of(projects.empty) == {"ps": [], "volume": [], "network": []}


def run(script: str, directory: Path, environment: dict[str, str]) -> None:
    """Run these lines in a shell that ends at the first that fails."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
