"""microburst between the functions and the engine: faults in AWS's own wire format, by rules over HTTP."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any

import boto3
import httpx
from botocore.config import Config
from botocore.exceptions import ClientError

from scripts.free_port import free_port
from scripts.health import wait_until
from scripts.stack_file import LOCAL_ACCESS_KEY, LOCAL_SECRET_KEY, Stack
from tests import http

START_SECONDS = 30
WARM_UP_SECONDS = 60
FAULTY_SERVICES = {"dynamodb": "list_tables", "sqs": "list_queues", "cognito-idp": "list_user_pools"}
FUNCTIONS = ("post_confirmation_function_name", "repair_function_name")


@dataclass(frozen=True)
class Faults:
    """The proxy: what it is told to do, and what it has done."""

    url: str

    def add(self, **rule: Any) -> None:
        """Add a rule, in microburst's own words."""
        http.patch(f"{self.url}/_microburst/rules", json=[rule], timeout=10).raise_for_status()

    def clear(self) -> None:
        http.post(f"{self.url}/_microburst/rules", json=[], timeout=10).raise_for_status()
        http.delete(f"{self.url}/_microburst/fired", timeout=10).raise_for_status()

    def fired(self) -> int:
        """How many faults there have been since the last clear."""
        return len(http.get(f"{self.url}/_microburst/fired", timeout=10).raise_for_status().json())


@contextmanager
def faults_in_front_of(endpoint_url: str) -> Iterator[Faults]:
    """A microburst of one's own on a free port; it has ended when the body has."""
    port = free_port()
    command = [sys.executable, "-m", "microburst", "--upstream", endpoint_url, "--port", str(port)]
    with TemporaryFile() as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            faults = Faults(f"http://127.0.0.1:{port}")
            ready = wait_until(lambda: process.poll() is not None or _answers(faults), START_SECONDS)
            log.seek(0)
            assert ready, log.read().decode()
            assert process.poll() is None, log.read().decode()
            yield faults
        finally:
            process.terminate()
            process.wait(START_SECONDS)


def send_functions_through(faults: Faults, stack: Stack) -> None:
    """Make the proxy the functions' HTTP proxy: what they sign is then still what the engine receives."""
    functions = stack.client("lambda")
    for output in FUNCTIONS:
        name = stack.outputs[output]
        variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        changed = {
            **variables,
            "HTTP_PROXY": faults.url,
            "http_proxy": faults.url,
            "NO_PROXY": "",
            "no_proxy": "",
        }
        functions.update_function_configuration(FunctionName=name, Environment={"Variables": changed})
        functions.get_waiter("function_updated_v2").wait(FunctionName=name)


def warm_up(faults: Faults, stack: Stack) -> None:
    """Let the proxy read AWS's models of the services now: it answers nobody while it does."""
    faults.add(service="*", error={"code": "ThrottlingException"})
    config = Config(
        proxies={"http": faults.url}, read_timeout=WARM_UP_SECONDS, retries={"total_max_attempts": 1}
    )
    for service, operation in FAULTY_SERVICES.items():
        make_client: Any = boto3.client
        client = make_client(
            service,
            endpoint_url=stack.endpoint_url,
            region_name=stack.region,
            aws_access_key_id=LOCAL_ACCESS_KEY,
            aws_secret_access_key=LOCAL_SECRET_KEY,
            config=config,
        )
        with suppress(ClientError):
            client.get_paginator(operation).paginate(
                PaginationConfig={"MaxItems": 1, "PageSize": 1}
            ).build_full_result()
    assert faults.fired() == len(FAULTY_SERVICES)


def _answers(faults: Faults) -> bool:
    try:
        return http.get(f"{faults.url}/_microburst/health", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False
