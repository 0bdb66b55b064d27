import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { paths } from '#paths';
import { DateTime } from '#ui/text/DateTime.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { StaticTable, type StaticColumn } from '#ui/grid/StaticTable.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import type { AttentionItem } from './attention.ts';

/** As many as can be read at a glance. */
const GLANCE = 8;
/** How many more a press shows. */
const MORE = 50;

const useStyles = makeStyles({ more: { marginBlockStart: tokens.spacingVerticalS } });

/** What needs attention today, with links to what can be done about it. */
export function AttentionList({ items }: { items: readonly AttentionItem[] }) {
  const styles = useStyles();
  const [shown, setShown] = useState(GLANCE);
  if (items.length === 0) return <StatusText kind="success" text="Nothing needs your attention." />;
  const rest = items.length - shown;
  return (
    <>
      <StaticTable
        ariaLabel="Items that need attention"
        columns={COLUMNS}
        rows={items.slice(0, shown)}
        rowKey={({ id }) => id}
      />
      {rest > 0 && (
        <Button
          size="small"
          className={styles.more}
          onClick={() => {
            setShown(shown + MORE);
          }}
        >
          {rest > MORE ? `Show ${String(MORE)} of ${rest.toLocaleString('en')} more` : `Show ${String(rest)} more`}
        </Button>
      )}
    </>
  );
}

const COLUMNS: readonly StaticColumn<AttentionItem>[] = [
  { title: 'Backup instance', cell: ({ name, id }) => <RouteLink to={paths.instance(id)}>{name}</RouteLink> },
  { title: 'What is the matter', width: '30%', cell: ({ kind, text }) => <StatusText kind={kind} text={text} /> },
  { title: 'When', width: 175, cell: ({ time }) => <DateTime value={time} /> },
  {
    title: 'What to do',
    width: 160,
    cell: ({ name, remedy: { label, to } }) => (
      <RouteLink to={to} aria-label={`${label} of ${name}`}>
        {label}
      </RouteLink>
    ),
  },
];
