/** The file of a list. Loaded when somebody wants one. */
import { csvFileName, csvOf, csvTime, type CsvColumn } from '#ui/grid/csv.ts';
import { downloadCsv } from '#ui/page/download.ts';
import type { ListColumn } from './list-column.tsx';

/** The rows in the order given, each with all of its values. Times are in UTC, to the second. */
export const fileOf = <Row>(columns: readonly ListColumn<Row>[], rows: readonly Row[]): string =>
  csvOf(columns.filter(({ only }) => only !== 'rows').map(fieldOf), rows);

function fieldOf<Row>({ title, says: { text, time, number } }: ListColumn<Row>): CsvColumn<Row> {
  if (time) return { title: `${title} (UTC)`, value: (row) => csvTime(time(row) ?? null) };
  return { title, value: (row) => (number ?? text)?.(row) };
}

/** Gives the file to the browser to save; its name ends with the current time. */
export function saveList<Row>(name: string, columns: readonly ListColumn<Row>[], rows: readonly Row[]): void {
  downloadCsv(csvFileName(name, new Date()), fileOf(columns, rows));
}
