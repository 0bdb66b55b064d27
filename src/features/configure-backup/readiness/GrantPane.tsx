import { Button, ProgressBar } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { GrantScope } from '#protocol/authorization.ts';
import type { Vault } from '#protocol/data-protection.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { permissions } from '#resources/authorization.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { CopyButton } from '#ui/page/CopyButton.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import { readinessIn } from '../problems.ts';
import { useWizard } from '../wizard-context.ts';
import { useWizardStyles } from '../wizard-styles.ts';
import { GrantFailures } from './GrantFailures.tsx';
import { planGrants, planWords, scopesOf, serversOf, type PlannedGrant } from './grant-plan.ts';
import { endedOf, failuresOf, type GrantRequest } from './grant-run.ts';
import { GrantScopeChoice } from './GrantScopeChoice.tsx';
import { GrantTable } from './GrantTable.tsx';

interface GrantPaneProps {
  vault: Vault;
  policyId: ResourceId;
  principalId: string;
  /** The rows that the command was used on. */
  serverIds: readonly ResourceId[];
  onClose: () => void;
}

/** Shows exactly which role assignments will be made, makes them, and shows each result. */
export function GrantPane({ vault, policyId, principalId, serverIds, onClose }: GrantPaneProps) {
  const { grant, facts } = useWizard();
  const [scope, setScope] = useState<GrantScope>('resource');
  const candidates = serverIds.map((serverId) => ({ serverId, readiness: readinessIn(facts, serverId) }));
  const all = planGrants(candidates, scope);
  const refusedAt = useRefused(all, scope);
  const isRefused = ({ scope: at }: PlannedGrant) => refusedAt.keys.has(idKey(at));
  const planned = all.filter((each) => !isRefused(each));
  // Sent assignments stay in view while their rows change state, also when the pane is opened again.
  const { request } = grant;
  const grants = request?.grants ?? planned;
  return (
    <ContextPane
      open
      size="large"
      title="Grant missing permissions"
      subtitle={planWords(grants)}
      onClose={onClose}
      footer={
        request ? (
          <SentButtons request={request} onClose={onClose} />
        ) : (
          <>
            <Button
              appearance="primary"
              disabledFocusable={refusedAt.isPending || grants.length === 0}
              onClick={() => grant.assign({ vault, policyId, principalId, scope, grants }, onClose)}
            >
              Confirm
            </Button>
            <Button onClick={onClose}>Cancel</Button>
          </>
        )
      }
    >
      <VaultFacts vault={vault} principalId={principalId} servers={serversOf(grants).size} />
      {request ? (
        <SentProgress request={request} />
      ) : (
        <GrantScopeChoice scope={scope} onChange={setScope} planned={all} refused={all.filter(isRefused)} />
      )}
      <GrantTable grants={grants} outcomes={request && grant.outcomes} />
    </ContextPane>
  );
}

/**
 * At a wider scope than the rows were checked for, this person may have fewer rights: known before anything is sent.
 */
function useRefused(grants: readonly PlannedGrant[], scope: GrantScope) {
  const scopes = scope === 'resource' ? [] : scopesOf(grants);
  const { data, isPending } = useQuery({ ...permissions.withoutAssigning(scopes), enabled: scopes.length > 0 });
  const keys = useMemo(() => new Set(data), [data]);
  return { keys, isPending: isPending && scopes.length > 0 };
}

/** While roles are assigned, and afterwards when some failed. */
function SentButtons({ request, onClose }: { request: GrantRequest; onClose: () => void }) {
  const { assign, outcomes, isAssigning } = useWizard().grant;
  const failed = failuresOf(request.grants, outcomes).map((failure) => failure.grant);
  return (
    <>
      {(isAssigning || failed.length > 0) && (
        <Button
          appearance="primary"
          disabledFocusable={isAssigning}
          onClick={() => assign({ ...request, grants: failed }, onClose)}
        >
          {isAssigning
            ? `Assigning roles (${endedOf(outcomes)} of ${request.grants.length})…`
            : `Retry failed (${failed.length})`}
        </Button>
      )}
      <Button onClick={onClose}>Close</Button>
    </>
  );
}

function SentProgress({ request }: { request: GrantRequest }) {
  const { outcomes, isAssigning } = useWizard().grant;
  const wizard = useWizardStyles();
  const failures = failuresOf(request.grants, outcomes);
  const ended = endedOf(outcomes);
  const total = request.grants.length;
  return (
    <>
      <p role="status">
        {isAssigning
          ? 'Roles are being assigned. You can close this pane; it continues, and the rows and the notification show the progress.'
          : `${ended - failures.length} of ${total} role assignments done, ${failures.length} failed.`}
      </p>
      {isAssigning ? (
        <ProgressBar className={wizard.bar} value={ended} max={total} aria-label="Role assignments made" />
      ) : (
        <GrantFailures failures={failures} />
      )}
    </>
  );
}

function VaultFacts({ vault, principalId, servers }: { vault: Vault; principalId: string; servers: number }) {
  return (
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
        {
          label: 'Datasources',
          value: `${servers} server${servers === 1 ? '' : 's'} that ${servers === 1 ? 'misses' : 'miss'} roles`,
        },
      ]}
    />
  );
}
