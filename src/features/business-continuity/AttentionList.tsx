import { makeStyles, tokens } from '@fluentui/react-components';
import { DateTime } from '#ui/DateTime.tsx';
import { RouteLink } from '#ui/RouteLink.tsx';
import { StaticTable, type StaticColumn } from '#ui/StaticTable.tsx';
import { StatusText } from '#ui/StatusText.tsx';
import type { AttentionItem } from './attention.ts';

/** As many as are read at a glance. */
const SHOWN = 8;

const useStyles = makeStyles({
  more: { margin: `${tokens.spacingVerticalS} 0 0`, color: tokens.colorNeutralForeground2 },
});

/** What should be looked at today, with the way to it. */
export function AttentionList({ items }: { items: readonly AttentionItem[] }) {
  const styles = useStyles();
  if (items.length === 0) return <StatusText kind="success" text="Nothing needs your attention." />;
  const rest = items.length - SHOWN;
  return (
    <>
      <StaticTable
        ariaLabel="Items that need attention"
        columns={COLUMNS}
        rows={items.slice(0, SHOWN)}
        rowKey={({ key }) => key}
      />
      {rest > 0 && <p className={styles.more}>And {rest.toLocaleString('en')} more.</p>}
    </>
  );
}

const COLUMNS: readonly StaticColumn<AttentionItem>[] = [
  { title: 'Backup instance', cell: ({ name, to }) => <RouteLink to={to}>{name}</RouteLink> },
  { title: 'What is the matter', width: '45%', cell: ({ kind, text }) => <StatusText kind={kind} text={text} /> },
  { title: 'When', width: 185, cell: ({ time }) => <DateTime value={time} /> },
];
