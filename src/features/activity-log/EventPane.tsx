import { Button, makeStyles, Tab, TabList, tokens } from '@fluentui/react-components';
import { useId, useState } from 'react';
import type { ActivityLogEvent } from '#protocol/activity-log.ts';
import { INSTANCE_TYPE, POLICY_TYPE, VAULT_TYPE } from '#protocol/data-protection.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { CodeView } from '#ui/page/CodeView.tsx';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { CopyButton } from '#ui/page/CopyButton.tsx';
import { DateTime } from '#ui/text/DateTime.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import { errorOf, operationText, statusView } from './event-text.ts';

const useStyles = makeStyles({
  // In line with the text below.
  tabs: { marginInlineStart: `calc(-1 * ${tokens.spacingHorizontalMNudge})`, marginBlockEnd: tokens.spacingVerticalL },
  problem: { marginBlockEnd: tokens.spacingVerticalL },
  id: { display: 'inline-flex', alignItems: 'center', columnGap: tokens.spacingHorizontalXXS },
});

type TabName = 'summary' | 'json';

interface EventPaneProps {
  event: ActivityLogEvent;
  onClose: () => void;
}

/** One event of the activity log, in a pane beside the list. */
export function EventPane({ event, onClose }: EventPaneProps) {
  const styles = useStyles();
  const panelId = useId();
  const [tab, setTab] = useState<TabName>('summary');
  return (
    <ContextPane
      title={operationText(event)}
      subtitle="Event of the activity log"
      size="large"
      open
      onClose={onClose}
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <TabList
        className={styles.tabs}
        selectedValue={tab}
        onTabSelect={(_, { value }) => {
          setTab(value as TabName);
        }}
      >
        <Tab id={`${panelId}-summary`} value="summary" aria-controls={panelId}>
          Summary
        </Tab>
        <Tab id={`${panelId}-json`} value="json" aria-controls={panelId}>
          JSON
        </Tab>
      </TabList>
      <div id={panelId} role="tabpanel" aria-labelledby={`${panelId}-${tab}`}>
        {tab === 'summary' ? (
          <Summary event={event} />
        ) : (
          <CodeView fileName="event.json" text={JSON.stringify(event, undefined, 2)} height="calc(100vh - 300px)" />
        )}
      </div>
    </ContextPane>
  );
}

function Summary({ event }: { event: ActivityLogEvent }) {
  const styles = useStyles();
  const error = errorOf(event);
  const { operationName, subStatus, caller, claims, httpRequest, correlationId, resourceId } = event;
  const deployment = event.properties.deployment;
  const name = claims.name;
  const to = addressOf(event);
  return (
    <>
      {error && (
        <div className={styles.problem}>
          <ProblemBar title="The operation failed" error={error} />
        </div>
      )}
      <SummaryList
        heading="Operation"
        facts={[
          { label: 'Operation name', value: operationText(event) },
          { label: 'Action', value: operationName.value },
          { label: 'Status', value: <StatusText {...statusView(event)} /> },
          { label: 'Sub status', value: subStatus.localizedValue || subStatus.value || '–' },
          { label: 'Severity', value: event.level },
          { label: 'Time stamp', value: <DateTime value={event.eventTimestamp} /> },
        ]}
      />
      <SummaryList
        heading="Who and what"
        facts={[
          {
            label: 'Event initiated by',
            value: name !== undefined && name !== caller ? `${caller} (${name})` : caller,
          },
          { label: "Caller's address", value: httpRequest?.clientIpAddress ?? '–' },
          ...(deployment === undefined ? [] : [{ label: 'Deployment', value: deployment }]),
          { label: 'Resource', value: to === undefined ? resourceId : <RouteLink to={to}>{resourceId}</RouteLink> },
          {
            label: 'Correlation ID',
            value: (
              <span className={styles.id}>
                {correlationId}
                <CopyButton text={correlationId} label="Copy correlation ID" />
              </span>
            ),
          },
        ]}
      />
    </>
  );
}

const PAGES: Readonly<Record<string, (id: ResourceId) => string>> = {
  [VAULT_TYPE.toLowerCase()]: paths.vault,
  [POLICY_TYPE.toLowerCase()]: paths.policy,
  [INSTANCE_TYPE.toLowerCase()]: paths.instance,
  [SERVER_TYPE.toLowerCase()]: paths.server,
};

/** The page of the resource that was written; undefined when it has none. */
const addressOf = ({ resourceType, resourceId }: ActivityLogEvent): string | undefined =>
  PAGES[resourceType.value.toLowerCase()]?.(resourceId);
