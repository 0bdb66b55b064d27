import { Button } from '@fluentui/react-components';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { DeleteConfirmation, useConfirmation } from './DeleteConfirmation.tsx';
import { useDeletion } from './useDeletion.ts';

interface DeleteInstancePaneProps {
  instance: BackupInstance;
  open: boolean;
  onClose: () => void;
}

/** **Delete Backup Data**: ends protection and deletes every recovery point, once the person has typed its name. */
export function DeleteInstancePane({ instance, open, onClose }: DeleteInstancePaneProps) {
  const name = instance.properties.friendlyName;
  const confirmation = useConfirmation(name);
  const startDeletion = useDeletion(instance);
  const close = () => {
    confirmation.reset();
    onClose();
  };
  return (
    <ContextPane
      title="Delete Backup Data"
      subtitle={name}
      open={open}
      onClose={close}
      footer={
        <>
          <Button
            appearance="primary"
            onClick={() => {
              if (confirmation.confirm()) startDeletion();
            }}
          >
            Delete
          </Button>
          <Button onClick={close}>Cancel</Button>
        </>
      }
    >
      <DeleteConfirmation instance={instance} confirmation={confirmation} />
    </ContextPane>
  );
}
