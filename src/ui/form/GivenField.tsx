import { Field, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useFormStyles } from './form-styles.ts';

const useStyles = makeStyles({
  value: { display: 'flex', alignItems: 'center', minHeight: '32px', columnGap: tokens.spacingHorizontalM }, // as an input
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
