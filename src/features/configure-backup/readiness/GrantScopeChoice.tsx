import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import type { GrantScope } from '#protocol/authorization.ts';
import { GrantScopeField } from '#ui/form/GrantScopeField.tsx';
import { useSubscriptionNames } from '../useSubscriptionNames.ts';
import { useWizardStyles } from '../wizard-styles.ts';
import { fullestSubscription, MOST_ASSIGNMENTS, scopesOf, serversOf, type PlannedGrant } from './grant-plan.ts';
import { scopeWords } from './scope-words.ts';

interface GrantScopeChoiceProps {
  scope: GrantScope;
  onChange: (scope: GrantScope) => void;
  /** Everything needed at this scope. */
  planned: readonly PlannedGrant[];
  /** The part of it that this person may not assign there. */
  refused: readonly PlannedGrant[];
}

export function GrantScopeChoice({ scope, onChange, planned, refused }: GrantScopeChoiceProps) {
  const styles = useWizardStyles();
  const subscriptionName = useSubscriptionNames();
  const fullest = fullestSubscription(planned);
  return (
    <>
      <GrantScopeField scope={scope} onChange={onChange} />
      {refused.length > 0 && (
        <MessageBar intent="error" layout="multiline" className={styles.bar}>
          <MessageBarBody>{refusedWords(refused, subscriptionName)}</MessageBarBody>
        </MessageBar>
      )}
      {fullest && (
        <MessageBar intent="info" layout="multiline" className={styles.bar}>
          <MessageBarBody>
            {fullest.count.toLocaleString()} of these assignments are in subscription{' '}
            {subscriptionName(fullest.subscription)}. Azure allows at most {MOST_ASSIGNMENTS.toLocaleString()} role
            assignments per subscription{scope === 'subscription' ? '.' : '; a wider scope needs fewer.'}
          </MessageBarBody>
        </MessageBar>
      )}
    </>
  );
}

function refusedWords(refused: readonly PlannedGrant[], subscriptionName: (id: string) => string): string {
  const scopes = scopesOf(refused).map((scope) => scopeWords(scope, subscriptionName));
  const named =
    scopes.length > 3 ? `${scopes.slice(0, 3).join(', ')} and ${scopes.length - 3} more` : scopes.join(', ');
  const servers = serversOf(refused).size;
  return `You don't have permission to assign roles on: ${named}. ${servers} server${servers === 1 ? '' : 's'} would stay as ${servers === 1 ? 'it is' : 'they are'}. Choose a narrower scope.`;
}
