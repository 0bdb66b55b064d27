/**
 * The settings that change the text of rows and that a server, a database or a role could set differently. Dump and
 * reading back use the same values, so that equal rows are equal text (decision 11). pg_dump sets some of them itself;
 * reading back needs all. The encoding is set separately: `--encoding`, and ENCODING of COPY.
 */
export const PINNED_SETTINGS: Readonly<Record<string, string>> = {
  TimeZone: 'UTC',
  DateStyle: 'ISO',
  IntervalStyle: 'postgres',
  extra_float_digits: '3',
  bytea_output: 'hex',
};

/** For `PGOPTIONS` of a tool, or `options` of a connection: it overrides the settings of the role and the database. */
export const pinnedOptions = (): string =>
  Object.entries(PINNED_SETTINGS)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
