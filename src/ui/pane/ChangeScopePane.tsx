import { Button, Dropdown, Field, makeStyles, Option, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { ContextPane } from './ContextPane.tsx';
import { FilterPills } from '#ui/grid/FilterPills.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byText } from '#ui/grid/grid-sort.ts';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { SearchField } from '#ui/grid/SearchField.tsx';
import { scopeIn, withScope, type ScopedSubscription, type ScopeFacts } from '#ui/page/subscription-scope.ts';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXL, minHeight: 0 },
  heading: {
    margin: `0 0 ${tokens.spacingVerticalS}`,
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
  problem: { margin: 0, color: tokens.colorPaletteRedForeground1 },
});

/** **Change scope**: which subscriptions the pages of the center cover. */
export function ChangeScopePane({ subscriptions, of, onClose }: ScopeFacts & { onClose: () => void }) {
  const styles = useStyles();
  const [params, setParams] = useSearchParams();
  // Undefined until the person ticks something: then it is the scope, or every subscription.
  const [ticked, setTicked] = useState<ReadonlySet<string>>();
  const [isChecked, setChecked] = useState(false);
  const known = (subscriptions.data ?? []).map(keyOf);
  const scope = scopeIn(params);
  const chosen = ticked ?? new Set(scope.length === 0 ? known : scope.filter((id) => known.includes(id)));
  const update = () => {
    setChecked(true);
    if (chosen.size === 0) return;
    const next = withScope(params, chosen.size === known.length ? [] : [...chosen].sort());
    next.delete('pane');
    setParams(next);
  };
  return (
    <ContextPane
      title="Change scope"
      open
      onClose={onClose}
      footer={
        <>
          <Button appearance="primary" disabledFocusable={!subscriptions.data} onClick={update}>
            Update
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <div className={styles.form}>
        <OneChoice
          label="Resource managed by"
          tip="Azure resources are provisioned and managed through Azure. Non-Azure resources live outside it."
          choice="Azure"
          other="Non-Azure"
        />
        {of === 'jobs' && (
          <OneChoice
            label="Job source"
            tip="Every job here is about a protected item."
            choice="Protected items"
            other="Other"
          />
        )}
        <section>
          <h3 className={styles.heading}>Subscriptions</h3>
          {isChecked && chosen.size === 0 && (
            <p role="alert" className={styles.problem}>
              Select at least one subscription.
            </p>
          )}
          <Loadable query={subscriptions} skeleton={<RowsSkeleton rows={4} />} what="Subscriptions">
            {(all) => <SubscriptionGrid all={all} chosen={chosen} onChange={setTicked} />}
          </Loadable>
        </section>
      </div>
    </ContextPane>
  );
}

interface OneChoiceProps {
  label: string;
  tip: string;
  choice: string;
  /** The portal lists it; we have nothing of the kind. */
  other: string;
}

function OneChoice({ label, tip, choice, other }: OneChoiceProps) {
  return (
    <Field label={labelWithTip(label, tip)}>
      <Dropdown value={choice} selectedOptions={[choice]}>
        <Option value={choice}>{choice}</Option>
        <Option value={other} disabled>
          {other}
        </Option>
      </Dropdown>
    </Field>
  );
}

interface SubscriptionGridProps {
  all: readonly ScopedSubscription[];
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}

function SubscriptionGrid({ all, chosen, onChange }: SubscriptionGridProps) {
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = all.filter((one) => nameOf(one).toLowerCase().includes(wanted) || keyOf(one).includes(wanted));
  return (
    <>
      <FilterPills
        search={<SearchField placeholder="Filter by name or ID" value={text} onChange={setText} />}
        pills={[]}
        count={`${String(chosen.size)} of ${String(all.length)} selected`}
      />
      <Grid
        ariaLabel="Subscriptions"
        columns={COLUMNS}
        rows={shown}
        rowKey={keyOf}
        sort={{ columnId: 'name', direction: 'ascending' }}
        selection={{ selected: chosen, onChange, labelOf: nameOf, what: 'subscriptions' }}
        minWidth={480}
        empty={<p>No subscription matches.</p>}
      />
    </>
  );
}

const keyOf = ({ subscriptionId }: ScopedSubscription): string => subscriptionId.toLowerCase();
const nameOf = ({ displayName }: ScopedSubscription): string => displayName;

const COLUMNS: readonly GridColumn<ScopedSubscription>[] = [
  { id: 'name', title: 'Subscription', cell: nameOf, compare: byText(nameOf) },
  // An id on one line.
  { id: 'id', title: 'Subscription ID', width: 310, cell: ({ subscriptionId }) => subscriptionId },
];
