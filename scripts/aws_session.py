"""One botocore session for all clients of a command: it reads the list of AWS's endpoints once.

boto3, which makes its clients the same way, imports what moves files to and from S3 besides, and that takes
as long as making a client.
"""

from __future__ import annotations

from functools import cache

import botocore.session


@cache
def aws_session() -> botocore.session.Session:
    """The session, with the caller's own profile and credentials. It is not for several threads at once.

    https://boto3.amazonaws.com/v1/documentation/api/latest/guide/session.html#multithreading-or-multiprocessing-with-sessions
    """
    return botocore.session.get_session()
