import { useQuery } from '@tanstack/react-query';
import { Button } from '@fluentui/react-components';
import type { ResourceId } from '#protocol/resource-id.ts';
import { backupInstances } from '#resources/backup-instances.ts';
import { AlertDialog } from '#ui/pane/AlertDialog.tsx';

interface TurnOffDialogProps {
  vaultId: ResourceId;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before the vault loses its identity, and says what stops working. */
export function TurnOffDialog({ vaultId, onConfirm, onClose }: TurnOffDialogProps) {
  const { data: count } = useQuery({ ...backupInstances.list(vaultId), select: (all) => all.length });
  return (
    <AlertDialog
      title="Turn off the system assigned identity?"
      onClose={onClose}
      actions={
        <>
          <Button appearance="primary" onClick={onConfirm}>
            Turn off
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      {costOf(count)} The roles that were given to the identity stay behind without use: when you turn it on again, the
      vault gets another identity, which needs roles of its own.
    </AlertDialog>
  );
}

function costOf(instances: number | undefined): string {
  if (instances === undefined) return 'The vault can then not reach the servers that it protects.';
  if (instances === 0) return 'The vault can then not protect any server.';
  return instances === 1
    ? 'The backups of 1 backup instance will fail.'
    : `The backups of ${String(instances)} backup instances will fail.`;
}
