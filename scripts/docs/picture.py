"""docs/images/architecture.svg: the engine's stations and what is behind them, drawn from the words below.

It brings its own ground, light or dark as the reader's system is, and no font, script or link.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from scripts.paths import PROJECT

PICTURE = PROJECT / "docs" / "images" / "architecture.svg"
CALLERS = ("AWS SDKs, CLI, Terraform, Amplify, browsers", "at one address: http://127.0.0.1:4566")
STATIONS = (
    ("origin", "refuses a foreign host, page or proxy; gives every answer its headers"),
    ("signatures", "checks SigV4 by the secret of the key that is named"),
    ("operations", "one request is one operation, of the service it is signed for"),
    ("authorization", "holds the call to AWS's model, then asks IAM"),
    ("routes", "the path or the service's name says who answers"),
)
"""In the order in which a request meets them: that of docs/architecture.md."""
BEHIND = (
    ("user pools", ("one SQLite store,", "one transaction a change")),
    ("pages", ("hosted UI and OAuth,", "the console, the inbox")),
    ("MiniStack", ("Lambda, DynamoDB, IAM,", "SQS, SNS, KMS and more")),
)
TRIGGERS = "triggers run as Lambda functions"

_WIDTH, _EDGE, _GAP = 760, 40, 22
_STATION, _BESIDE = 46, 78
_STYLE = """
.ground{fill:#fff}.frame{fill:#f4f6fa;stroke:#8a94a6}.box{fill:#fff;stroke:#3b5b92;stroke-width:1.5}
.name{fill:#16243d;font-weight:600}.says{fill:#40495a}.arrow{stroke:#3b5b92;stroke-width:1.5;fill:none}.tip{fill:#3b5b92}
text{font-family:system-ui,sans-serif;font-size:14px}
@media(prefers-color-scheme:dark){.ground{fill:#14171c}.frame{fill:#1b2028;stroke:#667085}.box{fill:#232a35;stroke:#8fb0ea}
.name{fill:#eef3fc}.says{fill:#c3cbd9}.arrow{stroke:#8fb0ea}.tip{fill:#8fb0ea}}
""".strip()
_TIP = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" '
    'orient="auto"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>'
)


@dataclass(frozen=True)
class _Box:
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def bottom(self) -> int:
        return self.y + self.height


def write_picture() -> None:
    """Write it anew."""
    PICTURE.write_text(picture(), encoding="utf-8")


def picture() -> str:
    """The whole drawing."""
    callers = _Box(_EDGE, 16, _WIDTH - 2 * _EDGE, 58)
    stations = list(_stacked(callers.bottom + 62))
    behind = list(_side_by_side(stations[-1].bottom + 2 * _GAP))
    frame = _Box(16, callers.bottom + 28, _WIDTH - 32, behind[0].bottom + 46 - callers.bottom - 28)
    height = frame.bottom + 16
    drawn = [
        *_rectangle(_Box(0, 0, _WIDTH, height), "ground"),
        *_rectangle(frame, "frame"),
        *_text(_EDGE, frame.y + 22, "says", "one process on this machine"),
        *_labelled(callers, CALLERS[0], CALLERS[1:]),
        *(
            line
            for box, (name, says) in zip(stations, STATIONS, strict=True)
            for line in _row(box, name, says)
        ),
        *(
            line
            for box, (name, says) in zip(behind, BEHIND, strict=True)
            for line in _labelled(box, name, says)
        ),
        *(
            line
            for upper, lower in zip([callers, *stations], stations, strict=False)
            for line in _down(upper, lower)
        ),
        *(line for box in behind for line in _arrow(box.middle, stations[-1].bottom, box.middle, box.y)),
        *_triggers(behind[0], behind[-1]),
    ]
    said = "; ".join(f"{name}: {says}" for name, says in STATIONS)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">',
            f"<title>The way of a request through the engine</title><desc>{escape(said)}</desc>",
            _TIP,
            f"<style>{_STYLE}</style>",
            *drawn,
            "</svg>\n",
        ]
    )


def _stacked(top: int) -> Iterator[_Box]:
    for place in range(len(STATIONS)):
        yield _Box(_EDGE, top + place * (_STATION + _GAP), _WIDTH - 2 * _EDGE, _STATION)


def _side_by_side(top: int) -> Iterator[_Box]:
    width = (_WIDTH - 2 * _EDGE - (len(BEHIND) - 1) * _GAP) // len(BEHIND)
    for place in range(len(BEHIND)):
        yield _Box(_EDGE + place * (width + _GAP), top, width, _BESIDE)


def _row(box: _Box, name: str, says: str) -> Iterator[str]:
    yield from _rectangle(box, "box")
    yield from _text(box.x + 16, box.y + 28, "name", name)
    yield from _text(box.x + 130, box.y + 28, "says", says)


def _labelled(box: _Box, name: str, says: tuple[str, ...]) -> Iterator[str]:
    yield from _rectangle(box, "box")
    yield from _text(box.middle, box.y + 24, "name", name, centred=True)
    for place, line in enumerate(says):
        yield from _text(box.middle, box.y + 45 + 19 * place, "says", line, centred=True)


def _triggers(pools: _Box, services: _Box) -> Iterator[str]:
    """From the user pools, below the pages, to the functions."""
    below = pools.bottom + 22
    yield (
        f'<path class="arrow" marker-end="url(#tip)" d="M{pools.middle} {pools.bottom}V{below}'
        f'H{services.middle}V{services.bottom}"/>'
    )
    yield from _text((pools.middle + services.middle) // 2, below + 17, "says", TRIGGERS, centred=True)


def _down(upper: _Box, lower: _Box) -> Iterator[str]:
    return _arrow(upper.middle, upper.bottom, lower.middle, lower.y)


def _arrow(x1: int, y1: int, x2: int, y2: int) -> Iterator[str]:
    yield f'<path class="arrow" marker-end="url(#tip)" d="M{x1} {y1}L{x2} {y2}"/>'


def _rectangle(box: _Box, kind: str) -> Iterator[str]:
    yield f'<rect class="{kind}" x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="6"/>'


def _text(x: int, y: int, kind: str, words: str, *, centred: bool = False) -> Iterator[str]:
    anchor = ' text-anchor="middle"' if centred else ""
    yield f'<text class="{kind}" x="{x}" y="{y}"{anchor}>{escape(words)}</text>'
