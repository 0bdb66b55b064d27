import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { lastName } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { DateTime } from '#ui/text/DateTime.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byText } from '#ui/grid/grid-sort.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import type { Alert, Category, ImpactedItem } from './alerts.ts';

const useStyles = makeStyles({ intro: { margin: `0 0 ${tokens.spacingVerticalM}` } });

interface ImpactedItemsPaneProps {
  alert: Alert;
  onClose: () => void;
}

/** The items of an alert, each with a link to what can be done about it. */
export function ImpactedItemsPane({ alert, onClose }: ImpactedItemsPaneProps) {
  const styles = useStyles();
  const { name, severity, category, items } = alert;
  return (
    <ContextPane
      title="Impacted items"
      subtitle={`${name}, ${severity}`}
      size="large"
      open
      onClose={onClose}
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <p className={styles.intro}>{INTRODUCTIONS[category]}</p>
      <Grid ariaLabel="Impacted items" columns={COLUMNS[category]} rows={items} rowKey={keyOf} minWidth={640} />
    </ContextPane>
  );
}

const keyOf = ({ key }: ImpactedItem): string => key;

const instance: GridColumn<ImpactedItem> = {
  id: 'name',
  title: 'Backup instance',
  cell: ({ instanceId, name }) => <RouteLink to={paths.instance(instanceId)}>{name}</RouteLink>,
  compare: byText(({ name }) => name),
};
const vault: GridColumn<ImpactedItem> = {
  id: 'vault',
  title: 'Vault',
  cell: ({ vaultId }) => <RouteLink to={paths.vault(vaultId)}>{lastName(vaultId)}</RouteLink>,
  compare: byText(({ vaultId }) => lastName(vaultId)),
};

const time = (title: string): GridColumn<ImpactedItem> => ({
  id: 'time',
  title,
  width: 175,
  cell: (item) => <DateTime value={item.time} />,
  compare: (one, other) => Date.parse(one.time) - Date.parse(other.time),
});

const FAILURES: readonly GridColumn<ImpactedItem>[] = [
  instance,
  vault,
  time('Failed at'),
  {
    id: 'error',
    title: 'Error code',
    width: 210,
    cell: ({ job }) => job?.properties.errorDetails?.[0]?.code ?? '–',
  },
  {
    id: 'job',
    title: 'Job',
    width: 90,
    cell: ({ job, name }) =>
      job ? (
        <RouteLink to={paths.job(job.id)} aria-label={`View job of ${name}`}>
          View job
        </RouteLink>
      ) : (
        '–'
      ),
  },
];

const DELETIONS: readonly GridColumn<ImpactedItem>[] = [
  instance,
  vault,
  time('Deleted at'),
  { id: 'purge', title: 'Goes for good at', width: 175, cell: ({ purgeTime }) => <DateTime value={purgeTime} /> },
];

const DAMAGES: readonly GridColumn<ImpactedItem>[] = [
  instance,
  vault,
  time('Found at'),
  { id: 'damage', title: 'What is wrong', cell: ({ damage }) => damage },
];

const COLUMNS: Readonly<Record<Category, readonly GridColumn<ImpactedItem>[]>> = {
  Security: DELETIONS,
  'Data integrity': DAMAGES,
  'Job failure': FAILURES,
};

const INTRODUCTIONS: Readonly<Record<Category, string>> = {
  Security: 'Backup data was deleted. Until it is permanently deleted, you can undelete it: open the backup instance.',
  'Data integrity':
    'Restore points differ from what was written, and no longer count as backups. Back up at once, and find out what happened to the disk of the vault.',
  'Job failure': 'Open a job to see what went wrong and what to do about it.',
};
