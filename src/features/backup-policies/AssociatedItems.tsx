import type { UseQueryResult } from '@tanstack/react-query';
import { makeStyles } from '@fluentui/react-components';
import { useEffect, useMemo, useRef } from 'react';
import { useLocation } from 'react-router';
import type { BackupInstance } from '#protocol/data-protection.ts';
import type { BackupPolicyProperties } from '#protocol/policy.ts';
import { parseResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { serviceTime } from '#resources/service-time.ts';
import { Grid } from '#ui/grid/Grid.tsx';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byText } from '#ui/grid/grid-sort.ts';
import { Loadable } from '#ui/state/Loadable.tsx';
import { protectionStatusView } from '#ui/text/protection-status.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { stateOf } from '#ui/text/instance-commands.ts';
import { NextBackup } from '#ui/text/NextBackup.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { Section } from './Section.tsx';

// It takes the focus when the address names the items, so that reading begins here; no outline is needed.
const useStyles = makeStyles({ root: { outlineStyle: 'none' }, empty: { margin: '0' } });

interface AssociatedItemsProps {
  query: UseQueryResult<BackupInstance[]>;
  policy: BackupPolicyProperties;
}

/** The backup instances that the policy protects, and when it backs each of them up next. */
export function AssociatedItems({ query, policy }: AssociatedItemsProps) {
  const styles = useStyles();
  const columns = useMemo(() => [...COLUMNS, nextBackupBy(policy)], [policy]);
  return (
    <div ref={useFocusOnHash()} tabIndex={-1} className={styles.root}>
      <Section heading="Associated items">
        <Loadable query={query} skeleton={<RowsSkeleton rows={2} />} what="The associated items">
          {(instances) =>
            instances.length === 0 ? (
              <p className={styles.empty}>No backup instance uses this policy.</p>
            ) : (
              <Grid
                ariaLabel="Associated items"
                columns={columns}
                rows={instances}
                rowKey={({ id }) => id}
                sort={{ columnId: 'instance', direction: 'ascending' }}
              />
            )
          }
        </Loadable>
      </Section>
    </div>
  );
}

/** Focuses the items when the address ends with `#associated-items`. */
function useFocusOnHash() {
  const ref = useRef<HTMLDivElement>(null);
  const { hash, key } = useLocation();
  useEffect(() => {
    if (hash === '#associated-items') ref.current?.focus();
  }, [hash, key]);
  return ref;
}

const COLUMNS: GridColumn<BackupInstance>[] = [
  {
    id: 'instance',
    title: 'Backup instance',
    cell: (instance) => <RouteLink to={paths.instance(instance.id)}>{instance.properties.friendlyName}</RouteLink>,
    compare: byText(({ properties }) => properties.friendlyName),
  },
  { id: 'group', title: 'Datasource resource group', cell: (instance) => groupOf(instance), compare: byText(groupOf) },
  {
    id: 'status',
    title: 'Protection status',
    cell: ({ properties }) => <StatusText {...protectionStatusView(properties.currentProtectionState)} />,
    compare: byText(({ properties }) => protectionStatusView(properties.currentProtectionState).text),
  },
];

const nextBackupBy = (policy: BackupPolicyProperties): GridColumn<BackupInstance> => ({
  id: 'next',
  title: 'Next scheduled backup',
  cell: (instance) => <NextBackup state={stateOf(instance)} policy={policy} now={serviceTime()} />,
});

function groupOf({ properties }: BackupInstance): string {
  return parseResourceId(properties.dataSourceInfo.resourceID)?.resourceGroup ?? '';
}
