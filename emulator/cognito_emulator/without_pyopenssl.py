"""botocore without pyOpenSSL: it takes it where it is installed, and gets nothing that it has not without.

py_webauthn brings it here, and in Lambda's runtimes there is none. To import it takes a tenth of a second.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import cast

# what botocore.httpsession asks for; with None the import fails as where it is not installed
# https://docs.python.org/3/reference/import.html#the-module-cache
BRIDGE = "urllib3.contrib.pyopenssl"


def keep_pyopenssl_from_botocore() -> None:
    """In this process, from now on; where botocore is imported already it changes nothing."""
    sys.modules.setdefault(BRIDGE, cast(ModuleType, None))
