import { useQuery, useQueryClient } from '@tanstack/react-query';
import { makeStyles, tokens } from '@fluentui/react-components';
import { KeyRegular } from '@fluentui/react-icons/svg/key';
import type { ResourceId } from '#protocol/resource-id.ts';
import { roleAssignments, roleDefinitions } from '#resources/authorization.ts';
import { fillGaps } from '#resources/gathered.ts';
import { subscriptionName, subscriptions } from '#resources/subscriptions.ts';
import { DateTime } from '#ui/text/DateTime.tsx';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { GapBar } from '#ui/state/GapBar.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byText } from '#ui/grid/grid-sort.ts';
import { Loadable } from '#ui/state/Loadable.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { identityRoles, type IdentityRole } from './identity-roles.ts';

const useStyles = makeStyles({
  heading: {
    margin: `${tokens.spacingVerticalXXL} 0 ${tokens.spacingVerticalS}`,
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
});

const COLUMNS: readonly GridColumn<IdentityRole>[] = [
  { id: 'role', title: 'Role', cell: ({ role }) => role, compare: byText(({ role }) => role) },
  {
    id: 'scope',
    title: 'Scope',
    cell: ({ scope, scopeId }) => <span title={scopeId}>{scope}</span>,
    compare: byText(({ scope }) => scope),
  },
  {
    id: 'since',
    title: 'Since',
    cell: ({ since }) => <DateTime value={since} />,
    compare: byText(({ since }) => since),
    width: 220,
  },
];

interface IdentityRolesProps {
  vaultId: ResourceId;
  principalId: string;
}

/** **Azure role assignments** of the vault's identity, in all subscriptions. */
export function IdentityRoles({ vaultId, principalId }: IdentityRolesProps) {
  const styles = useStyles();
  const client = useQueryClient();
  const options = roleAssignments.gatheredOf(principalId);
  const query = useQuery(options);
  const { data: definitions = [] } = useQuery(roleDefinitions.at(vaultId));
  const { data: names } = useQuery(subscriptions.list());
  return (
    <section aria-label="Azure role assignments">
      <h2 className={styles.heading}>Azure role assignments</h2>
      <Loadable query={query} skeleton={<RowsSkeleton rows={4} />} what="The role assignments">
        {({ items, gaps }) => (
          <>
            <GapBar what="role assignments" gaps={gaps} onRetry={() => void fillGaps(client, options.queryKey)} />
            <Grid
              ariaLabel="Azure role assignments"
              columns={COLUMNS}
              rows={identityRoles(items, definitions, (id) => subscriptionName(names, id))}
              rowKey={({ id }) => id}
              sort={{ columnId: 'scope', direction: 'ascending' }}
              empty={
                <EmptyState picture={<KeyRegular />} heading="The identity has no roles">
                  To back up a server, the vault needs the PostgreSQL Flexible Server Long Term Retention Backup Role on
                  it, and Reader on its resource group. Configure backup assigns them.
                </EmptyState>
              }
            />
          </>
        )}
      </Loadable>
    </section>
  );
}
