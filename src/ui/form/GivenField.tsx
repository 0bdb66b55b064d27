import { Field, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useFormStyles } from './form-styles.ts';

const useStyles = makeStyles({
  value: {
    display: 'flex',
    alignItems: 'center',
    minHeight: '32px', // as an input
    columnGap: tokens.spacingHorizontalM,
    // A picture beside a long name keeps its size.
    '& > svg': { flexShrink: 0 },
  },
});

/** A field whose value is decided elsewhere. */
export function GivenField({ label, children }: { label: string; children: ReactNode }) {
  const form = useFormStyles();
  const styles = useStyles();
  return (
    <Field className={form.field} orientation="horizontal" label={label}>
      {({ id, 'aria-labelledby': labelledBy }) => (
        <div className={styles.value} id={id} role="group" aria-labelledby={labelledBy}>
          {children}
        </div>
      )}
    </Field>
  );
}
