/** The version of a session's file that this code writes; files of a newer version are left alone. */
export const DETAIL_VERSION = 1;

/** A session's file: the description as JSON, and the columns of its tables in compressed chunks. */
export const DETAIL_SCHEMA = `
  CREATE TABLE meta (key TEXT, value TEXT);
  CREATE TABLE tables (number INTEGER PRIMARY KEY, name TEXT, row_count INTEGER);
  CREATE TABLE columns (
    number INTEGER PRIMARY KEY, table_number INTEGER REFERENCES tables, key TEXT, metric TEXT, labels TEXT, unit TEXT,
    count INTEGER, has_gaps INTEGER
  );
  CREATE TABLE chunks (column_number INTEGER REFERENCES columns, part TEXT, count INTEGER, data BLOB);
`;
