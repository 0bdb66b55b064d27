import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { downloadText } from '#ui/page/download.ts';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { RoleFileNotice } from '#ui/page/RoleFileNotice.tsx';
import { useWalk } from '#ui/wizard/wizard-walk.ts';
import { datasourceIcon } from '#ui/page/datasource-icon.tsx';
import type { DraftRow } from '../draft-schema.ts';
import { elementIdOf, readinessIn } from '../problems.ts';
import { planWords } from '../readiness/grant-plan.ts';
import { roleFileFor, type RowsRoleFile } from '../readiness/role-file.ts';
import { groupOf, STATE_GROUPS } from '../readiness/state-groups.ts';
import { useSubscriptionNames } from '../useSubscriptionNames.ts';
import { useWizard } from '../wizard-context.ts';
import { useWizardStyles } from '../wizard-styles.ts';
import { commandReasons } from './command-reasons.ts';
import { datasourceRows } from './datasource-rows.ts';
import { DatasourceCommands } from './DatasourceCommands.tsx';
import { DatasourcePanes, NO_PANES } from './DatasourcePanes.tsx';
import { DatasourcesGrid, type RowActions } from './DatasourcesGrid.tsx';
import { ReadinessSummary } from './ReadinessSummary.tsx';
import { ServersProblem } from './ServersProblem.tsx';

const idsOf = (rows: readonly DraftRow[]): ResourceId[] => rows.map((row) => row.serverId);

export function DatasourcesStep() {
  const { draft, kind, dispatch, facts, grant, vault, problemAt, revalidate, datasourcesView: view } = useWizard();
  const styles = useWizardStyles();
  const [open, setOpen] = useState(NO_PANES);
  const [file, setFile] = useState<RowsRoleFile>();
  const rows = useDatasourceRows();
  const shown = view.shown === undefined ? rows : rows.filter((row) => groupOf(row.readiness) === view.shown);

  // A command works on the ticked visible rows; when there are none, on all visible rows that need it.
  const ticked = shown.filter((row) => view.ticked.has(row.key));
  const targets = ticked.length > 0 ? ticked : shown;
  const situation = {
    vault: draft.vaultId === undefined ? ('none' as const) : vault ? ('known' as const) : ('loading' as const),
    isAssigning: grant.isAssigning,
    rows: targets.map((row) => row.readiness),
    ticked: ticked.length,
  };
  const openSelect = () => setOpen({ ...NO_PANES, isSelecting: true });

  const actions = {
    remove: (chosen: readonly DraftRow[]) => {
      dispatch({ type: 'serversRemoved', serverIds: idsOf(chosen) });
      const gone = new Set(idsOf(chosen).map(idKey));
      view.setTicked(new Set([...view.ticked].filter((key) => !gone.has(key))));
    },
    assign: (chosen: readonly DraftRow[]) => {
      if (!grant.isAssigning) grant.reset();
      setOpen((panes) => ({ ...panes, granting: idsOf(chosen) }));
    },
    download: (chosen: readonly DraftRow[]) => {
      const made =
        vault &&
        roleFileFor(
          vault,
          idsOf(chosen).map((id) => readinessIn(facts, id)),
        );
      if (!made) return;
      downloadText(made.name, made.text, 'application/json');
      setFile(made);
    },
    revalidate: (chosen: readonly DraftRow[]) => revalidate(idsOf(chosen)),
    viewDetails: (row: DraftRow) => setOpen({ ...NO_PANES, details: row }),
  };
  const rowActions = useSteadyActions(actions);
  const ofTargets = targets.map((row) => row.chosen);
  const problem = problemAt('servers');
  const reasons = commandReasons(situation);

  return (
    <>
      <p className={styles.intro}>
        Add the {kind.words.many} to back up. Each becomes one backup instance with all its databases.
      </p>
      <div id={elementIdOf('servers')} tabIndex={-1} role="group" aria-label={problem ?? 'Datasources'}>
        {problem !== undefined && (
          <MessageBar intent="error" className={styles.bar}>
            <MessageBarBody>{problem}</MessageBarBody>
          </MessageBar>
        )}
      </div>
      <ServersProblem />
      {file && (
        <RoleFileNotice
          file={file}
          deployAt={paths.deploy()}
          className={styles.bar}
          onDismiss={() => setFile(undefined)}
        >
          It makes {planWords(file.needs)}. Ask someone who may assign roles there to deploy it, and then select
          Revalidate.
        </RoleFileNotice>
      )}
      <DatasourceCommands
        situation={situation}
        onAdd={openSelect}
        onAssign={() => actions.assign(ofTargets)}
        onDownload={() => actions.download(ofTargets)}
        onRevalidate={() => actions.revalidate(ofTargets)}
        onRemove={() => actions.remove(ticked.map((row) => row.chosen))}
      />
      <ReadinessSummary
        readiness={rows.map((row) => row.readiness)}
        onFixAll={() => actions.assign(draft.rows)}
        onViewAssignments={() => setOpen({ ...NO_PANES, granting: [] })}
      />
      <DatasourcesGrid
        rows={shown}
        actions={rowActions}
        empty={
          view.shown !== undefined && rows.length > 0 ? (
            <EmptyState
              picture={datasourceIcon(kind)}
              heading={`No server is in the state ${STATE_GROUPS[view.shown]}`}
              action={<Button onClick={() => view.show(undefined)}>Show all servers</Button>}
            >
              Their state has changed since you chose to see only these.
            </EmptyState>
          ) : (
            <EmptyState
              picture={datasourceIcon(kind)}
              heading="No servers selected"
              action={
                <Button appearance="primary" disabledFocusable={reasons.add !== undefined} onClick={openSelect}>
                  Add
                </Button>
              }
            >
              {reasons.add ?? `Add the ${kind.words.many} that you want to back up.`}
            </EmptyState>
          )
        }
      />
      <DatasourcePanes
        open={open}
        setOpen={setOpen}
        onAssign={(row) => actions.assign([row])}
        onDownload={(row) => actions.download([row])}
      />
    </>
  );
}

function useDatasourceRows() {
  const { draft, facts, servers } = useWizard();
  const subscriptionName = useSubscriptionNames();
  return datasourceRows(draft.rows, { facts, servers, subscriptionName, problems: useWalk().problems });
}

interface Actions {
  viewDetails: (row: DraftRow) => void;
  assign: (rows: readonly DraftRow[]) => void;
  download: (rows: readonly DraftRow[]) => void;
  revalidate: (rows: readonly DraftRow[]) => void;
  remove: (rows: readonly DraftRow[]) => void;
}

/** Actions for rows: the same object on each rendering, calling the functions of the last rendering. */
function useSteadyActions(actions: Actions): RowActions {
  const latest = useRef(actions);
  useLayoutEffect(() => {
    latest.current = actions;
  });
  return useMemo(
    () => ({
      onViewDetails: (row) => latest.current.viewDetails(row),
      onAssign: (row) => latest.current.assign([row]),
      onDownload: (row) => latest.current.download([row]),
      onRevalidate: (row) => latest.current.revalidate([row]),
      onRemove: (row) => latest.current.remove([row]),
    }),
    [],
  );
}
