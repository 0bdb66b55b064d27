import { useQuery } from '@tanstack/react-query';
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { ArrowCounterclockwiseRegular } from '@fluentui/react-icons/svg/arrow-counterclockwise';
import { DatabaseRegular } from '@fluentui/react-icons/svg/database';
import { ShieldAddRegular } from '@fluentui/react-icons/svg/shield-add';
import { useId, useMemo, type ReactNode } from 'react';
import { useNavigate, useOutletContext, useParams } from 'react-router';
import { lastName, parseResourceId, sameId, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { recoveryPoints } from '#resources/recovery-points.ts';
import { subscriptionName, subscriptions } from '#resources/subscriptions.ts';
import type { Command } from '#ui/page/CommandBar.tsx';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { Essentials } from '#ui/page/Essentials.tsx';
import { GapBar } from '#ui/state/GapBar.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import { stateOf } from '#ui/text/instance-commands.ts';
import { Loadable } from '#ui/state/Loadable.tsx';
import { Page } from '#ui/page/Page.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { useScopedAddress } from '#ui/page/subscription-scope.ts';
import { CENTRE_CRUMBS, titleOf } from './center-address.ts';
import { DeletedProblem } from './DeletedProblem.tsx';
import { ASSOCIATED_COLUMNS } from './item-columns.tsx';
import { ItemActions } from './ItemActions.tsx';
import type { ProtectedItem } from './protected-items.ts';
import { combinedStatus, NO_OTHER_SOLUTION, SOLUTION, statusView } from './protection-text.ts';
import { whyNotRecover } from './recover.ts';
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
  const scoped = useScopedAddress();
  const navigate = useNavigate();
  const items = useProtectedItems();
  const query = {
    ...items,
    data: useMemo(() => items.data?.filter((item) => sameId(item.serverId, serverId)), [items.data, serverId]),
  };
  const [only, ...others] = query.data ?? [];
  const isAlone = only !== undefined && others.length === 0;
  const points = useQuery({
    ...recoveryPoints.list(only?.instance.id ?? ''),
    enabled: isAlone && whyNotRecover(only) === undefined,
  });
  return (
    <Page
      breadcrumb={[
        ...CENTRE_CRUMBS.slice(0, 1),
        { label: titleOf('Protected items'), to: scoped(paths.protectedItems()) },
      ]}
      title={lastName(serverId)}
      subtitle="Protected item"
      menu={useOutletContext<ReactNode>()}
      closeTo={scoped(paths.protectedItems())}
      commands={commandsFor({
        serverId,
        all: query.data,
        hasRecoveryPoint: points.data?.length !== 0,
        recover: () => void navigate(recoverFrom(serverId, query.data ?? [])),
        refresh: items.refreshAll,
      })}
    >
      <GapBar what="backup instances" gaps={items.gaps} onRetry={items.fillGaps} />
      <DeletedProblem error={items.deletedError} onRetry={items.refreshAll} />
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

interface CommandFacts {
  serverId: ResourceId;
  /** Undefined while they load. */
  all: readonly ProtectedItem[] | undefined;
  /** For the only instance; of several, each is checked when it is chosen. */
  hasRecoveryPoint: boolean;
  recover: () => void;
  refresh: () => void;
}

function commandsFor({ serverId, all, hasRecoveryPoint, recover, refresh }: CommandFacts): Command[] {
  return [
    {
      key: 'enhance',
      label: 'Enhance protection',
      icon: <ShieldAddRegular />,
      disabledReason: all?.length === 0 ? 'The server is not protected.' : NO_OTHER_SOLUTION,
    },
    {
      key: 'recover',
      label: 'Recover',
      icon: <ArrowCounterclockwiseRegular />,
      onClick: recover,
      disabledReason: whyNoRecovery(all, hasRecoveryPoint),
    },
    { key: 'server', label: 'View server', icon: <DatabaseRegular />, to: paths.server(serverId) },
    { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: refresh },
  ];
}

function whyNoRecovery(all: readonly ProtectedItem[] | undefined, hasRecoveryPoint: boolean): string | undefined {
  const [only, ...others] = all ?? [];
  if (!all) return 'The protected item is not loaded.';
  if (!only) return 'The server is not protected.';
  if (others.length === 0) return whyNotRecover(only, hasRecoveryPoint);
  return all.every((item) => whyNotRecover(item) !== undefined)
    ? 'No backup instance of the server can be restored.'
    : undefined;
}

/** Straight to the wizard, unless there is a choice to make. */
function recoverFrom(serverId: ResourceId, all: readonly ProtectedItem[]): string {
  const [only, ...others] = all.filter((item) => whyNotRecover(item) === undefined);
  return only && others.length === 0
    ? paths.restore(only.instance.id)
    : paths.recover({ server: serverId, returnTo: paths.protectedItem(serverId) });
}

function Item({ serverId, all }: { serverId: ResourceId; all: readonly ProtectedItem[] }) {
  const styles = useStyles();
  const headingId = useId();
  const { data: names } = useQuery(subscriptions.list());
  const at = parseResourceId(serverId);
  const states = all.map(({ instance }) => stateOf(instance));
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
        : 'A vault that could not be read may have one.'}
    </EmptyState>
  );
}

export { ProtectedItemPage as Component };
