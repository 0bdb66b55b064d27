import { useMutation } from '@tanstack/react-query';
import {
  Button,
  Field,
  Input,
  makeStyles,
  Radio,
  RadioGroup,
  Spinner,
  Textarea,
  tokens,
} from '@fluentui/react-components';
import { useState } from 'react';
import type { ManagementLock } from '#protocol/authorization.ts';
import { LOCK_LEVELS } from '#protocol/refusals.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { lockIdOf, locks, putLock } from '#resources/locks.ts';
import { news } from '#resources/mutation-meta.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { fieldMessage } from '#ui/form/field-message.ts';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { formOf, lockProblems, lockProperties, type LockField, type LockForm, type LockLevel } from './lock-form.ts';

const useStyles = makeStyles({
  field: { marginBlockEnd: tokens.spacingVerticalL },
  meaning: {
    display: 'block',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    color: tokens.colorNeutralForeground2,
  },
});

interface LockPaneProps {
  /** What is locked. */
  scope: ResourceId;
  /** The name of the scope, below the title. */
  scopeText: string;
  /** The lock to change; a new one when absent. */
  lock: ManagementLock | undefined;
  /** The locks at the scope. */
  others: readonly ManagementLock[];
  onClose: () => void;
}

const LEVELS: readonly { level: LockLevel; meaning: string }[] = [
  {
    level: 'ReadOnly',
    meaning: 'Nobody can change or delete it, or start a backup or a restore. Scheduled backups continue.',
  },
  { level: 'CanNotDelete', meaning: 'It can be used and changed, but nobody can delete it or anything in it.' },
];

/** **Add lock** and **Edit lock**: its name, what it refuses, and its reason. */
export function LockPane({ scope, scopeText, lock, others, onClose }: LockPaneProps) {
  const styles = useStyles();
  const [first] = useState(() => formOf(lock));
  const [form, setForm] = useState(first);
  const [isChecked, setChecked] = useState(false);
  const saving = useSaving(lock !== undefined);
  const problems = lockProblems(form, lock ? [] : others);
  const messageAt = (field: LockField) => fieldMessage(isChecked ? problems.get(field) : undefined);
  const change = (part: Partial<LockForm>) => setForm({ ...form, ...part });
  const save = () => {
    setChecked(true);
    const [wrong] = problems.keys();
    if (wrong !== undefined) return document.getElementById(idOf(wrong))?.focus();
    const name = lock?.name ?? form.name.trim();
    saving.mutate({ scope, name, properties: lockProperties(form, lock) }, { onSuccess: onClose });
  };
  return (
    <ContextPane
      open
      title={lock ? 'Edit lock' : 'Add lock'}
      subtitle={scopeText}
      onClose={onClose}
      footer={
        <>
          <Button appearance="primary" disabledFocusable={saving.isPending} onClick={save}>
            {saving.isPending ? <Spinner size="tiny" label="Saving…" /> : 'OK'}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      {saving.error && (
        <div className={styles.field}>
          <ProblemBar title="The lock was not saved" error={saving.error} />
        </div>
      )}
      <Field className={styles.field} label="Lock name" required {...messageAt('name')}>
        <Input
          id={idOf('name')}
          autoComplete="off"
          readOnly={lock !== undefined}
          value={form.name}
          onChange={(_, { value }) => change({ name: value })}
        />
      </Field>
      <Field className={styles.field} label="Lock type" required {...messageAt('level')}>
        <RadioGroup value={form.level ?? ''} onChange={(_, { value }) => change({ level: value as LockLevel })}>
          {LEVELS.map(({ level, meaning }, at) => (
            <Radio
              key={level}
              {...(at === 0 && { id: idOf('level') })}
              value={level}
              label={
                <>
                  {LOCK_LEVELS[level]}
                  <span className={styles.meaning}>{meaning}</span>
                </>
              }
            />
          ))}
        </RadioGroup>
      </Field>
      <Field className={styles.field} label="Notes" {...messageAt('notes')}>
        <Textarea
          id={idOf('notes')}
          resize="vertical"
          rows={4}
          value={form.notes}
          onChange={(_, { value }) => change({ notes: value })}
        />
      </Field>
    </ContextPane>
  );
}

const idOf = (field: LockField): string => `lock-${field}`;

interface SavedLock {
  scope: ResourceId;
  name: string;
  properties: ManagementLock['properties'];
}

function useSaving(isChange: boolean) {
  const [doing, done, undone] = isChange
    ? ['Updating lock', 'Updated lock', 'Failed to update lock']
    : ['Adding lock', 'Added lock', 'Failed to add lock'];
  return useMutation({
    mutationFn: ({ scope, name, properties }: SavedLock) => putLock(lockIdOf(scope, name), properties),
    meta: news<SavedLock>({
      notification: {
        start: ({ name }) => ({ title: doing, body: `'${name}'` }),
        done: ({ name }) => ({ title: done, body: `'${name}'` }),
        failed: ({ name }, error) => ({ title: undone, body: `'${name}': ${error.message}` }),
      },
      invalidates: [locks.all()],
    }),
  });
}
