"""A thing that the engine has done, and what it has done on the way to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

MOST_BYTES = 64 * 1024
CUT = b"\n(the rest was left out)"


class Kind(Enum):
    """What a step is: a request to the engine, an operation that a page has asked for, a trigger of a pool, a
    function that has run, a mail or a text that was sent.
    """

    CALL = "call"
    OPERATION = "operation"
    TRIGGER = "trigger"
    INVOCATION = "invocation"
    MESSAGE = "message"


@dataclass(slots=True, eq=False)
class Step:
    """`begun` is in seconds of the epoch, `ms` how long it took, None while it runs.

    `service` and `name` are, of a call: AWS's name of the service in requests' signatures, and the operation;
    of a trigger: the pool's id, and the trigger; of a function's run: `lambda`, and the function; of a
    message: EMAIL or SMS, and to whom. `request` and `answer` are masked, at most MOST_BYTES of each.
    `headers` are those of AWS's that say something of the call itself, by their names in lower case.
    `error` is AWS's code of an error, `log` what a function has written, `trace` the Root of its trace,
    and `resource` its ARN.
    Of a root, `count` is how many steps its tree has, and `left_out` how many more it would have; `counted`
    is the recorder's.
    """

    kind: Kind
    service: str
    name: str
    begun: float
    request: bytes = field(default=b"", repr=False)
    answer: bytes = field(default=b"", repr=False)
    ms: float | None = None
    status: int = 0
    error: str = ""
    message: str = field(default="", repr=False)
    request_id: str = ""
    method: str = ""
    path: str = field(default="", repr=False)
    region: str = ""
    is_signed: bool = False
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_cold: bool | None = None
    log: str = field(default="", repr=False)
    trace: str = ""
    resource: str = ""
    number: int = 0
    parent: Step | None = field(default=None, repr=False)
    children: list[Step] = field(default_factory=list, repr=False)
    count: int = 1
    left_out: int = 0
    counted: int = 0

    @property
    def has_failed(self) -> bool:
        return bool(self.error) or self.status >= 400

    @property
    def root(self) -> Step:
        step = self
        while step.parent is not None:
            step = step.parent
        return step

    @property
    def size(self) -> int:
        """Its bytes, about: what it holds, and itself."""
        return 1024 + len(self.request) + len(self.answer) + len(self.log) + len(self.message)

    def all(self) -> Iterator[Step]:
        """This step and all within it, each before what is within it."""
        yield self
        for child in self.children:
            yield from child.all()
