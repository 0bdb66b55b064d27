import { Button, Field, makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { BackupInstance, RecoveryPoint } from '#protocol/data-protection.ts';
import type { InstanceAttempt } from '#protocol/refusals.ts';
import { backupInstances } from '#resources/backup-instances.ts';
import { news } from '#resources/mutation-meta.ts';
import { stopBackups, type StopRetention } from '#resources/protection-changes.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { DateTime } from '#ui/text/DateTime.tsx';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { ReasonedRadio } from '#ui/form/ReasonedRadio.tsx';
import { DeleteConfirmation, useConfirmation } from './DeleteConfirmation.tsx';
import { stopOutcome } from './stop-outcome.ts';
import { useDeletion } from './useDeletion.ts';

const useStyles = makeStyles({ next: { marginBlockStart: tokens.spacingVerticalXL } });

type Level = 'retain' | 'delete';

interface StopBackupPaneProps {
  instance: BackupInstance;
  /** Undefined until they are loaded. */
  points: readonly RecoveryPoint[] | undefined;
  /** Why the service would refuse one of the ways to stop. */
  refused: Partial<Record<InstanceAttempt, string | undefined>>;
  open: boolean;
  onClose: () => void;
}

/**
 * **Stop Backup**: no more backups, and a choice of what happens to the existing ones
 * (docs/reference/screens.md#stop-backup).
 */
export function StopBackupPane({ instance, points, refused, open, onClose }: StopBackupPaneProps) {
  const styles = useStyles();
  const name = instance.properties.friendlyName;
  const [level, setLevel] = useState<Level>('retain');
  const [retention, setRetention] = useState<StopRetention>(
    refused.stopAsPolicy === undefined ? 'asPolicy' : 'forever',
  );
  const confirmation = useConfirmation(name);
  const startDeletion = useDeletion(instance);
  const stop = useMutation({
    mutationFn: (chosen: StopRetention) => stopBackups(instance.id, chosen),
    meta: news({
      notification: {
        start: { title: 'Stopping backup', body: `'${name}'` },
        done: { title: 'Backup stopped', body: `'${name}'` },
        failed: { title: `Failed to stop backup of '${name}'` },
      },
      invalidates: [backupInstances.all()],
    }),
  });
  const confirm = () => {
    if (level === 'retain') {
      stop.mutate(retention);
      onClose();
    } else if (confirmation.confirm()) startDeletion();
  };
  return (
    <ContextPane
      title="Stop Backup"
      subtitle={name}
      open={open}
      onClose={onClose}
      footer={
        <>
          <Button appearance="primary" onClick={confirm}>
            Stop backup
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <Field label="Stop backup level" required>
        <RadioGroup
          value={level}
          onChange={(_, { value }) => {
            setLevel(value as Level);
          }}
        >
          <Radio value="retain" label="Retain Backup Data" />
          <ReasonedRadio value="delete" label="Delete Backup Data" disabledReason={refused.delete} />
        </RadioGroup>
      </Field>
      <div className={styles.next}>
        {level === 'delete' ? (
          <DeleteConfirmation instance={instance} confirmation={confirmation} />
        ) : (
          <>
            <Field
              label={labelWithTip(
                'Backup data retention',
                'Recovery points that are retained forever stay until you delete them and keep costing storage. As per policy, they expire, except the latest, which is kept.',
              )}
              required
            >
              <RadioGroup
                value={retention}
                onChange={(_, { value }) => {
                  setRetention(value as StopRetention);
                }}
              >
                <ReasonedRadio value="forever" label="Retain forever" disabledReason={refused.stopForever} />
                <ReasonedRadio value="asPolicy" label="Retain as per policy" disabledReason={refused.stopAsPolicy} />
              </RadioGroup>
            </Field>
            <p role="status">{points && <Outcome points={points} retention={retention} />}</p>
          </>
        )}
      </div>
    </ContextPane>
  );
}

function Outcome({ points, retention }: { points: readonly RecoveryPoint[]; retention: StopRetention }) {
  const { total, kept, lastExpiry } = stopOutcome(points, retention);
  if (total === 0) return <>There are no recovery points yet, so nothing is kept.</>;
  const those = kept === 1 ? '1 recovery point stays' : `${kept.toLocaleString('en')} recovery points stay`;
  return (
    <>
      {those} until you delete {kept === 1 ? 'it' : 'them'}.
      {lastExpiry !== undefined && (
        <>
          {' '}
          {(total - kept).toLocaleString('en')} more {total - kept === 1 ? 'expires' : 'expire'} as the policy said, the
          last on <DateTime value={lastExpiry} />.
        </>
      )}
    </>
  );
}
