CREATE TABLE user_pools (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    region TEXT NOT NULL,
    settings TEXT NOT NULL,
    created REAL NOT NULL,
    modified REAL NOT NULL
) STRICT;
CREATE INDEX user_pools_of_account ON user_pools (account, region, created, id);

CREATE TABLE signing_keys (
    pool_id TEXT NOT NULL REFERENCES user_pools ON DELETE CASCADE,
    token_use TEXT NOT NULL,
    id TEXT NOT NULL,
    pem TEXT NOT NULL,
    PRIMARY KEY (pool_id, token_use)
) STRICT;

CREATE TABLE app_clients (
    id TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES user_pools ON DELETE CASCADE,
    settings TEXT NOT NULL,
    created REAL NOT NULL,
    modified REAL NOT NULL
) STRICT;
CREATE INDEX app_clients_of_pool ON app_clients (pool_id, created, id);

CREATE TABLE client_secrets (
    id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES app_clients ON DELETE CASCADE,
    value TEXT NOT NULL,
    created REAL NOT NULL
) STRICT;
CREATE INDEX client_secrets_of_client ON client_secrets (client_id, created);

-- password is the SHA-256 of pool name, Username and password, as Secure Remote Password needs it
CREATE TABLE users (
    -- never used again: what names somebody who is gone names nobody
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pool_id TEXT NOT NULL REFERENCES user_pools ON DELETE CASCADE,
    username TEXT NOT NULL,
    status TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    password BLOB,
    password_set REAL,
    factors TEXT NOT NULL,
    created REAL NOT NULL,
    modified REAL NOT NULL,
    UNIQUE (pool_id, username)
) STRICT;
CREATE INDEX users_by_status ON users (pool_id, status, id);

CREATE TABLE user_attributes (
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    pool_id TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (user_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_attributes_by_value ON user_attributes (pool_id, name, value COLLATE NOCASE, user_id);

-- what somebody signs in by, folded as the pool folds names: one owner each
CREATE TABLE sign_in_names (
    pool_id TEXT NOT NULL,
    name TEXT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    PRIMARY KEY (pool_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_names_of_user ON sign_in_names (user_id);

-- who signs in through an identity provider: what the provider says of them, and the pool's user that they are
CREATE TABLE provider_identities (
    pool_id TEXT NOT NULL REFERENCES user_pools ON DELETE CASCADE,
    provider TEXT NOT NULL,
    attribute TEXT NOT NULL,
    value TEXT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    created REAL NOT NULL,
    PRIMARY KEY (pool_id, provider, attribute, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX provider_identities_of_user ON provider_identities (user_id);

CREATE TABLE groups (
    pool_id TEXT NOT NULL REFERENCES user_pools ON DELETE CASCADE,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    created REAL NOT NULL,
    modified REAL NOT NULL,
    PRIMARY KEY (pool_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE group_members (
    pool_id TEXT NOT NULL,
    group_name TEXT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    PRIMARY KEY (pool_id, group_name, user_id),
    FOREIGN KEY (pool_id, group_name) REFERENCES groups ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX groups_of_member ON group_members (user_id);

CREATE TABLE codes (
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    code TEXT NOT NULL,
    ends REAL NOT NULL,
    value TEXT,
    PRIMARY KEY (user_id, purpose)
) STRICT, WITHOUT ROWID;

CREATE TABLE challenges (
    session TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES user_pools ON DELETE CASCADE,
    client_id TEXT NOT NULL,
    username TEXT NOT NULL,
    name TEXT NOT NULL,
    ends REAL NOT NULL,
    state TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX challenges_by_end ON challenges (ends);
CREATE INDEX challenges_of_user ON challenges (pool_id, username);

CREATE TABLE wrong_passwords (
    pool_id TEXT NOT NULL REFERENCES user_pools ON DELETE CASCADE,
    username TEXT NOT NULL,
    count INTEGER NOT NULL,
    last REAL NOT NULL,
    PRIMARY KEY (pool_id, username)
) STRICT, WITHOUT ROWID;

-- requests of the last hour for operations that have a quota, by user name or by a name that is nobody's
CREATE TABLE requests (
    pool_id TEXT NOT NULL REFERENCES user_pools ON DELETE CASCADE,
    username TEXT NOT NULL,
    operation TEXT NOT NULL,
    at REAL NOT NULL
) STRICT;
CREATE INDEX requests_of_user ON requests (pool_id, username, operation, at);
CREATE INDEX requests_by_time ON requests (at);

-- codes that nobody was sent, for names that are nobody's: until then a guess is as wrong as with somebody's
CREATE TABLE simulated_codes (
    pool_id TEXT NOT NULL REFERENCES user_pools ON DELETE CASCADE,
    name TEXT NOT NULL,
    purpose TEXT NOT NULL,
    ends REAL NOT NULL,
    PRIMARY KEY (pool_id, name, purpose)
) STRICT, WITHOUT ROWID;

-- the passwords that somebody had before, as users has the one of today
CREATE TABLE former_passwords (
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    password BLOB NOT NULL
) STRICT;
CREATE INDEX former_passwords_of_user ON former_passwords (user_id, id);

-- what a pool with threat protection has noted of somebody's sign-ups, sign-ins and resets
CREATE TABLE auth_events (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    content TEXT NOT NULL
) STRICT;
CREATE INDEX auth_events_of_user ON auth_events (user_id, number);

-- content is UserImportJobType; csv, what was uploaded
CREATE TABLE user_import_jobs (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    pool_id TEXT NOT NULL REFERENCES user_pools ON DELETE CASCADE,
    content TEXT NOT NULL,
    upload_token TEXT NOT NULL,
    csv BLOB
) STRICT;
CREATE INDEX user_import_jobs_of_pool ON user_import_jobs (pool_id, number);

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

-- a sign-in and all tokens that come from it; refresh_token is a SHA-256
CREATE TABLE sign_ins (
    origin_jti TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES user_pools ON DELETE CASCADE,
    client_id TEXT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    scope TEXT NOT NULL,
    is_hosted INTEGER NOT NULL,
    auth_time INTEGER NOT NULL,
    ends REAL NOT NULL,
    is_revoked INTEGER NOT NULL,
    resource TEXT NOT NULL DEFAULT '',
    device_key TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_ins_of_user ON sign_ins (user_id);

CREATE TABLE refresh_tokens (
    hash BLOB PRIMARY KEY,
    origin_jti TEXT NOT NULL REFERENCES sign_ins ON DELETE CASCADE,
    ends REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_tokens_of_sign_in ON refresh_tokens (origin_jti);

CREATE TABLE authorization_codes (
    hash BLOB PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES app_clients ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    ends REAL NOT NULL,
    request TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- whatever a pool has that is read and written whole: domains, identity providers, resource servers …
CREATE TABLE documents (
    pool_id TEXT NOT NULL REFERENCES user_pools ON DELETE CASCADE,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (pool_id, kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX documents_by_key ON documents (kind, key);

CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    recipient TEXT NOT NULL,
    channel TEXT NOT NULL,
    sent REAL NOT NULL,
    content BLOB NOT NULL
) STRICT;
CREATE INDEX messages_to ON messages (recipient, id);
