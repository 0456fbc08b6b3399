"""Functions, queues and tables in the console: all that there is, and a look changes nothing."""

from __future__ import annotations

import html
import json
import re
import uuid
from urllib.parse import quote

import pytest

from tests import http
from tests.emulator.account import Account
from tests.emulator.functions import RAISES, RETURNS_THE_EVENT

CONSOLE = "/_console"


def get(account: Account, path: str, status: int = 200) -> str:
    answer = http.get(f"{account.endpoint_url}{CONSOLE}{path}", trust_env=False, timeout=30)
    assert answer.status_code == status
    return html.unescape(answer.text)


def part(page: str, label: str) -> str:
    """The article of this label."""
    found = re.search(rf'<article[^>]* aria-label="{re.escape(label)}">.*?</article>', page, re.DOTALL)
    assert found, label
    return found[0]


def test_a_function_has_its_triggers_and_its_runs_the_newest_first(account: Account) -> None:
    arn = account.function_of_its_own(f'print("welcome", event["triggerSource"])\n{RETURNS_THE_EVENT}')
    pool = account.pool(PreSignUp=arn, PostConfirmation=arn)
    pool.sign_up().confirm()
    page = get(account, f"/functions/{quote(arn)}")
    assert "PreSignUp of pool, PostConfirmation of pool" in page
    runs = re.findall(r'<article class="panel" aria-label="Run \d+">.*?</article>', page, re.DOTALL)
    assert ["warm" in run for run in runs] == [True, False]
    assert ["welcome PostConfirmation_ConfirmSignUp" in run for run in runs] == [True, False]
    assert ["welcome PreSignUp_SignUp" in run for run in runs] == [False, True]
    assert re.search(rf"{arn.rpartition(':')[2]}</a>.*?2 runs", get(account, "/functions"), re.DOTALL)


def test_a_run_that_failed_is_told_with_its_error(account: Account) -> None:
    arn = account.function_of_its_own(RAISES)
    with pytest.raises(account.cognito.exceptions.UserLambdaValidationException):
        account.pool(PreSignUp=arn).sign_up()
    page = get(account, f"/functions/{quote(arn)}")
    assert "1 failed" in page
    assert "no room at the inn" in page


def test_a_run_that_no_trigger_asks_for_is_there_too(account: Account) -> None:
    arn = account.function_of_its_own('print("by itself")\nreturn event')
    event = {"userName": "nobody", "userPoolId": "none", "request": {"userAttributes": {}}}
    account.lambda_.invoke(FunctionName=arn, Payload=json.dumps(event))
    assert "by itself" in get(account, f"/functions/{quote(arn)}")


def test_a_function_that_is_not_there_is_a_404(account: Account) -> None:
    get(account, "/functions/arn:aws:lambda:us-east-1:000000000000:function:nothing", status=404)


def test_a_queue_shows_its_depth_its_dead_letters_and_its_messages_and_receives_none(
    account: Account,
) -> None:
    sqs, mark = account.client("sqs"), uuid.uuid4().hex
    dead = sqs.create_queue(QueueName=f"dead-{mark}")["QueueUrl"]
    dead_arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": "3"})
    url = sqs.create_queue(QueueName=f"work-{mark}", Attributes={"RedrivePolicy": policy})["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"user": "<b>ada</b>"}))
    sqs.send_message(QueueUrl=dead, MessageBody="given up")
    for _ in range(2):
        page = get(account, "/queues")
    work, given_up = part(page, f"work-{mark}"), part(page, f"dead-{mark}")
    assert "<dd>1</dd>" in work
    assert f"dead-{mark} after 3 receives" in work
    assert "received 0 times" in work
    assert '"user": "<b>ada</b>"' in work
    assert f"Given up by</dt><dd>work-{mark}" in given_up
    assert "given up" in given_up
    received = sqs.receive_message(QueueUrl=url, AttributeNames=["ApproximateReceiveCount"])["Messages"]
    assert [message["Attributes"]["ApproximateReceiveCount"] for message in received] == ["1"]
    assert "1 of them in flight" in part(get(account, "/queues"), f"work-{mark}")


def test_what_is_in_a_message_or_an_item_is_text(account: Account) -> None:
    sqs, mark = account.client("sqs"), uuid.uuid4().hex
    url = sqs.create_queue(QueueName=f"hostile-{mark}")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="<script>alert(1)</script>")
    raw = http.get(f"{account.endpoint_url}{CONSOLE}/queues", trust_env=False).text
    assert "<script>alert(1)</script>" not in raw
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in raw


def table_with(account: Account, items: int) -> str:
    name = f"table-{uuid.uuid4().hex}"
    account.dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    for number in range(items):
        item = {"id": {"S": f"item {number:03}"}, "tags": {"SS": ["b", "a"]}, "age": {"N": "36"}}
        account.dynamodb.put_item(TableName=name, Item=item)  # type: ignore[arg-type]
    return name


def test_a_table_shows_its_items_with_their_values(account: Account) -> None:
    name = table_with(account, 1)
    assert re.search(rf"{name}</a>.*?1 item<", get(account, "/tables"), re.DOTALL)
    page = get(account, f"/tables/000000000000/us-east-1/{name}")
    shown = re.search(r'<pre[^>]* aria-label="Item item 000">(.*?)</pre>', page, re.DOTALL)
    assert shown
    assert json.loads(shown[1])["id"] == "item 000"
    assert sorted(json.loads(shown[1])["tags"]) == ["a", "b"]


def test_the_pages_of_a_table_have_every_item_once(account: Account) -> None:
    path: str | None = f"/tables/000000000000/us-east-1/{table_with(account, 101)}"
    seen: list[str] = []
    pages = 0
    while path:
        page = get(account, path)
        pages += 1
        seen += re.findall(r"<summary>(item \d+)</summary>", page)
        after = re.search(rf'href="{CONSOLE}(/tables/[^"]*after=[^"]*)"', page)
        path = after[1] if after else None
    assert sorted(seen) == [f"item {number:03}" for number in range(101)]
    assert pages in (3, 4)  # a last page may be empty, as Scan's is


@pytest.mark.parametrize(
    "path",
    [
        "/tables/000000000000/us-east-1/nothing",
        "/tables/999999999999/us-east-1/nothing",
        "/tables/000000000000/us-east-1/trigger_events?after=x",
        "/tables/000000000000/us-east-1/trigger_events?after=e30=",
    ],
)
def test_a_table_or_a_place_in_it_that_is_not_there_is_a_404(account: Account, path: str) -> None:
    account.function(RETURNS_THE_EVENT)  # makes the table trigger_events
    get(account, path, status=404)


def test_no_page_of_these_takes_a_form(account: Account) -> None:
    for path in ("/functions", "/queues", "/tables"):
        url = f"{account.endpoint_url}{CONSOLE}{path}"
        assert http.post(url, trust_env=False).status_code == 405
