import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { subscriptions } from '#resources/subscriptions.ts';

/**
 * Explains empty lists to a person without any role: a service hides what a person may not see, and a page that says
 * "create your first vault" would not help.
 */
export function NoAccessBar() {
  const client = useQueryClient();
  const { data, isFetching } = useQuery(subscriptions.list());
  if (data?.length !== 0) return null;
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>You have no access to any subscription</MessageBarTitle>
        Nothing can be shown until an administrator gives you a role: Reader to view, Backup Contributor to configure
        backup and to restore.
      </MessageBarBody>
      <MessageBarActions>
        <Button size="small" disabledFocusable={isFetching} onClick={() => void client.invalidateQueries()}>
          Check again
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}
