import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { DatabaseRegular } from '@fluentui/react-icons/svg/database';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { PersonKeyRegular } from '@fluentui/react-icons/svg/person-key';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { postgresServers } from '#resources/postgres-servers.ts';
import { CommandBar } from '#ui/CommandBar.tsx';
import { EmptyState } from '#ui/EmptyState.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import type { DraftRow } from '../draft.ts';
import { elementIdOf, readinessIn } from '../problems.ts';
import { GrantPane } from '../readiness/GrantPane.tsx';
import { readiness } from '../readiness/readiness.ts';
import { ReadinessPane } from '../readiness/ReadinessPane.tsx';
import { canRevalidate } from '../readiness/verdict.ts';
import { useWizard, type Wizard } from '../wizard-context.ts';
import { useWizardStyles } from '../wizard-styles.ts';
import { DatasourcesGrid } from './DatasourcesGrid.tsx';
import { commandReasons } from './command-reasons.ts';
import { ReadinessSummary } from './ReadinessSummary.tsx';
import { SelectResourcesPane } from './SelectResourcesPane.tsx';

type OpenPane =
  { pane: 'select' } | { pane: 'details'; serverId: ResourceId } | { pane: 'grant'; serverIds: ResourceId[] };

export function DatasourcesStep() {
  const wizard = useWizard();
  const { draft, dispatch, facts, problemAt } = wizard;
  const styles = useWizardStyles();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<OpenPane>();
  const revalidate = useRevalidate(wizard);

  const tickedRows = draft.rows.filter((row) => ticked.has(idKey(row.serverId)));
  // A command without ticked rows means all of them; Remove is the exception, because it cannot be undone by itself.
  const targets = tickedRows.length > 0 ? tickedRows : draft.rows;
  const reasons = commandReasons({
    vault: draft.vaultId === undefined ? 'none' : wizard.vault ? 'known' : 'loading',
    isAssigning: wizard.grant.isAssigning,
    rows: targets.map((row) => readinessIn(facts, row.serverId)),
    ticked: tickedRows.length,
  });
  const remove = (rows: readonly DraftRow[]) => {
    dispatch({ type: 'serversRemoved', serverIds: rows.map((row) => row.serverId) });
    setTicked(new Set());
  };
  const grantFor = (rows: readonly DraftRow[]) =>
    setOpen({ pane: 'grant', serverIds: rows.map((row) => row.serverId) });
  const problem = problemAt('servers');

  return (
    <>
      <p className={styles.intro}>
        Add the PostgreSQL flexible servers to back up. Each becomes one backup instance with all its databases.
      </p>
      <div id={elementIdOf('servers')} tabIndex={-1} role="group" aria-label={problem ?? 'Datasources'}>
        {problem !== undefined && (
          <MessageBar intent="error" className={styles.bar}>
            <MessageBarBody>{problem}</MessageBarBody>
          </MessageBar>
        )}
      </div>
      <ServersProblem />
      <CommandBar
        aria-label="Datasource commands"
        commands={[
          {
            key: 'add',
            label: 'Add',
            icon: <AddRegular />,
            disabledReason: reasons.add,
            onClick: () => setOpen({ pane: 'select' }),
          },
          {
            key: 'assign',
            label: 'Assign missing roles',
            icon: <PersonKeyRegular />,
            disabledReason: reasons.assign,
            onClick: () => grantFor(targets),
          },
          {
            key: 'revalidate',
            label: 'Revalidate',
            icon: <ArrowClockwiseRegular />,
            disabledReason: reasons.revalidate,
            onClick: () => revalidate(targets),
          },
          {
            key: 'remove',
            label: 'Remove',
            icon: <DeleteRegular />,
            disabledReason: reasons.remove,
            onClick: () => remove(tickedRows),
          },
        ]}
      />
      <ReadinessSummary />
      <DatasourcesGrid
        ticked={ticked}
        onTick={setTicked}
        onViewDetails={(row) => setOpen({ pane: 'details', serverId: row.serverId })}
        onAssign={(row) => grantFor([row])}
        onRevalidate={(row) => revalidate([row])}
        onRemove={(row) => remove([row])}
        empty={
          <EmptyState
            picture={<DatabaseRegular />}
            heading="No servers selected"
            action={
              <Button
                appearance="primary"
                disabledFocusable={reasons.add !== undefined}
                onClick={() => setOpen({ pane: 'select' })}
              >
                Add
              </Button>
            }
          >
            {reasons.add ?? 'Add the PostgreSQL flexible servers that you want to back up.'}
          </EmptyState>
        }
      />
      {open?.pane === 'select' && wizard.vault && (
        <SelectResourcesPane vault={wizard.vault} onClose={() => setOpen(undefined)} />
      )}
      {open?.pane === 'details' && (
        <ReadinessPane
          serverId={open.serverId}
          onRevalidate={() => revalidate(draft.rows.filter((row) => row.serverId === open.serverId))}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open?.pane === 'grant' && <Granting serverIds={open.serverIds} onClose={() => setOpen(undefined)} />}
    </>
  );
}

/** The pane needs what a row that misses roles always has: vault, identity and policy. */
function Granting({ serverIds, onClose }: { serverIds: ResourceId[]; onClose: () => void }) {
  const { vault, draft } = useWizard();
  const principalId = vault?.identity?.principalId;
  if (!vault || principalId === undefined || draft.policyId === undefined) return null;
  return (
    <GrantPane
      vault={vault}
      policyId={draft.policyId}
      principalId={principalId}
      serverIds={serverIds}
      onClose={onClose}
    />
  );
}

/** Asks again for rows whose answer may be asked again. */
function useRevalidate({ draft, facts }: Wizard) {
  const client = useQueryClient();
  return (rows: readonly DraftRow[]) => {
    const { vaultId, policyId } = draft;
    if (vaultId === undefined || policyId === undefined) return;
    for (const row of rows) {
      if (!canRevalidate(readinessIn(facts, row.serverId))) continue;
      void client.refetchQueries({ queryKey: readiness.key(vaultId, policyId, row.serverId) });
    }
  };
}

/** The names and regions of the rows come from the list of servers; without it nothing can be checked. */
function ServersProblem() {
  const { draft } = useWizard();
  const styles = useWizardStyles();
  const { error, refetch } = useQuery({ ...postgresServers.everywhere(), enabled: draft.rows.length > 0 });
  if (!error) return null;
  return (
    <div className={styles.bar}>
      <ProblemBar title="The servers could not be loaded" error={error} onRetry={() => void refetch()} />
    </div>
  );
}
