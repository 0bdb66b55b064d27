import { useQuery } from '@tanstack/react-query';
import { makeStyles, tokens } from '@fluentui/react-components';
import { grantsAction, type Permission } from '#protocol/authorization.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { permissions, roleDefinitions } from '#resources/authorization.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { StaticTable } from '#ui/grid/StaticTable.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { missingRight, tasksAt, type Task } from './access-rights.ts';

const useStyles = makeStyles({
  intro: { margin: `0 0 ${tokens.spacingVerticalL}` },
  details: { marginBlockStart: tokens.spacingVerticalXL },
  actions: {
    margin: `${tokens.spacingVerticalS} 0`,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  },
});

interface CheckAccessPaneProps {
  scope: ResourceId;
  onClose: () => void;
}

/** **Check access**: what the signed-in person may do here. */
export function CheckAccessPane({ scope, onClose }: CheckAccessPaneProps) {
  const styles = useStyles();
  const query = useQuery(permissions.at(scope));
  return (
    <ContextPane title="Check access" subtitle="What you may do here" open onClose={onClose}>
      <p className={styles.intro}>
        All roles that you have here and above count together. A new role can take some minutes to take effect.
      </p>
      <Loadable query={query} skeleton={<RowsSkeleton rows={12} />} what="Your permissions">
        {(granted) => <Access scope={scope} granted={granted} />}
      </Loadable>
    </ContextPane>
  );
}

function Access({ scope, granted }: { scope: ResourceId; granted: readonly Permission[] }) {
  const styles = useStyles();
  const { data: definitions = [] } = useQuery(roleDefinitions.at(scope));
  return (
    <>
      <StaticTable<Task>
        ariaLabel="What you may do"
        columns={[
          { title: 'Task', cell: ({ title, action }) => <span title={action}>{title}</span> },
          {
            title: 'Allowed',
            cell: ({ action }) => (
              <span title={missingRight(granted, action, definitions)}>
                {grantsAction(granted, action) ? (
                  <StatusText kind="success" text="Yes" />
                ) : (
                  <StatusText kind="neutral" text="No" />
                )}
              </span>
            ),
            width: 120,
          },
        ]}
        rows={tasksAt(scope)}
        rowKey={({ action }) => action}
      />
      <details className={styles.details}>
        <summary>Permissions of your roles</summary>
        {granted.length === 0 ? (
          <p>You have no role at this scope.</p>
        ) : (
          granted.map((permission, at) => (
            <pre key={at} className={styles.actions}>
              {JSON.stringify(permission, undefined, 2)}
            </pre>
          ))
        )}
      </details>
    </>
  );
}
