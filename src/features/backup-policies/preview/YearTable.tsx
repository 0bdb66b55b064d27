import { useMemo } from 'react';
import { Grid } from '#ui/grid/Grid.tsx';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { countsText, longDate } from './preview-text.ts';
import { yearRows, type RetentionPreview, type YearRow } from './retention-preview.ts';

// A heading such as Monthly; a long date; counts of three rules.
const COUNT_WIDTH = 76;
const DATE_WIDTH = 156;
const GONE_WIDTH = 240;

/** The preview as numbers: the points at the end of each year, and those that expired in it. */
export function YearTable({ preview }: { preview: RetentionPreview }) {
  const rows = useMemo(() => yearRows(preview), [preview]);
  const columns = useMemo(() => columnsOf(preview), [preview]);
  return (
    <Grid
      ariaLabel="Recovery points held at the end of each year"
      columns={columns}
      rows={rows}
      rowKey={({ year }) => String(year)}
      minWidth={COUNT_WIDTH * (preview.rules.length + 2) + DATE_WIDTH + GONE_WIDTH}
    />
  );
}

const columnsOf = ({ rules, zone }: RetentionPreview): GridColumn<YearRow>[] => [
  { id: 'year', title: 'End of', cell: ({ year }) => year, width: COUNT_WIDTH },
  ...rules.map(({ name }): GridColumn<YearRow> => ({
    id: `rule-${name}`,
    title: name,
    cell: ({ byRule }) => byRule.find(({ rule }) => rule === name)?.count ?? 0,
    width: COUNT_WIDTH,
  })),
  { id: 'total', title: 'Total', cell: ({ total }) => total, width: COUNT_WIDTH },
  {
    id: 'oldest',
    title: 'Oldest',
    cell: ({ oldest }) => (oldest ? longDate(oldest.created, zone) : '–'),
    width: DATE_WIDTH,
  },
  { id: 'gone', title: 'Gone in the year', cell: ({ gone }) => (gone.length > 0 ? countsText(gone) : 'none') },
];
