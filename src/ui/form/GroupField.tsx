import { Field, Input, Link, makeStyles, tokens, type FieldProps } from '@fluentui/react-components';
import { fieldMessage } from './field-message.ts';
import { PickerField } from './PickerField.tsx';
import type { PlaceForm } from './place-form.ts';

const useStyles = makeStyles({
  /** Under the control of the field above it. */
  belowControl: {
    margin: `0 0 ${tokens.spacingVerticalM} calc(220px + ${tokens.spacingHorizontalM})`,
    '@media (max-width: 720px)': { marginInlineStart: '0' },
  },
});

interface GroupFieldProps extends Pick<FieldProps, 'className' | 'orientation'> {
  id: string;
  group: PlaceForm['group'];
  /** The groups of the subscription. */
  names: readonly string[];
  /** The kind of resource whose region a new group gets, such as `vault`. */
  owner: string;
  message: string | undefined;
  onChange: (group: PlaceForm['group']) => void;
}

/** An existing resource group, or the name of a new one. */
export function GroupField({ id, group, names, owner, message, onChange, ...layout }: GroupFieldProps) {
  const styles = useStyles();
  const { isNew, name } = group;
  const field = { ...layout, label: 'Resource group', required: true } as const;
  const other = (
    <Link as="button" onClick={() => onChange({ isNew: !isNew, name: '' })}>
      {isNew ? 'Use existing' : 'Create new'}
    </Link>
  );
  return (
    <>
      {isNew ? (
        <Field
          {...field}
          hint={`A new resource group with this name is created in the ${owner}'s region.`}
          {...fieldMessage(message)}
        >
          <Input
            id={id}
            autoComplete="off"
            value={name}
            onChange={(_, { value }) => onChange({ isNew, name: value.trim() })}
          />
        </Field>
      ) : (
        <PickerField
          {...field}
          id={id}
          placeholder="Select a resource group"
          options={names.map((each) => ({ value: each, text: each }))}
          value={name}
          message={message}
          onChange={(chosen) => onChange({ isNew, name: chosen })}
        />
      )}
      {layout.orientation === 'horizontal' ? <div className={styles.belowControl}>{other}</div> : other}
    </>
  );
}
