import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import type { Vault } from '#protocol/data-protection.ts';

/** Says that nothing is deleted while the service does not trust its clock. */
export function ClockNotice({ vault }: { vault: Vault }) {
  const { clockNotice } = vault.properties;
  if (!clockNotice) return null;
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>Nothing is deleted: the clock of the server has jumped</MessageBarTitle> {clockNotice.message}
      </MessageBarBody>
    </MessageBar>
  );
}
