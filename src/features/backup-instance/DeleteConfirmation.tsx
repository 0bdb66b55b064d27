import { Field, Input, makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { BackupInstance, Vault } from '#protocol/data-protection.ts';
import { vaultIdOf } from '#resources/backup-instances.ts';
import { vaults } from '#resources/vaults.ts';

const useStyles = makeStyles({ field: { marginBlockStart: tokens.spacingVerticalXL } });

export interface Confirmation {
  typed: string;
  setTyped: (typed: string) => void;
  problem: string | undefined;
  /** Whether the right name was typed; from the first time on, a wrong one is marked. */
  confirm: () => boolean;
  reset: () => void;
}

/** The name of the backup item must be typed before its data is deleted. */
export function useConfirmation(name: string): Confirmation {
  const [typed, setTyped] = useState('');
  const [isChecked, setChecked] = useState(false);
  return {
    typed,
    setTyped,
    problem: !isChecked || typed === name ? undefined : `The name doesn't match ${name}.`,
    confirm: () => {
      setChecked(true);
      return typed === name;
    },
    reset: () => {
      setTyped('');
      setChecked(false);
    },
  };
}

/** What deleting means, and the field that confirms it. */
export function DeleteConfirmation({
  instance,
  confirmation,
}: {
  instance: BackupInstance;
  confirmation: Confirmation;
}) {
  const styles = useStyles();
  const { data: vault } = useQuery(vaults.byId(vaultIdOf(instance.id)));
  const { typed, setTyped, problem } = confirmation;
  return (
    <>
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>This deletes all backups of this server. {vault && whatFollows(vault)}</MessageBarBody>
      </MessageBar>
      <Field
        className={styles.field}
        label="Type the name of Backup Item"
        required
        {...(problem === undefined ? { hint: instance.properties.friendlyName } : { validationMessage: problem })}
      >
        <Input
          value={typed}
          autoComplete="off"
          onChange={(_, { value }) => {
            setTyped(value);
          }}
        />
      </Field>
    </>
  );
}

/** The service keeps the spelling in which the state was once sent (docs/reference/arm.md#quirk-11). */
function whatFollows({ properties }: Vault): string {
  const { state, retentionDurationInDays: days } = properties.securitySettings.softDeleteSettings;
  return state.toLowerCase() === 'off'
    ? "They are removed at once, for good. You can't restore after that."
    : `They stay soft deleted for ${String(Math.round(days))} days and are then removed for good. You can't restore after that.`;
}
