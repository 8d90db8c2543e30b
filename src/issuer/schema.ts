/**
 * The service's tables for PostgreSQL; safe to run again. The widths are MAX_ID_LENGTH.
 *
 * The three unique keys carry the correctness: a request is decided once, a user gets one of a
 * coupon, and stock belongs to one row, so that its UPDATEs queue up. `origin_*` names the record
 * that caused a row. Nothing is ever updated but `stock`, and nothing deleted.
 */
export const SCHEMA_SQL = `
CREATE TABLE IF NOT EXISTS coupon (
  id     VARCHAR(64) PRIMARY KEY,
  stock  INTEGER NOT NULL CHECK (stock >= 0)
);

CREATE TABLE IF NOT EXISTS user_coupon (
  coupon_id         VARCHAR(64) NOT NULL,
  user_id           VARCHAR(64) NOT NULL,
  request_id        VARCHAR(64) NOT NULL,
  origin_topic      TEXT NOT NULL,
  origin_partition  INTEGER NOT NULL,
  origin_offset     BIGINT NOT NULL,
  CONSTRAINT user_coupon_once UNIQUE (coupon_id, user_id)
);

CREATE TABLE IF NOT EXISTS coupon_issue_result (
  request_id        VARCHAR(64) PRIMARY KEY,
  coupon_id         VARCHAR(64) NOT NULL,
  user_id           VARCHAR(64) NOT NULL,
  outcome           TEXT NOT NULL
    CHECK (outcome IN ('ISSUED', 'SOLD_OUT', 'ALREADY_ISSUED', 'UNKNOWN_COUPON')),
  origin_topic      TEXT NOT NULL,
  origin_partition  INTEGER NOT NULL,
  origin_offset     BIGINT NOT NULL
);
`;

/**
 * For the planted bugs only, some of which write a second row for a user: without the unique key,
 * as in a schema whose author trusted the code.
 */
export const DROP_USER_COUPON_KEY_SQL = `
ALTER TABLE user_coupon DROP CONSTRAINT IF EXISTS user_coupon_once;
`;
