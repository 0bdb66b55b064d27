import { Field } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useRestoreStyles } from './restore-styles.ts';

/** A field whose value is settled elsewhere. */
export function Given({ label, children }: { label: string; children: ReactNode }) {
  const styles = useRestoreStyles();
  return (
    <Field className={styles.field} orientation="horizontal" label={label}>
      {({ id, 'aria-labelledby': labelledBy }) => (
        <div className={styles.value} id={id} role="group" aria-labelledby={labelledBy}>
          {children}
        </div>
      )}
    </Field>
  );
}
