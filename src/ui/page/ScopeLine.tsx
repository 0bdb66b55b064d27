import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { scopeText, useSubscriptionScope, type ScopeFacts } from './subscription-scope.ts';
import { useAddressPane } from '#ui/pane/useAddressPane.ts';

const ChangeScopePane = loadedWhenShown(async () => (await import('#ui/pane/ChangeScopePane.tsx')).ChangeScopePane);

const useStyles = makeStyles({
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalXS,
    // Its height before and after the subscriptions are known.
    minHeight: '24px',
    flexShrink: 0,
    margin: `0 0 ${tokens.spacingVerticalM}`,
  },
  scope: { fontWeight: tokens.fontWeightSemibold },
  change: { minWidth: 'auto', paddingInline: tokens.spacingHorizontalXS, color: tokens.colorBrandForegroundLink },
});

interface ScopeLineProps {
  subscriptions: ScopeFacts['subscriptions'];
  of?: ScopeFacts['of'];
}

/**
 * **Currently showing**: the subscriptions that a page of the Business Continuity Center covers, and a link to change
 * them.
 */
export function ScopeLine({ subscriptions, of = 'resources' }: ScopeLineProps) {
  const styles = useStyles();
  const scope = useSubscriptionScope();
  const pane = useAddressPane('scope');
  // An id that turns into a name a moment later would only flicker.
  const isKnown = subscriptions.data !== undefined || subscriptions.error !== null;
  // The frame shows it above every page.
  if (subscriptions.data?.length === 0) return null;
  return (
    <>
      <p className={styles.line}>
        Currently showing:
        <span className={styles.scope}>{isKnown && `${scopeText(scope.ids, subscriptions.data)} / Azure`}</span>
        <span aria-hidden="true">·</span>
        <Button
          appearance="transparent"
          size="small"
          className={styles.change}
          aria-label="Change scope"
          onClick={pane.open}
        >
          Change
        </Button>
      </p>
      {pane.isOpen && <ChangeScopePane subscriptions={subscriptions} of={of} onClose={pane.close} />}
    </>
  );
}
