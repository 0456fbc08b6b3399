"""The callback URLs of all app clients, as they are now.

No call of AWS's lists the pools of every account and Region, so they are read where MiniStack keeps them; a
client that was made, changed, deleted or restored a moment ago counts as it is.
"""

from __future__ import annotations

from collections.abc import Iterator


def callback_urls() -> Iterator[str]:
    """Every `CallbackURLs` of every app client. MiniStack reads its environment on import: set it before."""
    from ministack.services import cognito  # noqa: PLC0415

    for pool in cognito._user_pools.all_values():
        for client in list(pool.get("_clients", {}).values()):
            yield from client.get("CallbackURLs") or ()
