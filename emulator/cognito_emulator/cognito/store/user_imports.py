"""Jobs that import users, and the files that were uploaded for them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cognito_emulator.cognito.store.database import Database

Job = Mapping[str, Any]


@dataclass
class UserImports:
    """A job is its UserImportJobType."""

    database: Database

    def add(self, job: Job, upload_token: str) -> None:
        row = {"id": job["JobId"], "pool_id": job["UserPoolId"], "content": json.dumps(job)}
        self.database.insert("user_import_jobs", {**row, "upload_token": upload_token})

    def find(self, pool_id: str, job_id: str) -> dict[str, Any] | None:
        where = "pool_id = ? AND id = ?"
        row = self.database.row(f"SELECT content FROM user_import_jobs WHERE {where}", pool_id, job_id)
        return json.loads(row[0]) if row else None

    def of_pool(self, pool_id: str) -> list[dict[str, Any]]:
        """The newest first."""
        where = "pool_id = ? ORDER BY number DESC"
        rows = self.database.rows(f"SELECT content FROM user_import_jobs WHERE {where}", pool_id)
        return [json.loads(content) for (content,) in rows]

    def of_token(self, upload_token: str) -> dict[str, Any] | None:
        """The job that a file is uploaded for."""
        row = self.database.row("SELECT content FROM user_import_jobs WHERE upload_token = ?", upload_token)
        return json.loads(row[0]) if row else None

    def change(self, job: Job) -> None:
        self.database.run(
            "UPDATE user_import_jobs SET content = ? WHERE id = ?", json.dumps(job), job["JobId"]
        )

    def put_file(self, job: Job, content: bytes) -> None:
        self.database.run("UPDATE user_import_jobs SET csv = ? WHERE id = ?", content, job["JobId"])

    def file(self, job: Job) -> bytes | None:
        row = self.database.row("SELECT csv FROM user_import_jobs WHERE id = ?", job["JobId"])
        return row[0] if row else None

    def forget_file(self, job: Job) -> None:
        """Once a job is over, nobody needs the people in its file."""
        self.database.run("UPDATE user_import_jobs SET csv = NULL WHERE id = ?", job["JobId"])
