import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { PeopleRegular } from '@fluentui/react-icons/svg/people';
import { PersonKeyRegular } from '@fluentui/react-icons/svg/person-key';
import { useState, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { DELETE_ROLE_ASSIGNMENT, WRITE_ROLE_ASSIGNMENT } from '#protocol/authorization.ts';
import { roleGrantAt, roleRemovalAt } from '#protocol/refusals.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { permissions, roleAssignments, roleDefinitions } from '#resources/authorization.ts';
import { subscriptionName, subscriptions } from '#resources/subscriptions.ts';
import { refreshRefusals, useRefusals } from '#resources/useRefusals.ts';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { FilterPills } from '#ui/grid/FilterPills.tsx';
import { FilterSearch } from '#ui/grid/FilterSearch.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { Page } from '#ui/page/Page.tsx';
import type { Crumb } from '#ui/page/PageFrame.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { useAddressFilters } from '#ui/grid/useAddressFilters.ts';
import { useAddressSort } from '#ui/grid/useAddressSort.ts';
import { AccessTabs, tabIdOf, tabIn } from './AccessTabs.tsx';
import { ACCESS_COLUMNS } from './access-columns.tsx';
import { missingRight, READ_ROLE_ASSIGNMENT } from './access-rights.ts';
import { accessRows, matchesAccess, whyNotRemovable, type AccessRow } from './access-rows.ts';
import { useRoleCommands } from './roles/role-commands.tsx';
import { useKnownIdentities } from './useKnownIdentities.ts';

// Loaded when they are opened.
const AddRoleAssignmentPane = loadedWhenShown(
  async () => (await import('./AddRoleAssignmentPane.tsx')).AddRoleAssignmentPane,
);
const RolesTab = loadedWhenShown(async () => (await import('./roles/RolesTab.tsx')).RolesTab);
const CheckAccessPane = loadedWhenShown(async () => (await import('./CheckAccessPane.tsx')).CheckAccessPane);
const RemoveDialog = loadedWhenShown(async () => (await import('./RemoveDialog.tsx')).RemoveDialog);

const useStyles = makeStyles({
  note: { margin: `0 0 ${tokens.spacingVerticalM}`, maxWidth: '800px' }, // a line of comfortable length
  footnote: {
    margin: `${tokens.spacingVerticalM} 0 0`,
    fontSize: tokens.fontSizeBase200,
    color: tokens.colorNeutralForeground2,
  },
});

interface AccessControlProps {
  scope: ResourceId;
  breadcrumb: readonly Crumb[];
  title: string;
  subtitle: string;
  menu: ReactNode;
}

/** **Access control (IAM)** of anything that roles can be given at: who may do what, and changing it. */
export function AccessControl({ scope, ...frame }: AccessControlProps) {
  const client = useQueryClient();
  const [params, setParams] = useSearchParams();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [isRemoving, setRemoving] = useState(false);
  const isRoles = tabIn(params) === 'roles';
  const roleCommands = useRoleCommands(scope, isRoles);
  const query = useQuery(roleAssignments.at(scope));
  const { data: granted, isPending: isAsking } = useQuery(permissions.at(scope));
  const rows = useAccessRows(scope, query.data);
  const { data: definitions = [] } = useQuery(roleDefinitions.at(scope));
  const missing = (action: string) => missingRight(granted, action, definitions);
  // The same rights, said with the roles that have them; and locks.
  const { refused } = useRefusals({ add: roleGrantAt(scope), remove: roleRemovalAt(scope) });
  const noAdd = missing(WRITE_ROLE_ASSIGNMENT) ?? refused.add;

  // What was removed meanwhile, here or elsewhere, is chosen no more.
  const removable = rows.filter(({ id }) => chosen.has(id));
  const pane = params.get('pane');
  const showPane = (wanted: 'add' | 'check-access' | undefined) => {
    const next = new URLSearchParams(params);
    if (wanted === undefined) next.delete('pane');
    else next.set('pane', wanted);
    setParams(next, { replace: wanted === undefined });
  };
  const close = () => {
    showPane(undefined);
  };
  const refresh = () => {
    void query.refetch();
    refreshRefusals(client);
  };
  return (
    <Page
      {...frame}
      commands={
        isRoles
          ? roleCommands
          : [
              {
                key: 'add',
                label: 'Add role assignment',
                icon: <AddRegular />,
                primary: true,
                onClick: () => {
                  showPane('add');
                },
                disabledReason: noAdd,
              },
              {
                key: 'check',
                label: 'Check access',
                icon: <PersonKeyRegular />,
                onClick: () => {
                  showPane('check-access');
                },
              },
              {
                key: 'remove',
                label: 'Remove',
                icon: <DeleteRegular />,
                onClick: () => {
                  setRemoving(true);
                },
                disabledReason:
                  missing(DELETE_ROLE_ASSIGNMENT) ??
                  refused.remove ??
                  (removable.length === 0 ? 'Select the role assignments to remove.' : undefined),
              },
              { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: refresh },
            ]
      }
    >
      <AccessTabs />
      {isRoles ? (
        <RolesTab scope={scope} />
      ) : (
        <div role="tabpanel" aria-labelledby={tabIdOf('assignments')}>
          <NotAllowed reason={query.error && missing(READ_ROLE_ASSIGNMENT)} />
          {/* A link may lead to what this person may not do. */}
          <NotAllowed reason={pane === 'add' ? noAdd : undefined} />
          <Loadable query={query} skeleton={<RowsSkeleton />} what="The role assignments">
            {() => <AccessList rows={rows} chosen={chosen} onChoose={setChosen} />}
          </Loadable>
        </div>
      )}
      {pane === 'add' && !isAsking && noAdd === undefined && (
        <AddRoleAssignmentPane scope={scope} definitions={definitions} onClose={close} />
      )}
      {pane === 'check-access' && <CheckAccessPane scope={scope} onClose={close} />}
      {isRemoving && (
        <RemoveDialog
          rows={removable}
          onClose={() => {
            setRemoving(false);
          }}
        />
      )}
    </Page>
  );
}

/** What the person lacks to do what the page was opened for. */
function NotAllowed({ reason }: { reason: string | null | undefined }) {
  const styles = useStyles();
  return reason == null ? null : <p className={styles.note}>{reason} Check access shows what you may do here.</p>;
}

function useAccessRows(scope: ResourceId, assignments: Parameters<typeof accessRows>[0] | undefined): AccessRow[] {
  const { data: definitions = [] } = useQuery(roleDefinitions.at(scope));
  const { data: names } = useQuery(subscriptions.list());
  const identities = useKnownIdentities();
  return accessRows(assignments ?? [], {
    scope,
    definitions,
    identities,
    subscriptionName: (id) => subscriptionName(names, id),
  });
}

interface AccessListProps {
  rows: readonly AccessRow[];
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
}

function AccessList({ rows, chosen, onChoose }: AccessListProps) {
  const styles = useStyles();
  const { filters, change, clear } = useAddressFilters(['q', 'role', 'type', 'scope']);
  const order = useAddressSort({ columnId: 'role', direction: 'ascending' });
  const shown = rows.filter((row) => matchesAccess(row, { ...filters, text: filters.q }));
  return (
    <>
      <FilterPills
        search={
          <FilterSearch
            placeholder="Search by name, object ID or role"
            initial={filters.q}
            onChange={(value) => {
              change('q', value);
            }}
          />
        }
        pills={[
          {
            label: 'Type',
            value: filters.type,
            options: withAll([...rows.map(({ type }) => type), filters.type]),
            onChange: (value) => {
              change('type', value);
            },
          },
          {
            label: 'Role',
            value: filters.role,
            options: withAll([...rows.map(({ role }) => role), filters.role]),
            onChange: (value) => {
              change('role', value);
            },
          },
          {
            label: 'Scope',
            value: filters.scope,
            options: [
              { value: '', label: 'All' },
              { value: 'here', label: 'This resource' },
              { value: 'inherited', label: 'Inherited' },
            ],
            onChange: (value) => {
              change('scope', value);
            },
          },
        ]}
        count={shown.length === 1 ? '1 role assignment' : `${String(shown.length)} role assignments`}
      />
      <Grid
        ariaLabel="Role assignments"
        columns={ACCESS_COLUMNS}
        rows={shown}
        rowKey={({ id }) => id}
        {...order}
        minWidth={680}
        selection={{
          selected: chosen,
          onChange: onChoose,
          labelOf: ({ who, role }) => `${role} of ${who}`,
          what: 'role assignments',
          whyNot: whyNotRemovable,
        }}
        empty={
          rows.length === 0 ? (
            <EmptyState picture={<PeopleRegular />} heading="No role assignments">
              Nobody was given a role at this scope or above it.
            </EmptyState>
          ) : (
            <EmptyState
              picture={<PeopleRegular />}
              heading="No role assignments match the filters"
              action={<Button onClick={clear}>Clear filters</Button>}
            >
              Change the search or the filters, or clear them.
            </EmptyState>
          )
        }
      />
      {rows.some(({ vaultId }) => vaultId === undefined) && (
        <p className={styles.footnote}>
          People, groups and applications are shown by their object ID. Their names stand in the directory.
        </p>
      )}
    </>
  );
}

/** Each value once, in order, after **All**. */
const withAll = (values: readonly string[]) => [
  { value: '', label: 'All' },
  ...[...new Set(values)]
    .filter((value) => value !== '')
    .sort()
    .map((value) => ({ value, label: value })),
];
