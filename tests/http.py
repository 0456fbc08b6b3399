"""Calls by httpx, with the CA certificates read once: that takes longer than a call to this machine.

https://www.python-httpx.org/advanced/ssl/
"""

from __future__ import annotations

from functools import partial

import httpx

from scripts.loopback import certificates

_CERTIFICATES = certificates(None)

Client = partial(httpx.Client, verify=_CERTIFICATES)
request = partial(httpx.request, verify=_CERTIFICATES)
stream = partial(httpx.stream, verify=_CERTIFICATES)
get = partial(httpx.get, verify=_CERTIFICATES)
options = partial(httpx.options, verify=_CERTIFICATES)
post = partial(httpx.post, verify=_CERTIFICATES)
put = partial(httpx.put, verify=_CERTIFICATES)
patch = partial(httpx.patch, verify=_CERTIFICATES)
delete = partial(httpx.delete, verify=_CERTIFICATES)
