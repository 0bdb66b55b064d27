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
import { useQuery } from '@tanstack/react-query';
import { memo, startTransition, useCallback, useMemo, useState, type Dispatch, type ReactNode } from 'react';
import { parseResourceId } from '#protocol/resource-id.ts';
import { regionAsItIs, regionNames } from '#resources/region-names.ts';
import { fieldMessage } from '#ui/form/field-message.ts';
import { Grid } from '#ui/grid/Grid.tsx';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byText } from '#ui/grid/grid-sort.ts';
import type { DraftRow } from '../draft-schema.ts';
import type { DraftEvent } from '../draft.ts';
import { elementIdOf, nameField } from '../problems.ts';
import { ReadinessCell } from '../readiness/ReadinessCell.tsx';
import { readinessWords } from '../readiness/readiness-words.ts';
import { useWizard } from '../wizard-context.ts';
import { commandReasons } from './command-reasons.ts';
import type { DatasourceRow } from './datasource-rows.ts';

const useStyles = makeStyles({
  input: { width: '100%', minWidth: 0 },
});

/** The actions of a row. The same object as long as they are the same, so that rows are not drawn again. */
export interface RowActions {
  onViewDetails: (row: DraftRow) => void;
  onAssign: (row: DraftRow) => void;
  onDownload: (row: DraftRow) => void;
  onRevalidate: (row: DraftRow) => void;
  onRemove: (row: DraftRow) => void;
}

interface DatasourcesGridProps {
  /** The rows to show. An unchanged row is the same object as before. */
  rows: readonly DatasourceRow[];
  actions: RowActions;
  empty: ReactNode;
}

const keyOf = (row: DatasourceRow): string => row.key;
const nameOf = (row: DatasourceRow): string => row.name;
const groupOf = (row: DatasourceRow): string => parseResourceId(row.chosen.serverId)?.resourceGroup ?? '';
const byReadiness = byText<DatasourceRow>((row) => readinessWords(row.readiness).text);
const byInstanceName = byText<DatasourceRow>((row) => row.chosen.instanceName);

export function DatasourcesGrid({ rows, actions, empty }: DatasourcesGridProps) {
  const { dispatch, grant, datasourcesView } = useWizard();
  const { isAssigning } = grant;
  const { data: regionText = regionAsItIs } = useQuery(regionNames());
  const columns = useMemo(
    (): GridColumn<DatasourceRow>[] => [
      { id: 'name', title: 'Datasource name', cell: nameOf, compare: byText(nameOf), width: '15%' },
      { id: 'group', title: 'Resource group', cell: groupOf, compare: byText(groupOf), width: '11%' },
      {
        id: 'subscription',
        title: 'Subscription',
        cell: (row) => row.subscription,
        compare: byText((row) => row.subscription),
        width: '10%',
      },
      {
        id: 'location',
        title: 'Location',
        cell: (row) => regionText(row.location),
        compare: byText((row) => regionText(row.location)),
        width: '11%',
      },
      {
        id: 'instance',
        title: 'Backup instance name',
        cell: (row) => <InstanceName row={row} dispatch={dispatch} />,
        compare: byInstanceName,
        width: '16%',
      },
      {
        id: 'readiness',
        title: 'Backup readiness',
        compare: byReadiness,
        cell: (row) => (
          <ReadinessCell
            serverName={row.name}
            readiness={row.readiness}
            onViewDetails={() => actions.onViewDetails(row.chosen)}
          />
        ),
      },
    ],
    [dispatch, actions, regionText],
  );
  const rowActions = useCallback(
    (row: DatasourceRow) => <RowMenu row={row} isAssigning={isAssigning} actions={actions} />,
    [isAssigning, actions],
  );
  return (
    <Grid
      ariaLabel="Datasources"
      columns={columns}
      rows={rows}
      rowKey={keyOf}
      selection={{
        selected: datasourcesView.ticked,
        onChange: datasourcesView.setTicked,
        labelOf: nameOf,
        what: 'servers',
      }}
      rowActions={rowActions}
      minWidth={920}
      empty={empty}
    />
  );
}

interface InstanceNameProps {
  row: DatasourceRow;
  dispatch: Dispatch<DraftEvent>;
}

const InstanceName = memo(function InstanceName({ row, dispatch }: InstanceNameProps) {
  const styles = useStyles();
  // The field reacts to each key at once; the rest of the wizard, which reads all rows, follows when it can.
  const [typed, setTyped] = useState<string>();
  const { serverId, instanceName } = row.chosen;
  return (
    <Field {...fieldMessage(row.nameProblem)}>
      <Input
        className={styles.input}
        size="small"
        id={elementIdOf(nameField(serverId))}
        aria-label={`Backup instance name of ${row.name}`}
        value={typed ?? instanceName}
        onChange={(_, { value }) => {
          setTyped(value);
          startTransition(() => dispatch({ type: 'instanceRenamed', serverId, instanceName: value }));
        }}
        onBlur={() => startTransition(() => setTyped(undefined))}
      />
    </Field>
  );
});

interface RowMenuProps {
  row: DatasourceRow;
  isAssigning: boolean;
  actions: RowActions;
}

const RowMenu = memo(function RowMenu({ row, isAssigning, actions }: RowMenuProps) {
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          size="small"
          icon={<MoreHorizontalRegular />}
          aria-label={`More actions for ${row.name}`}
        />
      </MenuTrigger>
      <MenuPopover>
        <RowCommands row={row} isAssigning={isAssigning} actions={actions} />
      </MenuPopover>
    </Menu>
  );
});

function RowCommands({ row, isAssigning, actions }: RowMenuProps) {
  const reasons = commandReasons({ vault: 'known', isAssigning, rows: [row.readiness], ticked: 1 });
  const { chosen } = row;
  return (
    <MenuList>
      <RowCommand label="View details" onClick={() => actions.onViewDetails(chosen)} />
      <RowCommand label="Assign missing roles" reason={reasons.assign} onClick={() => actions.onAssign(chosen)} />
      <RowCommand
        label="Download role assignment template"
        reason={reasons.download}
        onClick={() => actions.onDownload(chosen)}
      />
      <RowCommand label="Revalidate" reason={reasons.revalidate} onClick={() => actions.onRevalidate(chosen)} />
      <RowCommand label="Remove" onClick={() => actions.onRemove(chosen)} />
    </MenuList>
  );
}

interface RowCommandProps {
  label: string;
  /** Why it cannot be used now. */
  reason?: string | undefined;
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
