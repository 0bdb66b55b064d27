/**
 * A column of a list, declared once: its value of a row is what is drawn, what sorts the rows, and what is in the
 * list's file.
 */
import type { ReactNode } from 'react';
import type { ChoosableColumn } from '#ui/grid/column-choice.ts';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byNumber, byText, type GridOrder } from '#ui/grid/grid-sort.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { DateTime } from '#ui/text/DateTime.tsx';

/** As a list declares it: one of `text`, `time` and `number`, and where needed another way to draw it. */
export interface ColumnOf<Row> extends ChoosableColumn {
  /** The value as text. */
  text?: (row: Row) => string | undefined;
  /** A moment, ISO 8601. */
  time?: (row: Row) => string | null | undefined;
  number?: (row: Row) => number | undefined;
  /** Makes the text a link. */
  address?: (row: Row) => string;
  /** Drawn in place of it. */
  cell?: (row: Row) => ReactNode;
  /** Another sort order; none when it is false. */
  order?: GridOrder<Row> | false;
  /** For the rows alone, or for the file alone; in both when absent. */
  only?: 'rows' | 'file';
}

/** A column that is ready to be drawn, chosen and saved. */
export interface ListColumn<Row> extends GridColumn<Row>, Omit<ChoosableColumn, 'width'> {
  only?: 'rows' | 'file' | undefined;
  /** For the file. */
  says: Pick<ColumnOf<Row>, 'text' | 'time' | 'number'>;
}

/**
 * The columns of a list. To be called once, or when the facts that they show change: other columns draw all rows again.
 */
export const columnsOf = <Row,>(columns: readonly ColumnOf<Row>[]): readonly ListColumn<Row>[] => columns.map(ready);

function ready<Row>(column: ColumnOf<Row>): ListColumn<Row> {
  const { id, title, width, isExtra, only, order } = column;
  const compare = order ?? ownOrder(column);
  return {
    id,
    title,
    only,
    ...(width !== undefined && { width }),
    ...(isExtra !== undefined && { isExtra }),
    cell: column.cell ?? ownCell(column),
    ...(compare && { compare }),
    says: column,
  };
}

function ownOrder<Row>({ text, time, number }: ColumnOf<Row>): GridOrder<Row> | false {
  if (time) return byNumber((row) => Date.parse(time(row) ?? ''));
  if (number) return byNumber((row) => number(row) ?? NaN);
  return text ? byText((row) => text(row) ?? '') : false;
}

function ownCell<Row>({ text, time, number, address }: ColumnOf<Row>): (row: Row) => ReactNode {
  if (time) return (row) => <DateTime value={time(row)} />;
  if (number) return (row) => number(row)?.toLocaleString('en') ?? '–';
  if (address) return (row) => <RouteLink to={address(row)}>{text?.(row)}</RouteLink>;
  return (row) => text?.(row);
}
