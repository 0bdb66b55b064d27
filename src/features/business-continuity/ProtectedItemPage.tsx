import { useQuery } from '@tanstack/react-query';
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { ArrowCounterclockwiseRegular } from '@fluentui/react-icons/svg/arrow-counterclockwise';
import { DatabaseRegular } from '@fluentui/react-icons/svg/database';
import { ShieldAddRegular } from '@fluentui/react-icons/svg/shield-add';
import { useId, useMemo, type ReactNode } from 'react';
import { useNavigate, useOutletContext, useParams } from 'react-router';
import { parseResourceId, sameId, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { subscriptionName, subscriptions } from '#resources/subscriptions.ts';
import type { Command } from '#ui/CommandBar.tsx';
import { EmptyState } from '#ui/EmptyState.tsx';
import { Essentials } from '#ui/Essentials.tsx';
import { GapBar } from '#ui/GapBar.tsx';
import { Grid } from '#ui/Grid.tsx';
import { Loadable } from '#ui/Loadable.tsx';
import { Page } from '#ui/Page.tsx';
import { RouteLink } from '#ui/RouteLink.tsx';
import { RowsSkeleton } from '#ui/RowsSkeleton.tsx';
import { StatusText } from '#ui/StatusText.tsx';
import { CENTRE_CRUMBS } from './centre-address.ts';
import { ASSOCIATED_COLUMNS } from './item-columns.tsx';
import { ItemActions } from './ItemActions.tsx';
import { lastName, type ProtectedItem } from './protected-items.ts';
import { combinedStatus, SOLUTION, statusView } from './protection-text.ts';
import { useProtectedItems } from './useProtectedItems.ts';

const useStyles = makeStyles({
  items: { marginBlockStart: tokens.spacingVerticalXXL },
  heading: {
    margin: `0 0 ${tokens.spacingVerticalS}`,
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
});

const wizardFor = (serverId: ResourceId) => paths.configureBackup('basics', { servers: [serverId] });

/** One resource with everything that protects it. */
function ProtectedItemPage() {
  const { serverId = '' } = useParams();
  const items = useProtectedItems();
  const query = {
    ...items,
    data: useMemo(() => items.data?.filter((item) => sameId(item.serverId, serverId)), [items.data, serverId]),
  };
  return (
    <Page
      breadcrumb={[
        ...CENTRE_CRUMBS.slice(0, 1),
        { label: 'Business Continuity Center | Protected items', to: paths.protectedItems() },
      ]}
      title={lastName(serverId)}
      subtitle="Protected item"
      menu={useOutletContext<ReactNode>()}
      closeTo={paths.protectedItems()}
      commands={commandsFor(serverId, query.data, items.refreshAll)}
    >
      <GapBar what="backup instances" gaps={items.gaps} onRetry={items.fillGaps} />
      <Loadable query={query} skeleton={<RowsSkeleton rows={5} />} what="The protected item">
        {(all) =>
          all.length === 0 && items.isComplete ? (
            <NotProtected serverId={serverId} isKnown={items.gaps.length === 0} />
          ) : (
            <Item serverId={serverId} all={all} />
          )
        }
      </Loadable>
    </Page>
  );
}

function commandsFor(serverId: ResourceId, all: readonly ProtectedItem[] | undefined, refresh: () => void): Command[] {
  const recoverable = all?.find(({ status }) => status !== 'Protection disabled');
  return [
    {
      key: 'recover',
      label: 'Recover',
      icon: <ArrowCounterclockwiseRegular />,
      ...(recoverable && { to: paths.restore(recoverable.instance.id) }),
      disabledReason: recoverable ? undefined : 'No backup instance of the server can be restored.',
    },
    { key: 'server', label: 'View server', icon: <DatabaseRegular />, to: paths.server(serverId) },
    { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: refresh },
  ];
}

function Item({ serverId, all }: { serverId: ResourceId; all: readonly ProtectedItem[] }) {
  const styles = useStyles();
  const headingId = useId();
  const { data: names } = useQuery(subscriptions.list());
  const at = parseResourceId(serverId);
  const states = all.map(({ instance }) => instance.properties.currentProtectionState);
  return (
    <>
      <Essentials
        facts={[
          { label: 'Resource', value: <RouteLink to={paths.server(serverId)}>{lastName(serverId)}</RouteLink> },
          { label: 'Protection status', value: <StatusText {...statusView(combinedStatus(states))} /> },
          { label: 'Datasource type', value: all[0]?.type },
          { label: 'Configured solutions', value: SOLUTION },
          { label: 'Resource group', value: at?.resourceGroup },
          { label: 'Location', value: all[0]?.location },
          { label: 'Subscription', value: subscriptionName(names, at?.subscriptionId ?? '') },
          { label: 'Subscription ID', value: at?.subscriptionId },
        ]}
      />
      <section aria-labelledby={headingId} className={styles.items}>
        <h2 id={headingId} className={styles.heading}>
          Associated items
        </h2>
        <Grid
          ariaLabel="Associated items"
          columns={ASSOCIATED_COLUMNS}
          rows={all}
          rowKey={keyOf}
          sort={{ columnId: 'item', direction: 'ascending' }}
          minWidth={960}
          rowActions={actionsOf}
        />
      </section>
    </>
  );
}

const keyOf = ({ instance }: ProtectedItem): string => instance.id;
const actionsOf = (item: ProtectedItem) => <ItemActions item={item} />;

function NotProtected({ serverId, isKnown }: { serverId: ResourceId; isKnown: boolean }) {
  const navigate = useNavigate();
  return (
    <EmptyState
      picture={<ShieldAddRegular />}
      heading={isKnown ? 'This server is not protected' : 'No backup instance of this server was found'}
      action={
        <Button appearance="primary" onClick={() => void navigate(wizardFor(serverId))}>
          Configure protection
        </Button>
      }
    >
      {isKnown
        ? 'No vault has a backup instance of it, and none is soft deleted.'
        : 'A vault that could not be asked may have one.'}
    </EmptyState>
  );
}

export { ProtectedItemPage as Component };
