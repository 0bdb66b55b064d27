import { makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import type { GrantScope, RoleNeed } from '#protocol/authorization.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { subscriptionName, subscriptions } from '#resources/subscriptions.ts';
import { CopyButton } from '#ui/page/CopyButton.tsx';
import { GrantScopeField } from '#ui/form/GrantScopeField.tsx';
import { scopeText, scopeView } from '#protocol/scope-text.ts';
import { StaticTable } from '#ui/grid/StaticTable.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';

const useStyles = makeStyles({
  root: { marginBlockEnd: tokens.spacingVerticalXXL },
  heading: {
    margin: `0 0 ${tokens.spacingVerticalS}`,
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
  bar: { marginBlockEnd: tokens.spacingVerticalL },
});

const STATUSES = {
  missing: <StatusText kind="error" text="Missing" />,
  assigning: <StatusText kind="running" text="Assigning…" />,
  assigned: <StatusText kind="success" text="Assigned" />,
} as const;

interface MissingRolesProps {
  /** Each role with the scope at which it would be assigned. */
  grants: readonly RoleNeed[];
  scope: GrantScope;
  /** The scopes at which the person may not assign roles. */
  refusedScopes: readonly ResourceId[];
  /** What is being done about all of them. */
  status: keyof typeof STATUSES;
  /** Absent when the person may not assign roles anyway, or is assigning them. */
  onScope: ((scope: GrantScope) => void) | undefined;
}

/** The roles that the vault's identity lacks, and their scopes. */
export function MissingRoles({ grants, scope, refusedScopes, status, onScope }: MissingRolesProps) {
  const styles = useStyles();
  const headingId = useId();
  const { data: names } = useQuery(subscriptions.list());
  const wordsOf = (at: ResourceId) => scopeText(scopeView(at, (id) => subscriptionName(names, id)));
  return (
    <section aria-labelledby={headingId} className={styles.root}>
      <h2 id={headingId} className={styles.heading}>
        Missing roles
      </h2>
      {onScope && <GrantScopeField scope={scope} onChange={onScope} />}
      {refusedScopes.length > 0 && (
        <MessageBar intent="error" layout="multiline" className={styles.bar}>
          <MessageBarBody>
            You don&apos;t have permission to assign roles on: {refusedScopes.map(wordsOf).join(', ')}. Choose a
            narrower scope.
          </MessageBarBody>
        </MessageBar>
      )}
      <StaticTable
        ariaLabel="Missing roles"
        columns={[
          { title: 'Role', cell: ({ roleName }) => roleName },
          {
            title: 'Required on',
            width: '36%',
            cell: ({ scope: at }) => (
              <span title={at}>
                {wordsOf(at)} <CopyButton text={at} label={`Copy ID of ${wordsOf(at)}`} />
              </span>
            ),
          },
          { title: 'Status', width: '130px', cell: () => STATUSES[status] }, // icon and the word Assigning
        ]}
        rows={grants}
        rowKey={({ roleId, scope: at }) => `${roleId}@${at}`}
      />
    </section>
  );
}
