import { Button, Spinner } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import type { Vault, VaultPatch } from '#protocol/data-protection.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { useFormStyles } from '../form-styles.ts';
import { useVaultChange } from '../settings/useVaultChange.ts';

/** The props of every pane of a setting. */
export interface SettingPaneProps {
  vault: Vault;
  onClose: () => void;
}

interface SettingFrameProps extends SettingPaneProps {
  title: string;
  /** The name of the setting in notifications. */
  what: string;
  /** What **Update** sends; undefined when something is wrong, which the pane then shows. */
  patch: () => VaultPatch | undefined;
  isChanged: boolean;
  children: ReactNode;
}

/** A pane that changes one setting of the vault, and stays open when the service refuses. */
export function SettingPane({ vault, title, what, patch, isChanged, onClose, children }: SettingFrameProps) {
  const styles = useFormStyles();
  const change = useVaultChange(vault.id, what);
  const update = () => {
    const sent = patch();
    if (sent) change.mutate(sent, { onSuccess: onClose });
  };
  return (
    <ContextPane
      open
      title={title}
      subtitle={vault.name}
      onClose={onClose}
      footer={
        <>
          <Button appearance="primary" disabledFocusable={!isChanged || change.isPending} onClick={update}>
            {change.isPending ? <Spinner size="tiny" label="Updating…" /> : 'Update'}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      {change.error && (
        <div className={styles.paneField}>
          <ProblemBar title="The setting was not changed" error={change.error} />
        </div>
      )}
      {children}
    </ContextPane>
  );
}
