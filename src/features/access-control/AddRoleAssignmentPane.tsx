import { useMutation } from '@tanstack/react-query';
import { Button, Field, Input, makeStyles, Radio, RadioGroup, Spinner, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { RoleAssignment, RoleAssignmentInput, RoleDefinition } from '#protocol/authorization.ts';
import { lastName, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { createRoleAssignment, permissions, roleAssignments } from '#resources/authorization.ts';
import { news } from '#resources/mutation-meta.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { fieldMessage } from '#ui/form/field-message.ts';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { PickerField } from '#ui/form/PickerField.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { grantInput, grantProblems, PRINCIPAL_TYPES, type GrantField, type MemberChoice } from './member.ts';
import { useKnownIdentities } from './useKnownIdentities.ts';

const useStyles = makeStyles({
  field: { marginBlockEnd: tokens.spacingVerticalL },
  description: { margin: `0 0 ${tokens.spacingVerticalL}`, color: tokens.colorNeutralForeground2 },
});

interface AddRoleAssignmentPaneProps {
  scope: ResourceId;
  definitions: readonly RoleDefinition[];
  onClose: () => void;
}

/** **Add role assignment**: which role, and to whom. */
export function AddRoleAssignmentPane({ scope, definitions, onClose }: AddRoleAssignmentPaneProps) {
  const styles = useStyles();
  const identities = useKnownIdentities();
  const [roleId, setRoleId] = useState<ResourceId>();
  const [member, setMember] = useState<MemberChoice>({
    kind: 'principal',
    identityId: undefined,
    objectId: '',
    type: '',
  });
  const [isChecked, setChecked] = useState(false);
  const grant = useGrant(scope);
  const role = definitions.find(({ id }) => id === roleId);
  const problems = grantProblems(role?.id, member);
  const messageAt = (field: GrantField) => (isChecked ? problems.get(field) : undefined);
  const change = (part: Partial<MemberChoice>) => setMember({ ...member, ...part });

  const add = () => {
    setChecked(true);
    const [first] = problems.keys();
    if (first !== undefined || !role) return document.getElementById(idOf(first ?? 'role'))?.focus();
    const who = identities.find(({ principalId }) => principalId === member.identityId)?.name ?? member.objectId;
    grant.mutate(
      { input: grantInput(role.id, member), sentence: `${role.properties.roleName} of ${who}` },
      { onSuccess: onClose },
    );
  };

  return (
    <ContextPane
      open
      title="Add role assignment"
      subtitle={lastName(scope)}
      onClose={onClose}
      footer={
        <>
          <Button appearance="primary" disabledFocusable={grant.isPending} onClick={add}>
            {grant.isPending ? <Spinner size="tiny" label="Adding…" /> : 'Add'}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      {grant.error && (
        <div className={styles.field}>
          <ProblemBar title="The role assignment was not added" error={grant.error} />
        </div>
      )}
      <PickerField
        className={styles.field}
        id={idOf('role')}
        label="Role"
        required
        placeholder="Select a role"
        options={definitions.map(({ id, properties }) => ({ value: id, text: properties.roleName }))}
        value={roleId}
        message={messageAt('role')}
        onChange={setRoleId}
      />
      {role && <p className={styles.description}>{role.properties.description}</p>}
      <Field className={styles.field} label="Assign access to">
        <RadioGroup
          value={member.kind}
          onChange={(_, { value }) => change({ kind: value === 'vault' ? 'vault' : 'principal' })}
        >
          <Radio value="principal" label="User, group, or service principal" />
          <Radio value="vault" label="Managed identity of a Backup vault" />
        </RadioGroup>
      </Field>
      {member.kind === 'vault' ? (
        <PickerField
          className={styles.field}
          id={idOf('identity')}
          label="Backup vault"
          required
          placeholder="Select a Backup vault"
          options={identities.map(({ principalId, name, vaultId }) => ({
            value: principalId,
            text: `${name} (${parseResourceId(vaultId)?.resourceGroup ?? ''})`,
          }))}
          value={member.identityId}
          message={messageAt('identity')}
          onChange={(identityId) => change({ identityId })}
        />
      ) : (
        <>
          <Field
            className={styles.field}
            label={labelWithTip(
              'Object ID',
              'It is on the page of the user, group or service principal in the directory.',
            )}
            required
            {...fieldMessage(messageAt('objectId'))}
          >
            <Input
              id={idOf('objectId')}
              autoComplete="off"
              value={member.objectId}
              onChange={(_, { value }) => change({ objectId: value.trim() })}
            />
          </Field>
          <PickerField
            className={styles.field}
            label="Type"
            options={PRINCIPAL_TYPES}
            value={member.type}
            onChange={(type) => change({ type })}
          />
        </>
      )}
    </ContextPane>
  );
}

const idOf = (field: GrantField): string => `role-assignment-${field}`;

interface Grant {
  input: RoleAssignmentInput['properties'];
  sentence: string;
}

function useGrant(scope: ResourceId) {
  return useMutation({
    mutationFn: ({ input }: Grant) => createRoleAssignment(scope, input),
    meta: news<Grant, RoleAssignment>({
      notification: {
        start: ({ sentence }) => ({ title: 'Adding role assignment', body: sentence }),
        done: ({ sentence }) => ({ title: 'Role assignment added', body: sentence }),
        failed: ({ sentence }, error) => ({
          title: 'Failed to add role assignment',
          body: `${sentence}: ${error.message}`,
        }),
      },
      invalidates: [roleAssignments.all(), permissions.all()],
    }),
  });
}
