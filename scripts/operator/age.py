"""How long ago something was, for a person."""

from __future__ import annotations

from datetime import datetime, timezone


def age_of(moment: str, now: datetime | None = None) -> str:
    """The time since an ISO 8601 moment in its largest unit: `3 d`, `5 h`, `12 min`; `?` for none."""
    try:
        begun = datetime.fromisoformat(moment.replace("Z", "+00:00"))
        seconds = ((now or datetime.now(timezone.utc)) - begun).total_seconds()
    except (ValueError, TypeError):
        return "?"
    minutes = max(0, int(seconds // 60))
    days, hours = minutes // (24 * 60), minutes // 60
    return f"{days} d" if days else f"{hours} h" if hours else f"{minutes} min"
