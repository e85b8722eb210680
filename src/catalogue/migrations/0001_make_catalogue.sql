CREATE TABLE record (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    path TEXT NOT NULL,
    code TEXT NOT NULL,
    parent_id TEXT,
    relic_id TEXT,
    status TEXT NOT NULL,
    version BIGINT NOT NULL,
    published_version BIGINT,
    inventory TEXT NOT NULL,
    head_json TEXT NOT NULL,
    public_json TEXT,
    card_json TEXT,
    open_from_ms BIGINT,
    title TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX record_path ON record (path);
CREATE INDEX record_kind_updated ON record (kind, updated_ms);
CREATE INDEX record_code ON record (code);
CREATE INDEX record_relic ON record (relic_id);

CREATE TABLE asset (
    id TEXT PRIMARY KEY REFERENCES record (id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    mime TEXT NOT NULL,
    format TEXT NOT NULL,
    stored_as TEXT NOT NULL,
    given_name TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    width BIGINT,
    height BIGINT,
    sizes_json TEXT,
    technical_json TEXT NOT NULL,
    body_text TEXT,
    recipe BIGINT
);
CREATE INDEX asset_sha256 ON asset (sha256);

CREATE TABLE shows (
    asset_id TEXT NOT NULL REFERENCES asset (id) ON DELETE CASCADE,
    record_id TEXT NOT NULL,
    relation TEXT NOT NULL,
    PRIMARY KEY (asset_id, record_id)
);
CREATE INDEX shows_record ON shows (record_id);

CREATE TABLE link (
    from_id TEXT NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    to_key TEXT NOT NULL,
    to_id TEXT,
    PRIMARY KEY (from_id, to_key)
);
CREATE INDEX link_to_id ON link (to_id);
CREATE INDEX link_to_key ON link (to_key);

CREATE TABLE job (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    dedup TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    run_at_ms BIGINT NOT NULL,
    owner TEXT,
    lease_until_ms BIGINT,
    reason TEXT,
    detail_json TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    finished_ms BIGINT
);
CREATE UNIQUE INDEX job_dedup ON job (dedup);
CREATE INDEX job_ready ON job (state, run_at_ms);

CREATE TABLE intent (
    tx TEXT PRIMARY KEY,
    record_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    inventory TEXT NOT NULL,
    idempotency TEXT
);

CREATE TABLE change (
    seq BIGINT PRIMARY KEY,
    record_id TEXT NOT NULL,
    is_wide BIGINT NOT NULL
);

CREATE TABLE idempotency (
    key_text TEXT PRIMARY KEY,
    status BIGINT NOT NULL,
    answer TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
