"""Cold import of the packaged handler beside a naive one, each time in a fresh process.

The naive handler is a tutorial's: `boto3.resource` for the table, a client for the pool, no logger, no
metrics, no time limits. Both are timed from the process's first statement to a handler that is ready.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from scripts.console import console
from scripts.package.lambda_zip import package_lambda

AIM = 1.2
ROUNDS = 15

OURS = "post_confirmation_handler"
NAIVE = "naive_handler"
NAIVE_SOURCE = """\
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])
cognito = boto3.client("cognito-idp")

def lambda_handler(event, context):
    return event
"""

TIMED_IMPORT = """\
import time
started = time.perf_counter()
import sys
sys.path.insert(0, sys.argv[1])
__import__(sys.argv[2])
print((time.perf_counter() - started) * 1000)
"""

FUNCTION_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "TABLE_NAME": "health_users",
    "USER_TYPES": "Doctor,Patient,Admin",
    "DEFAULT_USER_TYPE": "Patient",
    "APPROVAL_REQUIRED_USER_TYPES": "Admin",
    "REPAIR_QUEUE_URL": "https://sqs.eu-central-1.amazonaws.com/111122223333/repair",
    "POWERTOOLS_SERVICE_NAME": "bench",
    "POWERTOOLS_METRICS_NAMESPACE": "Bench",
}


@dataclass(frozen=True)
class ColdImport:
    """Medians in milliseconds."""

    ours: float
    naive: float

    @property
    def ratio(self) -> float:
        return self.ours / self.naive


def bench() -> int:
    """Measure, and print the medians and their ratio."""
    result = measure()
    mark = "[green]✓[/]" if result.ratio <= AIM else "[yellow]![/]"
    console.print(f"  naive handler, boto3.resource and a client   {result.naive:6.0f} ms")
    console.print(f"  packaged handler, Powertools included        {result.ours:6.0f} ms")
    console.print(f"{mark} {result.ratio:.2f} times the naive one (aim: at most {AIM}; medians of {ROUNDS})")
    return 0


def measure(rounds: int = ROUNDS) -> ColdImport:
    """Import each handler `rounds` times in turns, after one round that only warms the disk's cache."""
    with tempfile.TemporaryDirectory() as folder:
        code = Path(folder)
        with zipfile.ZipFile(package_lambda(code / "lambda.zip")) as archive:
            archive.extractall(code)
        (code / f"{NAIVE}.py").write_text(NAIVE_SOURCE)
        times = [(_import_ms(code, OURS), _import_ms(code, NAIVE)) for _ in range(rounds + 1)][1:]
    return ColdImport(*map(statistics.median, zip(*times, strict=True)))


def _import_ms(code: Path, module: str) -> float:
    # -B: Lambda's code folder is read-only, so no start leaves bytecode to the next; boto3 comes with its.
    process = subprocess.run(
        [sys.executable, "-I", "-B", "-c", TIMED_IMPORT, str(code), module],
        env={**os.environ, **FUNCTION_ENVIRONMENT},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(process.stdout)
