import { useQuery } from '@tanstack/react-query';
import { resourceGroups } from '#resources/resource-groups.ts';
import { locations, subscriptions } from '#resources/subscriptions.ts';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { PickerField } from '#ui/form/PickerField.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { elementIdOf, useCustomDeployment } from './deploy-context.ts';
import { useDeployStyles } from './deploy-styles.ts';
import type { ReadTemplate } from './read-template.ts';

/** The scope that the template is for. */
export function TargetFields({ level }: { level: ReadTemplate['level'] }) {
  const { form, onChange, messageAt } = useCustomDeployment();
  const styles = useDeployStyles();
  const { subscriptionId = '' } = form;
  const subscriptionList = useQuery(subscriptions.list());
  const groupList = useQuery({
    ...resourceGroups.list(subscriptionId),
    enabled: subscriptionId !== '' && level === 'group',
  });
  const locationList = useQuery({
    ...locations.list(subscriptionId),
    enabled: subscriptionId !== '' && level === 'subscription',
  });
  return (
    <>
      {[subscriptionList, groupList, locationList].map(
        (list, at) =>
          list.error && (
            <div key={at} className={styles.bar}>
              <ProblemBar error={list.error} onRetry={() => void list.refetch()} />
            </div>
          ),
      )}
      <PickerField
        className={styles.field}
        orientation="horizontal"
        id={elementIdOf('subscription')}
        label="Subscription"
        required
        placeholder="Select a subscription"
        options={(subscriptionList.data ?? []).map((each) => ({ value: each.subscriptionId, text: each.displayName }))}
        value={form.subscriptionId}
        message={messageAt('subscription')}
        onChange={(chosen) => {
          // A group belongs to its subscription.
          const { group, ...rest } = form;
          const isSame = chosen === form.subscriptionId && group !== undefined;
          onChange({ ...rest, subscriptionId: chosen, ...(isSame && { group }) });
        }}
      />
      {level === 'group' ? (
        <PickerField
          className={styles.field}
          orientation="horizontal"
          id={elementIdOf('group')}
          label="Resource group"
          required
          placeholder="Select a resource group"
          disabled={subscriptionId === ''}
          options={(groupList.data ?? []).map(({ name }) => ({ value: name, text: name }))}
          value={form.group}
          message={messageAt('group')}
          onChange={(group) => onChange({ ...form, group })}
        />
      ) : (
        <PickerField
          className={styles.field}
          orientation="horizontal"
          id={elementIdOf('region')}
          label={labelWithTip(
            'Region',
            'Where the record of the deployment is kept. Resources name their own regions.',
          )}
          required
          placeholder="Select a region"
          disabled={subscriptionId === ''}
          options={(locationList.data ?? []).map(({ name, displayName }) => ({ value: name, text: displayName }))}
          value={form.region}
          message={messageAt('region')}
          onChange={(region) => onChange({ ...form, region })}
        />
      )}
    </>
  );
}
