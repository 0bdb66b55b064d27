import {
  Button,
  makeStyles,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  tokens,
} from '@fluentui/react-components';
import { useState } from 'react';
import type { Vault } from '#protocol/data-protection.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { ContextPane } from '#ui/ContextPane.tsx';
import { CopyButton } from '#ui/CopyButton.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { StatusText } from '#ui/StatusText.tsx';
import { SummaryList } from '#ui/SummaryList.tsx';
import { readinessIn } from '../problems.ts';
import { useWizard } from '../wizard-context.ts';
import { useWizardStyles } from '../wizard-styles.ts';
import { planGrants, serversOf, type PlannedGrant } from './grant-plan.ts';
import { scopeWords } from './ReadinessPane.tsx';
import type { GrantOutcome } from './useGrant.ts';
import { needKey } from './verdict.ts';

const useStyles = makeStyles({
  wrap: { overflowWrap: 'anywhere' },
  status: { width: '130px' }, // icon and the word Assigning
  problem: { marginTop: tokens.spacingVerticalL },
});

interface GrantPaneProps {
  vault: Vault;
  policyId: ResourceId;
  principalId: string;
  /** The rows that the command was used on. */
  serverIds: readonly ResourceId[];
  onClose: () => void;
}

/** Shows exactly which role assignments will be made, makes them, and tells how each one went. */
export function GrantPane({ vault, policyId, principalId, serverIds, onClose }: GrantPaneProps) {
  const { grant, facts } = useWizard();
  const wizard = useWizardStyles();
  const styles = useStyles();
  // What was confirmed stays in view while the rows it came from change their state.
  const [confirmed, setConfirmed] = useState<PlannedGrant[]>();
  const planned = planGrants(serverIds.map((serverId) => ({ serverId, readiness: readinessIn(facts, serverId) })));
  const grants = confirmed ?? planned;
  const failures = (confirmed ?? []).flatMap((each) => {
    const outcome = grant.outcomeOf(each);
    return outcome instanceof Error ? { grant: each, error: outcome } : [];
  });

  const assign = (wanted: PlannedGrant[]) => {
    setConfirmed(wanted);
    grant.assign({ vault, policyId, principalId, grants: wanted }, onClose);
  };

  return (
    <ContextPane
      open
      title="Grant missing permissions"
      subtitle={planWords(grants)}
      onClose={onClose}
      footer={
        <>
          {failures.length > 0 && !grant.isAssigning ? (
            <Button appearance="primary" onClick={() => assign(failures.map((failure) => failure.grant))}>
              Retry failed ({failures.length})
            </Button>
          ) : (
            <Button
              appearance="primary"
              disabledFocusable={grant.isAssigning || grants.length === 0}
              onClick={() => assign(planned)}
            >
              {grant.isAssigning ? `Assigning roles (${grant.done} of ${grant.total})…` : 'Confirm'}
            </Button>
          )}
          <Button onClick={onClose}>{grant.isAssigning || confirmed ? 'Close' : 'Cancel'}</Button>
        </>
      }
    >
      <SummaryList
        heading="What will be granted"
        facts={[
          { label: 'Backup vault', value: vault.name },
          {
            label: 'Managed identity',
            value: (
              <>
                {principalId} <CopyButton text={principalId} label="Copy object ID" />
              </>
            ),
          },
          { label: 'Datasources', value: `${serversOf(grants).size} that miss roles you can assign` },
          { label: 'Scope', value: 'Resource: each role on the narrowest scope that it is needed on' },
        ]}
      />
      <h2 className={wizard.heading}>Roles to assign</h2>
      <Table size="small" aria-label="Roles to assign">
        <TableHeader>
          <TableRow>
            <TableHeaderCell>Role</TableHeaderCell>
            <TableHeaderCell>Scope</TableHeaderCell>
            <TableHeaderCell className={styles.status}>{confirmed ? 'Status' : 'For servers'}</TableHeaderCell>
          </TableRow>
        </TableHeader>
        <TableBody>
          {grants.map((each) => (
            <TableRow key={needKey(each)}>
              <TableCell className={styles.wrap}>{each.roleName}</TableCell>
              <TableCell className={styles.wrap} title={each.scope}>
                {scopeWords(each.scope)}
              </TableCell>
              <TableCell className={styles.status}>
                {confirmed ? <Outcome outcome={grant.outcomeOf(each)} /> : each.serverIds.length}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {failures.map((failure) => (
        <div key={needKey(failure.grant)} className={styles.problem}>
          <ProblemBar title={`${failure.grant.roleName} on ${scopeWords(failure.grant.scope)}`} error={failure.error} />
        </div>
      ))}
    </ContextPane>
  );
}

function planWords(grants: readonly PlannedGrant[]): string {
  const scopes = new Set(grants.map((each) => idKey(each.scope))).size;
  return `${grants.length} role assignment${grants.length === 1 ? '' : 's'} at ${scopes} scope${scopes === 1 ? '' : 's'}`;
}

function Outcome({ outcome }: { outcome: GrantOutcome | undefined }) {
  if (outcome === undefined || outcome === 'waiting') return <StatusText kind="neutral" text="Waiting" />;
  if (outcome === 'running') return <StatusText kind="running" text="Assigning…" />;
  if (outcome === 'done') return <StatusText kind="success" text="Assigned" />;
  return <StatusText kind="error" text="Failed" />;
}
