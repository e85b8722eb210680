CREATE TABLE account (
    name TEXT PRIMARY KEY,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL,
    is_admin BIGINT NOT NULL,
    is_disabled BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    seen_ms BIGINT
);

CREATE TABLE session (
    id_hash TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (name),
    csrf TEXT NOT NULL,
    started_ms BIGINT NOT NULL,
    seen_ms BIGINT NOT NULL
);

CREATE TABLE token (
    id_hash TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (name),
    created_ms BIGINT NOT NULL,
    seen_ms BIGINT
);

CREATE TABLE secret (
    name TEXT PRIMARY KEY,
    value_hex TEXT NOT NULL
);

CREATE TABLE act (
    seq BIGINT PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    operator TEXT NOT NULL,
    verb TEXT NOT NULL,
    target TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous TEXT NOT NULL,
    digest TEXT NOT NULL
);
