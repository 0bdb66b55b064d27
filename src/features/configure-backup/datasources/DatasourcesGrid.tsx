import {
  Button,
  Field,
  Input,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
  Tooltip,
} from '@fluentui/react-components';
import { MoreHorizontalRegular } from '@fluentui/react-icons/svg/more-horizontal';
import type { ReactNode } from 'react';
import { idKey, parseResourceId } from '#protocol/resource-id.ts';
import { fieldMessage } from '#ui/field-message.ts';
import { Grid, type GridColumn } from '#ui/Grid.tsx';
import { byText } from '#ui/grid-sort.ts';
import type { DraftRow } from '../draft.ts';
import { elementIdOf, nameField, readinessIn } from '../problems.ts';
import { ReadinessCell } from '../readiness/ReadinessCell.tsx';
import { readinessWords } from '../readiness/readiness-words.ts';
import { useSubscriptionNames } from '../useSubscriptionNames.ts';
import { useWizard } from '../wizard-context.ts';
import { commandReasons } from './command-reasons.ts';

const useStyles = makeStyles({
  input: { width: '100%', minWidth: 0 },
});

interface DatasourcesGridProps {
  ticked: ReadonlySet<string>;
  onTick: (ticked: ReadonlySet<string>) => void;
  onViewDetails: (row: DraftRow) => void;
  onAssign: (row: DraftRow) => void;
  onRevalidate: (row: DraftRow) => void;
  onRemove: (row: DraftRow) => void;
  empty: ReactNode;
}

const nameOf = (row: DraftRow): string => parseResourceId(row.serverId)?.name ?? row.serverId;
const groupOf = (row: DraftRow): string => parseResourceId(row.serverId)?.resourceGroup ?? '';

export function DatasourcesGrid(props: DatasourcesGridProps) {
  const { draft, facts, servers, grant } = useWizard();
  const subscriptionName = useSubscriptionNames();
  const readinessText = (row: DraftRow) => readinessWords(readinessIn(facts, row.serverId)).text;
  const locationOf = (row: DraftRow) => servers?.get(idKey(row.serverId))?.location ?? '–';
  const columns: GridColumn<DraftRow>[] = [
    { id: 'name', title: 'Datasource name', cell: nameOf, compare: byText(nameOf), width: '16%' },
    { id: 'group', title: 'Resource group', cell: groupOf, compare: byText(groupOf), width: '11%' },
    {
      id: 'subscription',
      title: 'Subscription',
      cell: (row) => subscriptionName(row.serverId),
      compare: byText((row) => subscriptionName(row.serverId)),
      width: '10%',
    },
    { id: 'location', title: 'Location', cell: locationOf, compare: byText(locationOf), width: '10%' },
    { id: 'instance', title: 'Backup instance name', cell: (row) => <InstanceName row={row} />, width: '16%' },
    {
      id: 'readiness',
      title: 'Backup readiness',
      compare: byText(readinessText),
      width: '27%',
      cell: (row) => (
        <ReadinessCell
          serverName={nameOf(row)}
          readiness={readinessIn(facts, row.serverId)}
          progress={grant}
          onViewDetails={() => props.onViewDetails(row)}
        />
      ),
    },
  ];
  return (
    <Grid
      ariaLabel="Datasources"
      columns={columns}
      rows={draft.rows}
      rowKey={(row) => idKey(row.serverId)}
      selection={{ selected: props.ticked, onChange: props.onTick, labelOf: nameOf }}
      rowActions={(row) => <RowMenu row={row} grid={props} />}
      minWidth={920}
      empty={props.empty}
    />
  );
}

function InstanceName({ row }: { row: DraftRow }) {
  const { dispatch, problemAt } = useWizard();
  const styles = useStyles();
  const message = problemAt(nameField(row.serverId));
  return (
    <Field {...fieldMessage(message)}>
      <Input
        className={styles.input}
        size="small"
        id={elementIdOf(nameField(row.serverId))}
        aria-label={`Backup instance name of ${nameOf(row)}`}
        value={row.instanceName}
        onChange={(_, { value }) => dispatch({ type: 'instanceRenamed', serverId: row.serverId, instanceName: value })}
      />
    </Field>
  );
}

function RowMenu({ row, grid }: { row: DraftRow; grid: DatasourcesGridProps }) {
  const { facts, grant } = useWizard();
  const reasons = commandReasons({
    vault: 'known',
    isAssigning: grant.isAssigning,
    rows: [readinessIn(facts, row.serverId)],
    ticked: 1,
  });
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          size="small"
          icon={<MoreHorizontalRegular />}
          aria-label={`More actions for ${nameOf(row)}`}
        />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <RowCommand label="View details" reason={undefined} onClick={() => grid.onViewDetails(row)} />
          <RowCommand label="Assign missing roles" reason={reasons.assign} onClick={() => grid.onAssign(row)} />
          <RowCommand label="Revalidate" reason={reasons.revalidate} onClick={() => grid.onRevalidate(row)} />
          <RowCommand label="Remove" reason={undefined} onClick={() => grid.onRemove(row)} />
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

interface RowCommandProps {
  label: string;
  /** Why it cannot be used now. */
  reason: string | undefined;
  onClick: () => void;
}

function RowCommand({ label, reason, onClick }: RowCommandProps) {
  if (reason === undefined) return <MenuItem onClick={onClick}>{label}</MenuItem>;
  return (
    <Tooltip content={reason} relationship="description" positioning="before">
      <MenuItem disabled>{label}</MenuItem>
    </Tooltip>
  );
}
