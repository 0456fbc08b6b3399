"""What the locked release of MiniStack does by itself: what this package adds must not be there twice."""

from __future__ import annotations

from tests.emulator.account import Account
from tests.emulator.functions import RETURNS_THE_EVENT
from tests.emulator_process import emulator_process

WITHOUT_MIDDLEWARE = """
import sys, cognito_emulator.app
from cognito_emulator.__main__ import main
cognito_emulator.app.create_app = lambda *_: __import__("ministack.app").app.app
sys.exit(main(sys.argv[1:]))
"""


def test_ministack_alone_does_not_fire_the_trigger() -> None:
    with emulator_process(entry=("-c", WITHOUT_MIDDLEWARE)) as bare:
        account = Account(bare.endpoint_url)
        function = account.function(RETURNS_THE_EVENT)
        user = account.pool(PostConfirmation=function).sign_up()
        user.confirm("123456")  # the code of everybody, without the middleware
        event = f'{{"userName": "{user.sub}", "userPoolId": "", "request": {{"userAttributes": {{}}}}}}'
        account.lambda_.invoke(FunctionName=function, Payload=event)
        fired = len(user.events()) - 1
    assert fired == 0, (
        "MiniStack now fires PostConfirmation by itself; with cognito/triggers/post_confirmation.py it runs "
        "twice. Take PostConfirmation out of cognito/user_pool_rules.py, run tests/emulator again, and keep "
        "only as much of the middleware as those tests still need."
    )
