"""The project's own figures, measured side by side on this machine (`make bench`). No test asserts them."""

from __future__ import annotations

from scripts.bench import cold_import, container, pool, put_item, trigger, up, whole_sign_up
from scripts.console import console, run_command


def main() -> None:
    run_command(_bench)


def _bench() -> int:
    for title, figures in (
        ("make up, on an installed machine", up),
        ("a confirmation that runs a function, beside its two parts alone", trigger),
        ("cold import of the handler, beside a naive one", cold_import),
        ("a sign-up with many users in the pool, and many at once", pool),
        ("a whole sign-up with both functions", whole_sign_up),
        ("a DynamoDB PutItem", put_item),
        ("the emulator's image", container),
    ):
        console.print(f"\n[bold]{title}[/]")
        figures.bench()
    return 0


if __name__ == "__main__":
    main()
