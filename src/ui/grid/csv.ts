/** A list as a file of comma-separated values: RFC 4180, and safe to open in a spreadsheet. */

export interface CsvColumn<Row> {
  title: string;
  /** Undefined and null are an empty field. */
  value: (row: Row) => string | number | null | undefined;
}

/**
 * One line for the titles and one for each row. A text that a spreadsheet would take for a formula gets an apostrophe
 * in front, which spreadsheets do not show: other people choose names and write messages, and opening a file must not
 * run anything.
 */
export function csvOf<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const lines = rows.map((row) => columns.map(({ value }) => fieldOf(value(row) ?? '')).join(','));
  return [columns.map(({ title }) => fieldOf(title)).join(','), ...lines, ''].join('\r\n');
}

/** The characters that begin a formula, in the full-width forms too; some programs skip blanks before them. */
const FORMULA = /^\s*[=+\-@＝＋－＠]/;

function fieldOf(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** `2026-02-03 09:10:06` in UTC, which spreadsheets read as a time; empty when there is none. */
export const csvTime = (value: string | null): string =>
  value === null || Number.isNaN(Date.parse(value)) ? '' : new Date(value).toISOString().slice(0, 19).replace('T', ' ');

/** Such as `backup-jobs-2026-02-03-0910.csv`, in UTC like the times in the file. */
export const csvFileName = (what: string, now: Date): string =>
  `${what}-${now.toISOString().slice(0, 16).replace('T', '-').replace(':', '')}.csv`;
