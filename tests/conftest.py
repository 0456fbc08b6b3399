"""Options that every test folder shares."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

# no test asserts how long something takes, an example of Hypothesis or the making of one included
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

ENGINES = ("embedded", "container", "localstack", "aws", "running")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        action="append",
        choices=ENGINES,
        default=[],
        help="where the end-to-end tests run, once for each --engine: `embedded`, `container` and "
        "`localstack` start an engine of their own and deploy into it (all three by default), `running` "
        "takes the stack that `make up` has deployed, `aws` the one that `terraform apply` has",
    )
    parser.addoption(
        "--yes-real-aws",
        action="store_true",
        help="with --engine aws: yes, sign people up in that account, and delete them afterwards",
    )
