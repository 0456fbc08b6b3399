"""The console's timeline, read as a browser without scripts has it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from tests import http
from tests.emulator.account import User

TIMELINE = "/_console/timeline"
_FLOW = re.compile(r'<details class="flow[^"]*" id="flow-\d+">.*?</details>', re.DOTALL)
_LINK = re.compile(r'href="(/_console/timeline/steps/\d+)">([^<]*)</a>')
_ITEM = re.compile(r'<li class="step|</li>|<a href="(/_console/timeline/steps/\d+)">([^<]*)</a>')


@dataclass(frozen=True)
class Timeline:
    """The page as a browser without scripts has it."""

    endpoint_url: str

    def get(self, path: str = "", **query: str) -> str:
        url = f"{self.endpoint_url}{path or TIMELINE}?{urlencode(query)}"
        answer = http.get(url, trust_env=False, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.text

    def flows(self, **query: str) -> list[str]:
        return _FLOW.findall(self.get(**query))

    def steps(self, person: User) -> list[tuple[int, str]]:
        """Each step of the person's flows, the oldest first, and how deep it is in others."""
        return [step for flow in reversed(self.flows(person=person.email)) for step in nested(flow)]

    def links(self, person: str, title: str) -> list[str]:
        """Where the person's steps of this title are, those of the newest flow first."""
        steps = (step for flow in self.flows(person=person) for step in _LINK.findall(flow))
        return [path for path, name in steps if html.unescape(name) == title]

    def step(self, person: User, title: str) -> str:
        """The page of the first step of this title in the person's newest flow that has one."""
        return self.get(self.links(person.email, title)[0])


def nested(flow: str) -> Iterator[tuple[int, str]]:
    depth = 0
    for found in _ITEM.finditer(flow):
        if found[2]:
            yield depth, html.unescape(found[2])
        else:
            depth += 1 if found[0].startswith("<li") else -1


def shown_part(page: str, part: str) -> str:
    """The text of one of a step's parts: request, answer, log or command."""
    found = re.search(rf'<pre[^>]* id="{part}">(.*?)</pre>', page, re.DOTALL)
    assert found, part
    return html.unescape(found[1])
