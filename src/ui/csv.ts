/** A list as a file of comma-separated values: RFC 4180, and safe to open in a spreadsheet. */

export interface CsvColumn<Row> {
  title: string;
  /** Undefined and null are an empty field. */
  value: (row: Row) => string | number | null | undefined;
}

/**
 * One line for the titles and one for each row. A text that a spreadsheet would take for a formula gets an apostrophe in
 * front, which spreadsheets do not show: names and messages come from others, and opening a file must run nothing.
 */
export function csvOf<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const lines = rows.map((row) => columns.map(({ value }) => fieldOf(value(row) ?? '')).join(','));
  return [columns.map(({ title }) => fieldOf(title)).join(','), ...lines, ''].join('\r\n');
}

/** What begins a formula, in the full-width forms too; some programs skip the blanks before it. */
const FORMULA = /^\s*[=+\-@＝＋－＠]/;

function fieldOf(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
