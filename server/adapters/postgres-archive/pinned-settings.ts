/**
 * What shapes the text of rows and could be set otherwise by a server, a database or a role. It is the same for the dump
 * and for reading back, so that equal rows are equal text (decision 11). pg_dump pins some of it by itself; here is all of
 * it, because reading back has no pg_dump to do so. The encoding goes by its own way: `--encoding`, and ENCODING of COPY.
 */
export const PINNED_SETTINGS: Readonly<Record<string, string>> = {
  TimeZone: 'UTC',
  DateStyle: 'ISO',
  IntervalStyle: 'postgres',
  extra_float_digits: '3',
  bytea_output: 'hex',
};

/** For `PGOPTIONS` of a tool, or `options` of a connection: it beats what the role and the database have set. */
export const pinnedOptions = (): string =>
  Object.entries(PINNED_SETTINGS)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
