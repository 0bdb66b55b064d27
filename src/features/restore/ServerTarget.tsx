import { Button, Checkbox, Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { idKey, parseResourceId } from '#protocol/resource-id.ts';
import type { PointDatabase } from '#protocol/restore.ts';
import { postgresServers } from '#resources/postgres-servers.ts';
import { messageFor } from '#ui/form/field-problems.ts';
import { fieldMessage } from '#ui/form/field-message.ts';
import { formatBytes } from '#ui/text/format.ts';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { PickerField } from '#ui/form/PickerField.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { StaticTable, type StaticColumn } from '#ui/grid/StaticTable.tsx';
import { useWalk } from '#ui/wizard/wizard-walk.ts';
import { partText } from './part-choice.ts';
import { choiceOf } from './restore-form.ts';
import { elementIdOf, useRestoreWizard } from './restore-context.ts';
import { targetNameOf } from './restore-choices.ts';
import { useRestoreStyles } from './restore-styles.ts';
import { SelectPartPane } from './SelectPartPane.tsx';
import { ServerRights } from './ServerRights.tsx';

const useStyles = makeStyles({
  target: {
    display: 'flex',
    flexDirection: 'column',
    rowGap: tokens.spacingVerticalXS,
    paddingBlock: tokens.spacingVerticalXS,
  },
  message: { margin: `${tokens.spacingVerticalXS} 0`, color: tokens.colorStatusDangerForeground1 },
});

/** The server, and the databases with their new names. */
export function ServerTarget() {
  const { form, dispatch, facts, subscriptionId, messageAt } = useRestoreWizard();
  const styles = useRestoreStyles();
  const own = useStyles();
  const servers = useQuery({
    ...postgresServers.everywhere(),
    select: ({ items }) =>
      items.filter(
        ({ id, properties }) =>
          parseResourceId(id)?.subscriptionId.toLowerCase() === subscriptionId.toLowerCase() &&
          properties.state === 'Ready' &&
          !properties.replicationRole.endsWith('Replica'),
      ),
  });
  const present = useQuery({
    ...postgresServers.databases(form.serverId ?? ''),
    enabled: form.serverId !== undefined,
  });
  return (
    <>
      <PickerField
        className={styles.field}
        orientation="horizontal"
        required
        id={elementIdOf('server')}
        label={labelWithTip('Target server', 'Servers in the Ready state; read replicas cannot be restored into.')}
        placeholder="Select a server"
        options={(servers.data ?? []).map(({ id, name }) => ({ value: idKey(id), text: name }))}
        value={form.serverId && idKey(form.serverId)}
        onChange={(serverId) => dispatch({ type: 'serverChosen', serverId })}
        message={messageAt('server')}
      />
      {present.error && (
        <div className={styles.bar}>
          <ProblemBar
            title="The databases of the server could not be read"
            error={present.error}
            onRetry={() => void present.refetch()}
          />
        </div>
      )}
      <div className={styles.wide}>
        <StaticTable
          ariaLabel="Databases to restore"
          columns={COLUMNS}
          rows={facts.databases}
          rowKey={({ name }) => name}
        />
        {messageAt('databases') !== undefined && (
          <p role="alert" className={own.message}>
            {messageAt('databases')}
          </p>
        )}
      </div>
      <ServerRights />
    </>
  );
}

const COLUMNS: readonly StaticColumn<PointDatabase>[] = [
  { title: 'Database', cell: (database) => <ChosenCell database={database} /> },
  { title: 'What', width: 170, cell: (database) => <PartCell database={database} /> },
  { title: 'Size', width: 90, cell: ({ plainBytes }) => formatBytes(plainBytes) },
  { title: 'Restore as', width: '42%', cell: (database) => <TargetCell database={database} /> },
];

function ChosenCell({ database: { name } }: { database: PointDatabase }) {
  const { form, dispatch } = useRestoreWizard();
  return (
    <Checkbox
      label={name}
      checked={choiceOf(form, name).isChosen}
      onChange={(_, { checked }) => dispatch({ type: 'databaseChanged', name, change: { isChosen: checked === true } })}
    />
  );
}

/** All of the database, or which part of it; no choice where the point does not list its tables. */
function PartCell({ database }: { database: PointDatabase }) {
  const { form } = useRestoreWizard();
  const [isOpen, setIsOpen] = useState(false);
  const { isChosen, only } = choiceOf(form, database.name);
  if (!isChosen) return <>–</>;
  if (database.format !== 'custom' || (database.tableList ?? []).length === 0) return <>Whole database</>;
  return (
    <>
      <Button
        size="small"
        aria-label={`Select schemas and tables of ${database.name}: ${partText(only)}`}
        onClick={() => setIsOpen(true)}
      >
        {partText(only)}
      </Button>
      {isOpen && <SelectPartPane database={database} onClose={() => setIsOpen(false)} />}
    </>
  );
}

/**
 * The new name; when the server has it already, whether to replace that database, and the name once more to confirm.
 */
function TargetCell({ database: { name } }: { database: PointDatabase }) {
  const { form, dispatch, facts, messageAt } = useRestoreWizard();
  const { problems } = useWalk();
  const styles = useRestoreStyles();
  const own = useStyles();
  const choice = choiceOf(form, name);
  if (!choice.isChosen) return <>–</>;
  const field = `database ${name}` as const;
  const targetName = targetNameOf(form, name, facts.present);
  const isTaken = facts.present?.includes(targetName) === true;
  const found = messageFor(problems, field);
  const isConfirming = isTaken && choice.replace && choice.only === undefined;
  const change = (changed: Partial<typeof choice>) => dispatch({ type: 'databaseChanged', name, change: changed });
  return (
    <div className={own.target}>
      <Field {...fieldMessage(isConfirming ? undefined : isTaken ? found : messageAt(field))}>
        <Input
          id={elementIdOf(field)}
          className={styles.control}
          aria-label={`Restore ${name} as`}
          autoComplete="off"
          value={targetName}
          onChange={(_, { value }) => change({ targetName: value })}
        />
      </Field>
      {isTaken && choice.only === undefined && (
        <Checkbox
          label={`Replace the database ${targetName}`}
          checked={choice.replace}
          onChange={(_, { checked }) => change({ replace: checked === true })}
        />
      )}
      {isConfirming && (
        <Field
          label={`Type ${targetName} to confirm. Its content is lost, and its connections are ended.`}
          {...fieldMessage(messageAt(field))}
        >
          <Input
            className={styles.control}
            autoComplete="off"
            value={choice.confirmation}
            onChange={(_, { value }) => change({ confirmation: value })}
          />
        </Field>
      )}
    </div>
  );
}
