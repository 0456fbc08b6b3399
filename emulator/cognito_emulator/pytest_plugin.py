"""pytest's fixtures for tests of a user pool: the functions below that are marked as such.

pytest loads this module at every start, so what only a test needs is imported when a test asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from cognito_emulator.testing.clock import Clock
    from cognito_emulator.testing.engine import CognitoEngine
    from cognito_emulator.testing.engine_process import EngineProcess
    from cognito_emulator.testing.faults import Failing
    from cognito_emulator.testing.mailbox import Mailbox
    from cognito_emulator.testing.person import Person
    from cognito_emulator.testing.terraform_directory import TerraformDirectories
    from cognito_emulator.testing.trigger import Calls, Triggers
    from cognito_emulator.testing.user_pool import UserPool

_FIXTURES = frozenset({"cognito", "user_pool"})
_DESELECTING = ("keyword", "markexpr", "deselect", "lf")
_OF_DICTIONARIES = ("pool", "client", "groups")
_OF_TERRAFORM = ("terraform", "pool", "client")
_PROCESS: pytest.StashKey[EngineProcess] = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "user_pool(pool, client, groups, terraform): what the fixture `user_pool` is made of: arguments of "
        "CreateUserPool, arguments of CreateUserPoolClient, names of groups; or a Terraform directory, "
        "beside the test's file, with the addresses of pool and client where it makes several",
    )


def pytest_itemcollected(item: pytest.Item) -> None:
    """Begin to start the engine at the first test that wants it, while the others are still collected."""
    if not any(item.config.getoption(name, None) for name in _DESELECTING):
        _start_for([item], item.config)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin to start it now where only some of the collected tests run."""
    _start_for(session.items, session.config)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    # after this, pytest-xdist gives its workers no time
    if process := session.config.stash.get(_PROCESS, None):
        process.stop()


@pytest.fixture(scope="session")
def cognito(request: pytest.FixtureRequest) -> CognitoEngine:
    """The session's engine, on a free port: `endpoint_url`, `client(service)`, `environment`, `reset()`.

    It begins empty and ends with the session. Each worker of pytest-xdist has one of its own.
    """
    from cognito_emulator.testing.engine import CognitoEngine

    return CognitoEngine(_engine_process(request.config).endpoint_url())


@pytest.fixture
def user_pool_settings(request: pytest.FixtureRequest) -> Mapping[str, Any]:
    """What `user_pool` is made of: `pool`, `client` and `groups`, or `terraform`, as the nearest mark says.

    Override it for all tests of a module or a folder.
    """
    mark = request.node.get_closest_marker("user_pool")
    if mark is None:
        return {}
    if len(mark.args) > 1:
        pytest.fail(f"user_pool takes one dictionary by position and has {len(mark.args)}.", pytrace=False)
    return {**({"pool": mark.args[0]} if mark.args else {}), **mark.kwargs}


@pytest.fixture(scope="session")
def cognito_terraform(
    cognito: CognitoEngine, tmp_path_factory: pytest.TempPathFactory
) -> TerraformDirectories:
    """The Terraform directories that were applied to the session's engine: each once."""
    from cognito_emulator.testing.terraform_directory import TerraformDirectories

    return TerraformDirectories(cognito, tmp_path_factory.mktemp("terraform"))


@pytest.fixture
def user_pool(request: pytest.FixtureRequest, user_pool_settings: Mapping[str, Any]) -> Iterator[UserPool]:
    """A pool of the test's own with an app client: `id`, `arn`, `client_id`, `issuer`, `environment`.

    People sign up by e-mail address and confirm it, unless `user_pool_settings` say otherwise. One that
    Terraform makes is there for the whole session, since an apply takes seconds, and has its `outputs`.
    """
    from cognito_emulator.testing.user_pool import new_user_pool

    known = _OF_TERRAFORM if "terraform" in user_pool_settings else _OF_DICTIONARIES
    unknown = user_pool_settings.keys() - set(known)
    if unknown:
        pytest.fail(f"user_pool knows {', '.join(known)}, and not {', '.join(unknown)}.", pytrace=False)
    if "terraform" in user_pool_settings:
        yield _user_pool_of_terraform(request, **user_pool_settings)
        return
    with new_user_pool(request.getfixturevalue("cognito"), **user_pool_settings) as pool:
        yield pool


@pytest.fixture
def mailbox(cognito: CognitoEngine) -> Mailbox:
    """The mails and texts of all pools: `code_for(address)`, `message_for(address)`, `messages()`."""
    from cognito_emulator.testing.mailbox import Mailbox

    return Mailbox(cognito)


@pytest.fixture
def signed_up_person(user_pool: UserPool, mailbox: Mailbox) -> Callable[..., Person]:
    """Signs somebody up in `user_pool` and confirms them, as often as it is called.

    `signed_up_person(username, password=…, attributes={…}, groups=[…], confirmed=True)` gives a person with
    `username`, `email`, `password`, `sub`, `sign_in()`, `attributes()`, `groups()` and `status()`.
    """
    from cognito_emulator.testing.person import signed_up

    def sign_up(username: str | None = None, **details: Any) -> Person:
        return signed_up(user_pool, mailbox, username, **details)

    return sign_up


@pytest.fixture(scope="session")
def cognito_triggers(cognito: CognitoEngine) -> Iterator[Triggers]:
    """The functions of this process's tests that stand behind triggers."""
    from cognito_emulator.testing.callback_server import callback_server
    from cognito_emulator.testing.trigger import FunctionsOfTests, Triggers

    functions = FunctionsOfTests()
    with callback_server(functions.answer) as url:
        yield Triggers(cognito, url, functions)


@pytest.fixture
def trigger(user_pool: UserPool, cognito_triggers: Triggers) -> Iterator[Callable[..., Calls]]:
    """Puts a Python function of the test behind a trigger of `user_pool`; the pool's own are back after it.

    `trigger(pre_sign_up)` goes by the function's name, `trigger(function, "PreSignUp")` by the one that is
    said; `version="V2_0"` is for PreTokenGeneration. The function gets the event, and Lambda's context where
    it takes two. It runs in the test's process, in another thread; what it raises is the Lambda function's
    error. What is given back has its `events` and `errors`.
    """
    before = user_pool.functions()

    def put(function: Callable[..., Any], name: str | None = None, *, version: str | None = None) -> Calls:
        return cognito_triggers.put(user_pool, function, name, version)

    yield put
    if user_pool.is_there() and user_pool.functions() != before:
        user_pool.update(LambdaConfig=before)


@pytest.fixture
def clock(cognito: CognitoEngine) -> Iterator[Clock]:
    """The engine's clock: `clock.advance(hours=24)` lets codes, tokens, sessions and lock-outs expire.

    It is set back after the test. The test's own process stays behind: `clock.now()` is the engine's time.
    """
    from cognito_emulator.testing.clock import Clock

    clock = Clock(cognito)
    yield clock
    clock.set_back()


@pytest.fixture
def fail(cognito: CognitoEngine) -> Iterator[Failing]:
    """Has a service's operation fail: `fail("dynamodb", "PutItem", code="ThrottlingException", times=2)`.

    Service and operation are named as in boto3 and AWS's API. `latency=2` makes it slow, alone or before the
    error; `status=…` and `probability=0.1` are there too. Functions' calls fail as well, and Cognito's
    invocation of a trigger does by `fail("lambda", "Invoke")`. `with fail(…) as fault:` ends it with the
    body, and the test's end does in any case; `fault.struck` counts.
    """
    from cognito_emulator.testing.faults import Failing

    failing = Failing(cognito)
    yield failing
    for fault in failing.asked:
        fault.remove()


def _start_for(items: list[pytest.Item], config: pytest.Config) -> None:
    wanted = (_FIXTURES.intersection(getattr(item, "fixturenames", ())) for item in items)
    if any(wanted) and not config.option.collectonly:
        _engine_process(config)


def _user_pool_of_terraform(
    request: pytest.FixtureRequest, terraform: str, pool: str | None = None, client: str | None = None
) -> UserPool:
    from cognito_emulator.testing.terraform_directory import NoTerraformError

    directories: TerraformDirectories = request.getfixturevalue("cognito_terraform")
    try:
        return directories.user_pool(request.path.parent / terraform, pool, client)
    except NoTerraformError as missing:
        pytest.skip(str(missing))


def _engine_process(config: pytest.Config) -> EngineProcess:
    from cognito_emulator.testing.engine_process import EngineProcess

    if _PROCESS not in config.stash:
        of_worker = getattr(config, "workerinput", {})  # pytest-xdist's
        config.stash[_PROCESS] = EngineProcess.start(of_worker.get("testrunuid"))
    return config.stash[_PROCESS]
