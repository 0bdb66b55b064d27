import { useMutation } from '@tanstack/react-query';
import { Button, Field, Input, makeStyles, Spinner, Textarea, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { RoleDefinition } from '#protocol/authorization.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { permissions, roleDefinitions } from '#resources/authorization.ts';
import { putRole, type CustomRoleInput } from '#resources/custom-roles.ts';
import { news } from '#resources/mutation-meta.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { fieldMessage } from '#ui/form/field-message.ts';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { formOf, roleInput, roleProblems, type RoleField, type RoleForm } from './role-form.ts';

const useStyles = makeStyles({
  field: { marginBlockEnd: tokens.spacingVerticalL },
  code: { fontFamily: tokens.fontFamilyMonospace },
});

interface RoleFormPaneProps {
  /** The scope of the new role; by default it can be assigned in the scope's resource group. */
  scope: ResourceId;
  /** The role to change; a new one when absent. */
  role: RoleDefinition | undefined;
  /** The roles whose names are taken. */
  others: readonly RoleDefinition[];
  onClose: () => void;
}

interface ListField {
  field: 'actions' | 'notActions' | 'scopes';
  label: string;
  hint: string;
  required: boolean;
  rows: number;
}

const LISTS: readonly ListField[] = [
  {
    field: 'actions',
    label: 'Actions',
    hint: 'What the role allows, one action a line. A * matches any text.',
    required: true,
    rows: 6,
  },
  {
    field: 'notActions',
    label: 'Not actions',
    hint: 'What the role excludes from that. Another role can still allow it.',
    required: false,
    rows: 3,
  },
  {
    field: 'scopes',
    label: 'Assignable scopes',
    hint: 'Where the role can be given: the IDs of subscriptions and resource groups, one a line.',
    required: true,
    rows: 3,
  },
];

/** **Add custom role** and **Edit custom role**. */
export function RoleFormPane({ scope, role, others, onClose }: RoleFormPaneProps) {
  const styles = useStyles();
  const [form, setForm] = useState(() => formOf(role, scope));
  const [isChecked, setChecked] = useState(false);
  const saving = useSaving(role);
  const problems = roleProblems(form, others);
  const messageAt = (field: RoleField) => fieldMessage(isChecked ? problems.get(field) : undefined);
  const change = (part: Partial<RoleForm>) => setForm({ ...form, ...part });
  const save = () => {
    setChecked(true);
    const [wrong] = problems.keys();
    if (wrong !== undefined) return document.getElementById(idOf(wrong))?.focus();
    saving.mutate(roleInput(form, role), { onSuccess: onClose });
  };
  return (
    <ContextPane
      open
      title={role ? 'Edit custom role' : 'Add custom role'}
      {...(role && { subtitle: role.properties.roleName })}
      onClose={onClose}
      footer={
        <>
          <Button appearance="primary" disabledFocusable={saving.isPending} onClick={save}>
            {saving.isPending ? <Spinner size="tiny" label="Saving…" /> : role ? 'Save' : 'Add'}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      {saving.error && (
        <div className={styles.field}>
          <ProblemBar title="The role was not saved" error={saving.error} />
        </div>
      )}
      <Field className={styles.field} label="Name" required {...messageAt('name')}>
        <Input
          id={idOf('name')}
          autoComplete="off"
          value={form.name}
          onChange={(_, { value }) => change({ name: value })}
        />
      </Field>
      <Field className={styles.field} label="Description" {...messageAt('description')}>
        <Textarea
          id={idOf('description')}
          resize="vertical"
          value={form.description}
          onChange={(_, { value }) => change({ description: value })}
        />
      </Field>
      {LISTS.map(({ field, label, hint, required, rows }) => (
        <Field key={field} className={styles.field} label={label} hint={hint} required={required} {...messageAt(field)}>
          <Textarea
            id={idOf(field)}
            resize="vertical"
            rows={rows}
            spellCheck={false}
            textarea={{ className: styles.code }}
            value={form[field]}
            onChange={(_, { value }) => change({ [field]: value })}
          />
        </Field>
      ))}
    </ContextPane>
  );
}

const idOf = (field: RoleField): string => `custom-role-${field}`;

function useSaving(role: RoleDefinition | undefined) {
  const [doing, done, undone] = role
    ? ['Updating custom role', 'Updated custom role', 'Failed to update custom role']
    : ['Adding custom role', 'Added custom role', 'Failed to add custom role'];
  return useMutation({
    mutationFn: (input: CustomRoleInput) => putRole(input, role?.name),
    meta: news<CustomRoleInput, RoleDefinition>({
      notification: {
        start: ({ roleName }) => ({ title: doing, body: `'${roleName}'` }),
        done: ({ roleName }) => ({ title: done, body: `'${roleName}'` }),
        failed: ({ roleName }, error) => ({ title: undone, body: `'${roleName}': ${error.message}` }),
      },
      // People who have the role may now do other things.
      invalidates: [roleDefinitions.all(), permissions.all()],
    }),
  });
}
