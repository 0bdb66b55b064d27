import type { PlaceLists } from '#resources/usePlaceLists.ts';
import { useFormStyles } from '#ui/form/form-styles.ts';
import { GroupField } from '#ui/form/GroupField.tsx';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { PickerField } from '#ui/form/PickerField.tsx';
import { elementIdOf } from './element-ids.ts';
import type { ServerField } from './connection-form.ts';
import type { NewServerForm } from './new-server-form.ts';

interface PlaceFieldsProps {
  form: NewServerForm;
  lists: PlaceLists;
  messageAt: (field: ServerField) => string | undefined;
  onChange: (changed: Partial<NewServerForm>) => void;
}

/** **Project details**: where the server's resource is kept. */
export function PlaceFields({ form, lists, messageAt, onChange }: PlaceFieldsProps) {
  const styles = useFormStyles();
  const field = { className: styles.field, orientation: 'horizontal', required: true } as const;
  return (
    <section className={styles.section}>
      <h2 className={styles.heading}>Project details</h2>
      <PickerField
        {...field}
        id={elementIdOf('subscription')}
        label="Subscription"
        options={(lists.subscriptions.data ?? []).map((each) => ({
          value: each.subscriptionId,
          text: each.displayName,
        }))}
        value={form.subscriptionId}
        message={messageAt('subscription')}
        onChange={(subscriptionId) => onChange({ subscriptionId })}
      />
      <GroupField
        className={styles.field}
        orientation="horizontal"
        id={elementIdOf('group')}
        group={form.group}
        names={(lists.groups.data ?? []).map(({ name }) => name)}
        owner="server"
        message={messageAt('group')}
        onChange={(group) => onChange({ group })}
      />
      <PickerField
        {...field}
        id={elementIdOf('region')}
        label={labelWithTip(
          'Region',
          'The Backup vault that protects the server must be in the same region. Where the server really is does not matter.',
        )}
        placeholder="Select a region"
        options={(lists.locations.data ?? []).map(({ name: value, displayName }) => ({ value, text: displayName }))}
        value={form.region}
        message={messageAt('region')}
        onChange={(region) => onChange({ region })}
      />
    </section>
  );
}
