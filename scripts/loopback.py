"""Calls to this machine itself, which no proxy of the user's may see, whatever HTTP_PROXY and the like say.

A call to anywhere else (AWS's keys, a hosted UI on AWS) goes through the user's proxy as they have set it.
"""

from __future__ import annotations

import functools
import ssl
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

SECONDS = 30
NAMES = ("127.0.0.1", "localhost", "::1")
# some read the one, some the other, and who reads both takes the first that is set
VARIABLES = ("NO_PROXY", "no_proxy")


def get(url: str, *, seconds: float = SECONDS, ca_bundle: str | None = None) -> httpx.Response:
    """GET, past any proxy where the URL is of this machine. Raises httpx.HTTPError."""
    trust_env = not is_loopback(url)
    return httpx.get(url, timeout=seconds, trust_env=trust_env, verify=certificates(ca_bundle))


def post_form(
    url: str, form: Mapping[str, str], *, seconds: float = SECONDS, ca_bundle: str | None = None
) -> httpx.Response:
    """POST of a form, past any proxy as `get`. Raises httpx.HTTPError."""
    trust_env = not is_loopback(url)
    return httpx.post(url, data=form, timeout=seconds, trust_env=trust_env, verify=certificates(ca_bundle))


def proxies(endpoint_url: str | None) -> dict[str, str] | None:
    """What botocore's Config takes: {} is no proxy, None is the environment's."""
    return {} if endpoint_url and is_loopback(endpoint_url) else None


def without_proxy(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for a process that calls this machine: the user's proxy stays, for all else."""
    exempt = ",".join(filter(None, [*map(environment.get, VARIABLES), *NAMES]))
    return {**environment, **dict.fromkeys(VARIABLES, exempt)}


@functools.cache
def certificates(ca_bundle: str | None) -> ssl.SSLContext:
    """Those of a file, or the usual ones; read once, which takes longer than a call to this machine."""
    return ssl.create_default_context(cafile=ca_bundle) if ca_bundle else httpx.create_ssl_context()


def is_loopback(url: str) -> bool:
    """Whether a URL names this machine by a loopback address or as localhost."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
