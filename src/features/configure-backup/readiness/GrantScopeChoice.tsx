import { Field, MessageBar, MessageBarBody, Radio, RadioGroup } from '@fluentui/react-components';
import { labelWithTip } from '#ui/info-tip.tsx';
import { useSubscriptionNames } from '../useSubscriptionNames.ts';
import { useWizardStyles } from '../wizard-styles.ts';
import {
  fullestSubscription,
  MOST_ASSIGNMENTS,
  scopesOf,
  serversOf,
  type GrantScope,
  type PlannedGrant,
} from './grant-plan.ts';
import { scopeWords } from './scope-words.ts';

const TIP = 'Where the roles are assigned. A wider scope also covers servers you add later.';

const CHOICES: Record<GrantScope, { label: string; hint: string }> = {
  resource: {
    label: 'Resource',
    hint: 'Each role on the narrowest scope that it is needed on: the server, and for Reader its resource group.',
  },
  resourceGroup: {
    label: 'Resource group',
    hint: 'Both roles on the resource group of each server. Choose it when more servers of the same group will be backed up later.',
  },
  subscription: {
    label: 'Subscription',
    hint: 'Both roles on the subscription of each server. Choose it when servers of many groups will be backed up later.',
  },
};

interface GrantScopeChoiceProps {
  scope: GrantScope;
  onChange: (scope: GrantScope) => void;
  /** Everything that is needed at this scope. */
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
      <Field className={styles.paneField} label={labelWithTip('Scope', TIP)} hint={CHOICES[scope].hint}>
        <RadioGroup layout="horizontal" value={scope} onChange={(_, { value }) => onChange(value as GrantScope)}>
          {Object.entries(CHOICES).map(([value, { label }]) => (
            <Radio key={value} value={value} label={label} />
          ))}
        </RadioGroup>
      </Field>
      {scope === 'subscription' && (
        <MessageBar intent="warning" layout="multiline" className={styles.bar}>
          <MessageBarBody>
            This grants the vault access to every PostgreSQL flexible server in the subscription.
          </MessageBarBody>
        </MessageBar>
      )}
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
