import { makeStyles, tokens } from '@fluentui/react-components';
import { useId } from 'react';
import { needKey } from '#protocol/authorization.ts';
import { lastName } from '#protocol/resource-id.ts';
import { StaticTable, type StaticColumn } from '#ui/grid/StaticTable.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { useSubscriptionNames } from '../useSubscriptionNames.ts';
import { useWizardStyles } from '../wizard-styles.ts';
import type { GrantOutcome, PlannedGrant } from './grant-plan.ts';
import { scopeWords } from './scope-words.ts';

/** Nobody reads more; failed ones come first. */
const MOST_ROWS = 100;
const MOST_NAMES = 3;

const useStyles = makeStyles({
  more: { color: tokens.colorNeutralForeground3 },
});

interface GrantTableProps {
  grants: readonly PlannedGrant[];
  /** By the grant's key; undefined before anything was sent. */
  outcomes: ReadonlyMap<string, GrantOutcome> | undefined;
}

/** Each role assignment: role, scope, its servers, and its result. */
export function GrantTable({ grants, outcomes }: GrantTableProps) {
  const styles = useStyles();
  const wizard = useWizardStyles();
  const headingId = useId();
  const subscriptionName = useSubscriptionNames();
  const outcomeOf = (each: PlannedGrant) => outcomes?.get(needKey(each));
  const failed = grants.filter((each) => outcomeOf(each) instanceof Error);
  const others = grants.filter((each) => !(outcomeOf(each) instanceof Error));
  const columns: StaticColumn<PlannedGrant>[] = [
    { title: 'Role', cell: (each) => each.roleName },
    {
      title: 'Scope',
      width: '28%',
      cell: (each) => <span title={each.scope}>{scopeWords(each.scope, subscriptionName)}</span>,
    },
    { title: 'For servers', width: '28%', cell: (each) => <ServerNames grant={each} /> },
    ...(outcomes
      ? [{ title: 'Status', width: '130px', cell: (each: PlannedGrant) => <Outcome outcome={outcomeOf(each)} /> }] // icon and the word Assigning
      : []),
  ];
  return (
    <section aria-labelledby={headingId}>
      <h2 id={headingId} className={wizard.heading}>
        Roles to assign
      </h2>
      <StaticTable
        ariaLabel="Roles to assign"
        columns={columns}
        rows={[...failed, ...others].slice(0, MOST_ROWS)}
        rowKey={needKey}
      />
      {grants.length > MOST_ROWS && (
        <p className={styles.more}>and {(grants.length - MOST_ROWS).toLocaleString()} more of the same kind</p>
      )}
    </section>
  );
}

function ServerNames({ grant: { serverIds } }: { grant: PlannedGrant }) {
  const names = serverIds.map((id) => lastName(id));
  const more = names.length - MOST_NAMES;
  return (
    <span title={names.slice(0, MOST_ROWS).join(', ')}>
      {names.slice(0, MOST_NAMES).join(', ')}
      {more > 0 && ` and ${more} more`}
    </span>
  );
}

function Outcome({ outcome }: { outcome: GrantOutcome | undefined }) {
  if (outcome === undefined || outcome === 'waiting') return <StatusText kind="neutral" text="Waiting" />;
  if (outcome === 'running') return <StatusText kind="running" text="Assigning…" />;
  if (outcome === 'done') return <StatusText kind="success" text="Assigned" />;
  return <StatusText kind="error" text="Failed" />;
}
