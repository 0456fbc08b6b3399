"""The engine in a container of testcontainers: the extra `testcontainers`, and Docker.

with CognitoContainer() as cognito:
    cognito.engine.client("cognito-idp").create_user_pool(PoolName="pool")
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cognito_emulator import __version__
from cognito_emulator.testing.engine import CognitoEngine
from cognito_emulator.testing.errors import TestingError
from cognito_emulator.testing.mailbox import Mailbox

try:
    from docker.errors import DockerException
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.wait_strategies import LogMessageWaitStrategy
except ModuleNotFoundError as missing:
    raise ImportError(
        f"{missing.name} is not installed. Next: pip install 'cognito-emulator[testcontainers]'",
        name=missing.name,
    ) from None

IMAGE = f"healthtech-signup-flow/emulator:{__version__}"
PORT = 4566
START_SECONDS = 60
_LAST_LINES = 30


class CognitoContainer(DockerContainer):
    """As docker-compose.yml runs it: read-only, without capabilities, on a free port of this machine.

    It is there once the engine has said that it answers. `with_env("ISSUER", "endpoint")` and the like set
    what the engine's README names. Functions of the test's own cannot stand behind a trigger here: it does
    not reach the test's process.
    """

    def __init__(self, image: str = IMAGE, **settings: Any) -> None:
        super().__init__(image, **settings)
        self.with_exposed_ports(PORT)
        self.with_tmpfs_mount("/tmp", "exec,mode=1777")  # noqa: S108 - the container's own
        self.with_kwargs(read_only=True, cap_drop=["ALL"], security_opt=["no-new-privileges:true"])
        ready = LogMessageWaitStrategy(r"^Ready\.$").with_startup_timeout(timedelta(seconds=START_SECONDS))
        self.waiting_for(ready.with_poll_interval(timedelta(milliseconds=50)))

    def start(self) -> CognitoContainer:
        """Start it and wait until it answers, a minute at most. TestingError says why it does not."""
        try:
            super().start()
        except DockerException as error:
            raise TestingError(
                f"Docker cannot run {self.image}: {error}. Is Docker running, and the image built? Next, in "
                f"a checkout of the engine: docker build --tag {self.image} --file emulator/Dockerfile ."
            ) from None
        except (RuntimeError, TimeoutError):
            output = b"\n".join(self.get_logs()).decode(errors="replace")
            lines = "\n".join(output.splitlines()[-_LAST_LINES:])
            self.stop()
            raise TestingError(f"The container was not ready. Its last lines:\n{lines}") from None
        return self

    @property
    def endpoint_url(self) -> str:
        """Where every service answers, for this machine."""
        # the port is that of IPv4, and the same number of IPv6 may be another container's
        host = self.get_container_host_ip().replace("localhost", "127.0.0.1")
        return f"http://{host}:{self.get_exposed_port(PORT)}"

    @property
    def engine(self) -> CognitoEngine:
        """Clients, environment and reset, as the plugin's fixture `cognito` has them."""
        return CognitoEngine(self.endpoint_url)

    @property
    def mailbox(self) -> Mailbox:
        """The mails and texts that its pools have sent."""
        return Mailbox(self.engine)
