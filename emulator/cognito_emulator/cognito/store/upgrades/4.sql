-- passkeys: what of each is needed to check it, and how it is described
CREATE TABLE passkeys (
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    credential_id TEXT NOT NULL,
    content TEXT NOT NULL,
    created REAL NOT NULL,
    PRIMARY KEY (user_id, credential_id)
) STRICT, WITHOUT ROWID;

-- devices that have a key; content is what the app has said of one that it has confirmed
CREATE TABLE devices (
    device_key TEXT PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    group_key TEXT NOT NULL,
    created REAL NOT NULL,
    content TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX devices_of_user ON devices (user_id, created);
