import { Button, MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useState } from 'react';
import { CopyButton } from '#ui/page/CopyButton.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import type { UserFacingError } from '#protocol/errors.ts';
import { lastName } from '#protocol/resource-id.ts';
import { restoreRoleNeeds } from '#protocol/storage.ts';
import { useRestoreWizard } from './restore-context.ts';
import { useRestoreStyles } from './restore-styles.ts';
import type { RestoreVerdict } from './restore-verdict.ts';

const GrantPane = loadedWhenShown(async () => (await import('./GrantPane.tsx')).GrantPane);

/** **Validate** and its result, with the fix where there is one. */
export function Validation() {
  const { verdict, validate } = useRestoreWizard();
  const styles = useRestoreStyles();
  const { data, error, isFetching } = verdict;
  return (
    <section aria-label="Validation">
      <div className={styles.actions}>
        <Button disabledFocusable={isFetching} onClick={validate}>
          {data || error ? 'Revalidate' : 'Validate'}
        </Button>
        <span role="status">
          <State data={data} error={error} isFetching={isFetching} />
        </span>
      </div>
      <VerdictDetails />
    </section>
  );
}

function State({ data, error, isFetching }: ReturnType<typeof useRestoreWizard>['verdict']) {
  if (data?.kind === 'propagating') {
    return <StatusText kind="running" text="Role assigned. Waiting for it to take effect…" />;
  }
  if (isFetching) return <StatusText kind="running" text={data || error ? 'Revalidating…' : 'Validating…'} />;
  if (error) return <StatusText kind="error" text="Validation failed" />;
  switch (data?.kind) {
    case 'ready':
      return data.warnings.length === 0 ? (
        <StatusText kind="success" text="Success" />
      ) : (
        <StatusText kind="warning" text={`Success, with ${counted(data.warnings.length, 'warning')}`} />
      );
    case 'missingRole':
      return data.mayAssign ? (
        <StatusText kind="warning" text="Role assignment not done" />
      ) : (
        <StatusText kind="error" text="User cannot assign roles" />
      );
    case undefined:
      return null;
  }
}

/** What is wrong, by name, and what to do; renders nothing when nothing is. */
function VerdictDetails() {
  const { verdict } = useRestoreWizard();
  const styles = useRestoreStyles();
  const { data, error, isFetching } = verdict;
  if (isFetching && data?.kind !== 'missingRole') return null;
  if (error) {
    return (
      <div className={styles.verdict}>
        <ProblemBar error={error} />
      </div>
    );
  }
  if (data?.kind === 'ready' && data.warnings.length > 0) return <Warnings warnings={data.warnings} />;
  return data?.kind === 'missingRole' ? <MissingRole verdict={data} /> : null;
}

const counted = (count: number, thing: string): string => `${String(count)} ${thing}${count === 1 ? '' : 's'}`;

/** Warnings that the job would end with, shown while another server can still be chosen. */
function Warnings({ warnings }: { warnings: readonly UserFacingError[] }) {
  const styles = useRestoreStyles();
  return (
    <MessageBar intent="warning" layout="multiline" className={styles.verdict}>
      <MessageBarBody>
        <MessageBarTitle>The target server cannot take everything as it was.</MessageBarTitle>
        <ul>
          {warnings.map(({ code, message, recommendedAction = [] }) => (
            <li key={`${code} ${message}`}>
              {message} {recommendedAction.join(' ')}
            </li>
          ))}
        </ul>
      </MessageBarBody>
    </MessageBar>
  );
}

type Missing = Extract<RestoreVerdict, { kind: 'missingRole' }>;

function MissingRole({ verdict }: { verdict: Missing }) {
  const { vault } = useRestoreWizard();
  const styles = useRestoreStyles();
  const [isOpen, setOpen] = useState(false);
  const { accountId, principalId, mayAssign } = verdict;
  const account = lastName(accountId);
  const [need] = restoreRoleNeeds(accountId);
  const command = `az role assignment create --assignee-object-id ${principalId} --assignee-principal-type ServicePrincipal --role ${need?.roleId ?? ''} --scope "${accountId}"`;
  return (
    <>
      <MessageBar intent={mayAssign ? 'warning' : 'error'} layout="multiline" className={styles.verdict}>
        <MessageBarBody>
          <MessageBarTitle>
            The managed identity of {vault?.name ?? 'the vault'} lacks the role {need?.roleName} on the storage account{' '}
            {account}.
          </MessageBarTitle>
          {mayAssign
            ? 'You can assign it.'
            : "You don't have permission to assign roles there. Ask an administrator to run this command, and then select Revalidate."}
          {!mayAssign && (
            <div>
              <code className={styles.code}>{command}</code>
              <CopyButton text={command} label="Copy command" caption="Copy" />
            </div>
          )}
          {mayAssign && (
            <div>
              <Button size="small" onClick={() => setOpen(true)}>
                Assign missing roles
              </Button>
            </div>
          )}
        </MessageBarBody>
      </MessageBar>
      {isOpen && <GrantPane accountId={accountId} principalId={principalId} onClose={() => setOpen(false)} />}
    </>
  );
}
