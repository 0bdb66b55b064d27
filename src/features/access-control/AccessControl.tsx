import { useQuery, useQueryClient } from '@tanstack/react-query';
import { makeStyles, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { PersonKeyRegular } from '@fluentui/react-icons/svg/person-key';
import { useMemo, useState, type ReactNode } from 'react';
import { DELETE_ROLE_ASSIGNMENT, WRITE_ROLE_ASSIGNMENT, type RoleDefinition } from '#protocol/authorization.ts';
import { roleGrantAt, roleRemovalAt } from '#protocol/refusals.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { permissions, roleAssignments, roleDefinitions } from '#resources/authorization.ts';
import { useSubscriptionName } from '#resources/useNames.ts';
import { refreshRefusals, useRefusals } from '#resources/useRefusals.ts';
import { List } from '#ui/list/List.tsx';
import { rowsFrom, useList } from '#ui/list/useList.ts';
import { useAddress } from '#ui/page/address.ts';
import { Page } from '#ui/page/Page.tsx';
import type { Crumb } from '#ui/page/PageFrame.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { AccessTabs, tabIdOf, tabIn } from './AccessTabs.tsx';
import { ACCESS_LIST } from './access-list.tsx';
import { missingRight, READ_ROLE_ASSIGNMENT } from './access-rights.ts';
import { accessRows, whyNotRemovable, type AccessRow } from './access-rows.ts';
import { RolesTab, useRolesTab } from './roles/RolesTab.tsx';
import { useKnownIdentities } from './useKnownIdentities.ts';

// Loaded when they are opened.
const AddRoleAssignmentPane = loadedWhenShown(
  async () => (await import('./AddRoleAssignmentPane.tsx')).AddRoleAssignmentPane,
);
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

/** **Access control (IAM)** of anything that roles can be assigned at: who has which access, and changing it. */
export function AccessControl({ scope, ...frame }: AccessControlProps) {
  const styles = useStyles();
  const client = useQueryClient();
  const address = useAddress<'tab' | 'pane'>();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [isRemoving, setRemoving] = useState(false);
  const isRoles = tabIn(address) === 'roles';
  const roles = useRolesTab(scope, isRoles);
  const query = useQuery(roleAssignments.at(scope));
  const { data: granted, isPending: isAsking } = useQuery(permissions.at(scope));
  const { data: definitions = NONE } = useQuery(roleDefinitions.at(scope));
  const subscriptionName = useSubscriptionName();
  const identities = useKnownIdentities();
  const rows = useMemo(
    () => query.data && accessRows(query.data, { scope, definitions, identities, subscriptionName }),
    [query.data, scope, definitions, identities, subscriptionName],
  );
  const missing = (action: string) => missingRight(granted, action, definitions);
  // The same rights, with the roles that grant them; and locks.
  const { refused } = useRefusals({ add: roleGrantAt(scope), remove: roleRemovalAt(scope) });
  const noAdd = missing(WRITE_ROLE_ASSIGNMENT) ?? refused.add;
  const view = useList(ACCESS_LIST, {
    source: rowsFrom(query, rows),
    refresh: () => {
      void query.refetch();
      refreshRefusals(client);
    },
    selection: { selected: chosen, onChange: setChosen, labelOf, what: 'role assignments', whyNot: whyNotRemovable },
  });

  // A row that was removed meanwhile, here or elsewhere, is no longer chosen.
  const removable = (rows ?? []).filter(({ id }) => chosen.has(id));
  const pane = address.get('pane');
  const close = () => {
    address.show({ pane: undefined });
  };
  return (
    <Page
      {...frame}
      commands={
        isRoles
          ? roles.commands
          : [
              {
                key: 'add',
                label: 'Add role assignment',
                icon: <AddRegular />,
                primary: true,
                onClick: () => {
                  address.show({ pane: 'add' });
                },
                disabledReason: noAdd,
              },
              {
                key: 'check',
                label: 'Check access',
                icon: <PersonKeyRegular />,
                onClick: () => {
                  address.show({ pane: 'check-access' });
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
              ...view.commands,
            ]
      }
    >
      <AccessTabs />
      {isRoles ? (
        <RolesTab scope={scope} view={roles.view} />
      ) : (
        <div role="tabpanel" aria-labelledby={tabIdOf('assignments')}>
          <NotAllowed reason={query.error && missing(READ_ROLE_ASSIGNMENT)} />
          {/* A link may open a pane that this person may not use. */}
          <NotAllowed reason={pane === 'add' ? noAdd : undefined} />
          <List view={view} />
          {rows?.some(({ vaultId }) => vaultId === undefined) && (
            <p className={styles.footnote}>
              People, groups and applications are shown by their object ID. Their names are in the directory.
            </p>
          )}
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

const NONE: readonly RoleDefinition[] = [];
const labelOf = ({ who, role }: AccessRow): string => `${role} of ${who}`;

/** The right that the person lacks for the pane that the link opens. */
function NotAllowed({ reason }: { reason: string | null | undefined }) {
  const styles = useStyles();
  return reason == null ? null : <p className={styles.note}>{reason} Check access shows what you may do here.</p>;
}
