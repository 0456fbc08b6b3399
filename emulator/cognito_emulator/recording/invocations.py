"""Every run of a function, whoever has it run: a trigger, a queue, a caller of Lambda's API.

MiniStack has one place through which each run goes, whatever runs it, and looks it up in its module each
time, as it does what a trace is called and how an environment is started: they are replaced there. A run
has a trace of its own, as on AWS, where `_X_AMZN_TRACE_ID` changes with each invocation; AWS's SDKs send it
along with all that a function calls, so a call is told by its own header which run has made it, however many
run at once. Source: "Defined runtime environment variables" and "Recursive loop detection" in AWS's Lambda
guide.
"""

from __future__ import annotations

import contextvars
import json
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any

from cognito_emulator.recording import current
from cognito_emulator.recording.masking import kept
from cognito_emulator.recording.recorder import Recorder
from cognito_emulator.recording.step import Kind, Step

_run: contextvars.ContextVar[Step | None] = contextvars.ContextVar("recorded_run", default=None)


def record_invocations(lambda_runtime: Any, lambda_svc: Any, recorder: Recorder) -> None:
    """Have these modules of MiniStack record what they run; once more, and it is for the newer recorder."""
    execute = _original(lambda_svc._execute_function)
    lambda_svc._execute_function = _recording(execute, lambda_svc._function_config_scope_mismatch, recorder)
    lambda_svc._xray_trace_id_for_invocation = _told(_original(lambda_svc._xray_trace_id_for_invocation))
    for worker in (lambda_runtime.Worker, lambda_runtime.ProvidedWorker):
        worker._spawn = _noting_a_start(_original(worker._spawn))


def _original(function: Any) -> Any:
    return getattr(function, "__wrapped__", function)


def _recording(
    execute: Callable[..., Any], is_elsewhere: Callable[..., bool], recorder: Recorder
) -> Callable[..., Any]:
    def run(func: Mapping[str, Any], event: Any) -> Any:
        config = func.get("config") or func
        if is_elsewhere(config):  # in another Region or account: it comes by here again, there
            return execute(func, event)
        here = current.place()
        step = Step(
            Kind.INVOCATION,
            "lambda",
            str(config.get("FunctionName", "")),
            time.time(),
            request=_written(event),
            is_cold=False,
            resource=_arn(config),
            trace=f"1-{int(time.time()):08x}-{secrets.token_hex(12)}",
        )
        token = _run.set(step)
        try:
            with current.within(recorder, step, here.step if here else None):
                result = execute(func, event)
                _note(step, result)
        finally:
            _run.reset(token)
        recorder.log.function(step)
        return result

    run.__wrapped__ = execute  # type: ignore[attr-defined]
    return run


def _told(trace_for: Callable[..., str | None]) -> Callable[..., str | None]:
    def trace(config: Mapping[str, Any], inbound: str | None = None) -> str | None:
        step, of_tracing = _run.get(), trace_for(config, inbound)
        if step is None:
            return of_tracing
        sampled = 1 if of_tracing else 0
        return f"Root={step.trace};Parent={secrets.token_hex(8)};Sampled={sampled}"

    trace.__wrapped__ = trace_for  # type: ignore[attr-defined]
    return trace


def _noting_a_start(spawn: Callable[..., Any]) -> Callable[..., Any]:
    def start(worker: Any, *arguments: Any, **named: Any) -> Any:
        if step := _run.get():
            step.is_cold = True
        return spawn(worker, *arguments, **named)

    start.__wrapped__ = spawn  # type: ignore[attr-defined]
    return start


def _arn(config: Mapping[str, Any]) -> str:
    """The function's, without a version."""
    return ":".join(str(config.get("FunctionArn", "")).split(":")[:7])


def _note(step: Step, result: Any) -> None:
    if not isinstance(result, dict):
        return
    body = result.get("body")
    step.answer, step.log = (
        _written(body),
        kept(str(result.get("log") or "").encode()).decode("utf-8", "replace"),
    )
    step.status = 200
    if result.get("error") or result.get("throttle"):
        told = body if isinstance(body, dict) else {}
        step.error = str(told.get("errorType") or told.get("Reason") or "Unhandled")
        step.message = str(told.get("errorMessage") or told.get("Message") or "")


def _written(content: Any) -> bytes:
    if isinstance(content, bytes):
        return kept(content)
    return kept(json.dumps(content, default=str).encode())
