import { useMutation } from '@tanstack/react-query';
import { Button, Field, Input, makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import { backupInstances, deleteBackupInstance, vaultIdOf } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { news } from '#resources/mutation-meta.ts';
import { recoveryPoints } from '#resources/recovery-points.ts';
import { ContextPane } from '#ui/ContextPane.tsx';

const useStyles = makeStyles({ field: { marginBlockStart: tokens.spacingVerticalXL } });

interface DeleteInstancePaneProps {
  instance: BackupInstance;
  open: boolean;
  onClose: () => void;
}

/** **Delete Backup Data**: ends protection and deletes every recovery point, once the person has typed its name. */
export function DeleteInstancePane({ instance, open, onClose }: DeleteInstancePaneProps) {
  const styles = useStyles();
  const navigate = useNavigate();
  const name = instance.properties.friendlyName;
  const [typed, setTyped] = useState('');
  const [isChecked, setChecked] = useState(false);
  const deletion = useMutation({
    mutationFn: () => deleteBackupInstance(instance.id),
    meta: news({
      notification: {
        start: { title: 'Deleting backup data', body: `'${name}'` },
        done: { title: 'Backup data deleted', body: `'${name}'` },
        failed: { title: `Failed to delete '${name}'` },
      },
      invalidates: [backupInstances.all(), backupJobs.all(), recoveryPoints.all()],
    }),
  });
  const close = () => {
    setTyped('');
    setChecked(false);
    onClose();
  };
  const confirm = () => {
    setChecked(true);
    if (typed !== name) return;
    deletion.mutate();
    // Deleting takes minutes at the service; the notification tells how it ended.
    void navigate(paths.vaultInstances(vaultIdOf(instance.id)));
  };
  const problem = !isChecked || typed === name ? undefined : `The name doesn't match ${name}.`;
  return (
    <ContextPane
      title="Delete Backup Data"
      subtitle={name}
      open={open}
      onClose={close}
      footer={
        <>
          <Button appearance="primary" onClick={confirm}>
            Delete
          </Button>
          <Button onClick={close}>Cancel</Button>
        </>
      }
    >
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>
          This ends the protection of the server and deletes all of its backups in the vault. Where soft delete is on,
          the service keeps them for the vault&apos;s soft delete period.
        </MessageBarBody>
      </MessageBar>
      <Field
        className={styles.field}
        label="Type the name of Backup Item"
        required
        {...(problem === undefined ? { hint: name } : { validationMessage: problem })}
      >
        <Input
          value={typed}
          autoComplete="off"
          onChange={(_, { value }) => {
            setTyped(value);
          }}
        />
      </Field>
    </ContextPane>
  );
}
