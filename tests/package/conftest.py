"""The engine's wheel and sdist, built once for all tests of a process."""

from __future__ import annotations

import pytest

from scripts.package.distributions import Distributions, build_distributions


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    return build_distributions(directory=tmp_path_factory.mktemp("distributions") / "dist")
