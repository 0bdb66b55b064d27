import { Button, makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { BackupInstance } from '#protocol/data-protection.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import { idKey, sameId, type ResourceId } from '#protocol/resource-id.ts';
import { backupInstances, vaultIdOf } from '#resources/backup-instances.ts';
import { backupPolicies } from '#resources/backup-policies.ts';
import { news } from '#resources/mutation-meta.ts';
import { changePolicy } from '#resources/protection-changes.ts';
import { vaults } from '#resources/vaults.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { PickerField } from '#ui/form/PickerField.tsx';
import { retentionSummary, scheduleText } from '#ui/text/policy-text.ts';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import { shorterPolicyText } from './shorter-policy.ts';

const useStyles = makeStyles({
  field: { marginBlockEnd: tokens.spacingVerticalXXL },
  info: { marginBlockStart: tokens.spacingVerticalM },
});

interface EditInstancePaneProps {
  instance: BackupInstance;
  open: boolean;
  onClose: () => void;
}

/**
 * **Edit backup instance**: puts it under another policy of its vault (docs/reference/screens.md#edit-backup-instance).
 */
export function EditInstancePane({ instance, open, onClose }: EditInstancePaneProps) {
  const name = instance.properties.friendlyName;
  const policies = useQuery(backupPolicies.list(vaultIdOf(instance.id)));
  const { data: vault } = useQuery(vaults.byId(vaultIdOf(instance.id)));
  const [chosen, setChosen] = useState<ResourceId>();
  const update = useMutation({
    mutationFn: (policyId: ResourceId) => changePolicy(instance, policyId),
    meta: news({
      notification: {
        start: { title: 'Updating policy', body: `'${name}'` },
        done: { title: 'Policy updated', body: `'${name}'` },
        failed: { title: `Failed to update the policy of '${name}'` },
      },
      invalidates: [backupInstances.all()],
    }),
  });
  const current = policies.data?.find(({ id }) => sameId(id, instance.properties.policyInfo.policyId));
  const next = policies.data?.find(({ id }) => chosen !== undefined && sameId(id, chosen));
  const refused = shorterPolicyText(vault, current, next);
  return (
    <ContextPane
      title="Edit backup instance"
      subtitle={name}
      open={open}
      onClose={onClose}
      footer={
        <>
          <Button
            appearance="primary"
            disabledFocusable={next === undefined || refused !== undefined}
            onClick={() => {
              if (next) update.mutate(next.id);
              onClose();
            }}
          >
            Apply
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <Loadable query={policies} skeleton={<RowsSkeleton rows={6} />} what="Backup policies">
        {(all) => (
          <PolicyChoice
            current={current}
            others={all.filter(({ id }) => current === undefined || !sameId(id, current.id))}
            next={next}
            refused={refused}
            onChoose={setChosen}
          />
        )}
      </Loadable>
    </ContextPane>
  );
}

interface PolicyChoiceProps {
  current: BackupPolicy | undefined;
  others: readonly BackupPolicy[];
  next: BackupPolicy | undefined;
  /** Why the vault would not accept the choice. */
  refused: string | undefined;
  onChoose: (policyId: ResourceId) => void;
}

function PolicyChoice({ current, others, next, refused, onChoose }: PolicyChoiceProps) {
  const styles = useStyles();
  if (others.length === 0) return <p>The vault has no other backup policy. Create one to change to it.</p>;
  return (
    <>
      <PickerField
        className={styles.field}
        label="Policy"
        required
        placeholder="Select a backup policy"
        options={others.map(({ id, name }) => ({ value: idKey(id), text: name }))}
        value={next && idKey(next.id)}
        onChange={onChoose}
        message={refused}
      />
      {current && <PolicyFacts heading={`Now: ${current.name}`} policy={current} />}
      {next && <PolicyFacts heading={`From now on: ${next.name}`} policy={next} />}
      <MessageBar intent="info" layout="multiline" className={styles.info}>
        <MessageBarBody>
          Existing recovery points keep their retention. The new policy applies to recovery points created from now on.
        </MessageBarBody>
      </MessageBar>
    </>
  );
}

const PolicyFacts = ({ heading, policy }: { heading: string; policy: BackupPolicy }) => (
  <SummaryList
    heading={heading}
    facts={[
      { label: 'Schedule', value: scheduleText(policy.properties) },
      { label: 'Retention', value: retentionSummary(policy.properties) },
    ]}
  />
);
