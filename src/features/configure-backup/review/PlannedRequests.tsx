import { makeStyles, tokens } from '@fluentui/react-components';
import { idKey } from '#protocol/resource-id.ts';
import { useWizard } from '../wizard-context.ts';
import { plan } from './plan.ts';

const useStyles = makeStyles({
  section: { marginBottom: tokens.spacingVerticalXXL },
  requests: { marginTop: tokens.spacingVerticalS, marginBottom: '0', paddingInlineStart: tokens.spacingHorizontalXXL },
  path: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowWrap: 'anywhere' },
});

/** Enough to see what they are; thousands would only slow the page down. */
const REQUESTS_SHOWN = 50;

/** The requests that Configure backup sends, for curious people. */
export function PlannedRequests() {
  const { draft, servers } = useWizard();
  const styles = useStyles();
  const requests = plan(draft, servers);
  if (requests.length === 0) return null;
  return (
    <details className={styles.section}>
      <summary>
        {requests.length === 1 ? 'The request' : `The ${requests.length} requests`} that Configure backup sends
      </summary>
      <ol className={styles.requests}>
        {requests.slice(0, REQUESTS_SHOWN).map(({ instanceId }) => (
          <li key={idKey(instanceId)} className={styles.path}>
            PUT {instanceId}
          </li>
        ))}
      </ol>
      {requests.length > REQUESTS_SHOWN && <p>and {requests.length - REQUESTS_SHOWN} more of the same kind.</p>}
    </details>
  );
}
