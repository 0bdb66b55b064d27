import { Button, Field, MessageBar, MessageBarBody, Radio, RadioGroup, Spinner } from '@fluentui/react-components';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ROLE_IDS } from '#protocol/authorization.ts';
import { groupScopeOf, parseResourceId, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';
import { assignRole, permissions, roleAssignments, type RoleGrant } from '#resources/authorization.ts';
import { news } from '#resources/mutation-meta.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { CopyButton } from '#ui/page/CopyButton.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import { useRestoreWizard } from './restore-context.ts';
import { useRestoreStyles } from './restore-styles.ts';

interface GrantPaneProps {
  accountId: ResourceId;
  principalId: string;
  onClose: () => void;
}

const SCOPES = { account: 'Storage account', group: 'Resource group', subscription: 'Subscription' } as const;
type ScopeName = keyof typeof SCOPES;

/** Gives the vault's identity the one role that a restore as files needs, at the chosen scope. */
export function GrantPane({ accountId, principalId, onClose }: GrantPaneProps) {
  const { vault, validate } = useRestoreWizard();
  const styles = useRestoreStyles();
  const [scopeName, setScopeName] = useState<ScopeName>('account');
  const scope = scopeOf(accountId, scopeName);
  const refused = useQuery(permissions.withoutAssigning([scope]));
  const isRefused = (refused.data?.length ?? 0) > 0;
  const grant = useMutation({
    mutationFn: (wanted: RoleGrant) => assignRole(wanted),
    onSuccess: () => {
      onClose();
      validate();
    },
    meta: news<RoleGrant>({
      notification: {
        start: {
          title: 'Assigning roles',
          body: `1 role assignment for '${vault?.name ?? ''}' at ${SCOPES[scopeName].toLowerCase()} scope.`,
        },
        done: { title: 'Roles assigned' },
        failed: { title: 'Failed to assign roles' },
      },
      invalidates: [roleAssignments.all()],
    }),
  });
  return (
    <ContextPane
      open
      title="Grant missing permissions"
      onClose={onClose}
      footer={
        <>
          <Button
            appearance="primary"
            disabledFocusable={grant.isPending || refused.isPending || isRefused}
            icon={grant.isPending ? <Spinner size="tiny" aria-hidden="true" /> : null}
            onClick={() => grant.mutate({ scope, roleId: ROLE_IDS.storageBlobDataContributor, principalId })}
          >
            Confirm
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      {grant.error && <ProblemBar title="The role was not assigned" error={grant.error} />}
      <SummaryList
        heading="What will be granted"
        facts={[
          { label: 'Role', value: 'Storage Blob Data Contributor' },
          { label: 'Backup vault', value: vault?.name ?? '–' },
          {
            label: 'Managed identity',
            value: (
              <>
                {principalId} <CopyButton text={principalId} label="Copy object ID" />
              </>
            ),
          },
          { label: 'Required on', value: scope },
        ]}
      />
      <Field className={styles.paneField} label="Scope">
        <RadioGroup value={scopeName} onChange={(_, { value }) => setScopeName(value as ScopeName)}>
          {Object.entries(SCOPES).map(([value, label]) => (
            <Radio key={value} value={value} label={label} />
          ))}
        </RadioGroup>
      </Field>
      {isRefused && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>
            You don&apos;t have permission to assign roles at this scope. Choose a narrower one.
          </MessageBarBody>
        </MessageBar>
      )}
      {scopeName === 'subscription' && !isRefused && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>This lets the vault write into every storage account of the subscription.</MessageBarBody>
        </MessageBar>
      )}
    </ContextPane>
  );
}

function scopeOf(accountId: ResourceId, name: ScopeName): ResourceId {
  if (name === 'account') return accountId;
  return name === 'group'
    ? groupScopeOf(accountId)
    : subscriptionScope(parseResourceId(accountId)?.subscriptionId ?? '');
}
