import { Field, Input, Link, makeStyles, tokens } from '@fluentui/react-components';
import type { Location, ResourceGroup, Subscription } from '#protocol/resources.ts';
import { fieldMessage } from '#ui/form/field-message.ts';
import { useFormStyles } from '#ui/form/form-styles.ts';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { PickerField } from '#ui/form/PickerField.tsx';
import { elementIdOf } from './element-ids.ts';
import type { NewServerForm, ServerField } from './connection-form.ts';

const useStyles = makeStyles({
  /** Under the control of the field above it. */
  belowControl: {
    margin: `0 0 ${tokens.spacingVerticalM} calc(220px + ${tokens.spacingHorizontalM})`,
    '@media (max-width: 720px)': { marginInlineStart: '0' },
  },
});

interface PlaceFieldsProps {
  form: NewServerForm;
  lists: {
    subscriptions: readonly Subscription[] | undefined;
    groups: readonly ResourceGroup[] | undefined;
    locations: readonly Location[] | undefined;
  };
  messageAt: (field: ServerField) => string | undefined;
  onChange: (changed: Partial<NewServerForm>) => void;
}

/** **Project details**: where the server is kept among the resources. */
export function PlaceFields({ form, lists, messageAt, onChange }: PlaceFieldsProps) {
  const styles = useFormStyles();
  const own = useStyles();
  const { isNew, name } = form.group;
  const field = { className: styles.field, orientation: 'horizontal', required: true } as const;
  return (
    <section className={styles.section}>
      <h2 className={styles.heading}>Project details</h2>
      <PickerField
        {...field}
        id={elementIdOf('subscription')}
        label="Subscription"
        options={(lists.subscriptions ?? []).map((each) => ({ value: each.subscriptionId, text: each.displayName }))}
        value={form.subscriptionId}
        message={messageAt('subscription')}
        onChange={(subscriptionId) => onChange({ subscriptionId })}
      />
      {isNew ? (
        <Field
          {...field}
          label="Resource group"
          hint="A new resource group with this name is created in the server's region."
          {...fieldMessage(messageAt('group'))}
        >
          <Input
            id={elementIdOf('group')}
            autoComplete="off"
            value={name}
            onChange={(_, { value }) => onChange({ group: { isNew, name: value.trim() } })}
          />
        </Field>
      ) : (
        <PickerField
          {...field}
          id={elementIdOf('group')}
          label="Resource group"
          placeholder="Select a resource group"
          options={(lists.groups ?? []).map((each) => ({ value: each.name, text: each.name }))}
          value={name}
          message={messageAt('group')}
          onChange={(chosen) => onChange({ group: { isNew, name: chosen } })}
        />
      )}
      <div className={own.belowControl}>
        <Link as="button" onClick={() => onChange({ group: { isNew: !isNew, name: '' } })}>
          {isNew ? 'Use existing' : 'Create new'}
        </Link>
      </div>
      <PickerField
        {...field}
        id={elementIdOf('region')}
        label={labelWithTip(
          'Region',
          'The Backup vault that protects the server must be in the same region. Where the server really is does not matter.',
        )}
        placeholder="Select a region"
        options={(lists.locations ?? []).map(({ name: value, displayName }) => ({ value, text: displayName }))}
        value={form.region}
        message={messageAt('region')}
        onChange={(region) => onChange({ region })}
      />
    </section>
  );
}
