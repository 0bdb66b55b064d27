import { Field, makeStyles, MessageBar, MessageBarBody, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import type { GrantScope } from '#protocol/authorization.ts';
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import { labelWithTip } from './info-tip.tsx';

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

const useStyles = makeStyles({
  field: { marginBlockEnd: tokens.spacingVerticalL },
  bar: { marginBlockEnd: tokens.spacingVerticalL },
});

interface GrantScopeFieldProps {
  scope: GrantScope;
  onChange: (scope: GrantScope) => void;
}

/** The scope at which a vault gets the roles that a backup needs. */
export function GrantScopeField({ scope, onChange }: GrantScopeFieldProps) {
  const styles = useStyles();
  return (
    <>
      <Field className={styles.field} label={labelWithTip('Scope', TIP)} hint={CHOICES[scope].hint}>
        <RadioGroup layout="horizontal" value={scope} onChange={(_, { value }) => onChange(value as GrantScope)}>
          {Object.entries(CHOICES).map(([value, { label }]) => (
            <Radio key={value} value={value} label={label} />
          ))}
        </RadioGroup>
      </Field>
      {scope === 'subscription' && (
        <MessageBar intent="warning" layout="multiline" className={styles.bar}>
          <MessageBarBody>
            This grants the vault access to every {POSTGRES_SERVERS.words.one} in the subscription.
          </MessageBarBody>
        </MessageBar>
      )}
    </>
  );
}
