import { makeStyles, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { DatabaseRegular } from '@fluentui/react-icons/svg/database';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { ShieldAddRegular } from '@fluentui/react-icons/svg/shield-add';
import { VaultRegular } from '@fluentui/react-icons/svg/vault';
import { useState } from 'react';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { roleFile } from '#protocol/role-template.ts';
import { CodeView } from '#ui/page/CodeView.tsx';
import { CommandBar, type Command } from '#ui/page/CommandBar.tsx';
import { CopyButton } from '#ui/page/CopyButton.tsx';
import { CountCards, type CountCard } from '#ui/page/CountCards.tsx';
import { Essentials } from '#ui/page/Essentials.tsx';
import { Page } from '#ui/page/Page.tsx';
import { RoleFileNotice } from '#ui/page/RoleFileNotice.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { ScopeLine } from '#ui/page/ScopeLine.tsx';
import { ServiceMenu, type ServiceMenuGroup } from '#ui/page/ServiceMenu.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import { Tile, TileCounts, TileRow, TileSkeleton } from '#ui/page/Tile.tsx';
import { DateTime } from '#ui/text/DateTime.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { Example } from '../Example.tsx';
import type { Piece } from '../piece.ts';
import { answered, nothing, SERVER_ID, SUBSCRIPTIONS, VAULT, VAULT_ID, WAITING } from '../samples.ts';

const useStyles = makeStyles({
  bordered: {
    display: 'flex',
    height: '360px',
    overflow: 'auto',
    border: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  bar: { maxWidth: '800px' }, // as in the form column
});

const COMMANDS: readonly Command[] = [
  { key: 'backup', label: 'Backup', icon: <ShieldAddRegular />, onClick: nothing, primary: true },
  { key: 'restore', label: 'Restore', icon: <HistoryRegular />, to: '/restore' },
  { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: nothing, hint: 'All of it.' },
  {
    key: 'delete',
    label: 'Delete',
    icon: <DeleteRegular />,
    disabledReason: 'The vault still protects a server.',
    startsGroup: true,
  },
];

const CommandBarStates = () => (
  <>
    <Example state="primary, a link, one that cannot be used, a group of its own">
      <CommandBar aria-label="Some commands" commands={COMMANDS} />
    </Example>
    <Example state="more than fit in a line">
      <CommandBar
        aria-label="Many commands"
        commands={Array.from({ length: 14 }, (_, at) => ({
          key: String(at),
          label: `Command ${String(at + 1)}`,
          icon: <AddRegular />,
          onClick: nothing,
        }))}
      />
    </Example>
  </>
);

const EssentialsStates = () => (
  <Example state="two columns, a long value, with JSON">
    <Essentials
      json={{ title: 'bv-shop', value: VAULT }}
      facts={[
        { label: 'Resource group', value: <RouteLink to="/groups/rg-shop">rg-shop</RouteLink> },
        { label: 'Location', value: 'West Europe' },
        { label: 'Subscription', value: <RouteLink to="/subscriptions">Production</RouteLink> },
        { label: 'Status', value: <StatusText kind="success" text="Protection configured" /> },
        { label: 'Created', value: <DateTime value="2026-02-01T09:30:00Z" /> },
        { label: 'Resource ID', value: VAULT_ID },
      ]}
    />
  </Example>
);

const CARDS: readonly CountCard[] = [
  { key: 'running', kind: 'running', text: 'In progress', count: 2 },
  { key: 'failed', kind: 'error', text: 'Failed', count: 1 },
  { key: 'warned', kind: 'warning', text: 'Completed with warnings', count: 0 },
  { key: 'done', kind: 'success', text: 'Completed', count: 12_345 },
];

function CountCardsStates() {
  const [chosen, setChosen] = useState<string | undefined>('failed');
  return (
    <>
      <Example state="one chosen">
        <CountCards label="Jobs by status" cards={CARDS} chosen={chosen} onChoose={setChosen} />
      </Example>
      <Example state="nothing runs">
        <CountCards
          label="Other jobs by status"
          cards={CARDS.map((card) => ({ ...card, count: 0 }))}
          chosen={undefined}
          onChoose={nothing}
        />
      </Example>
    </>
  );
}

const TileStates = () => (
  <>
    <Example state="counted">
      <TileRow>
        <Tile title="Jobs of the last day" more={{ to: '/jobs', label: 'View all' }}>
          <TileCounts
            counts={[
              { label: 'In progress', kind: 'running', count: 1, to: '/jobs?status=running' },
              { label: 'Failed', kind: 'error', count: 12, to: '/jobs?status=failed' },
              { label: 'Completed', kind: 'success', count: 1_024, to: '/jobs?status=completed' },
            ]}
          />
        </Tile>
        <Tile title="Notes">All servers of the scope are protected.</Tile>
      </TileRow>
    </Example>
    <Example state="being counted">
      <TileRow>
        <Tile title="Protected items">
          <TileCounts
            counts={[
              { label: 'Protected', kind: 'success', count: undefined, to: '/items' },
              { label: 'Not protected', kind: 'warning', count: undefined, to: '/servers' },
            ]}
          />
        </Tile>
        <Tile title="On its way">
          <TileSkeleton />
        </Tile>
      </TileRow>
    </Example>
  </>
);

const MENU: readonly ServiceMenuGroup[] = [
  { items: [{ label: 'Overview', to: '/', icon: <VaultRegular /> }] },
  {
    heading: 'Manage',
    items: [
      { label: 'Backup instances', to: '/instances', icon: <DatabaseRegular /> },
      { label: 'Backup policies', to: '/policies', icon: <ShieldAddRegular /> },
    ],
  },
  { heading: 'Monitoring', items: [{ label: 'Backup jobs', to: '/jobs', icon: <HistoryRegular /> }] },
];

const PageStates = () => (
  <Example state="a menu, commands and content">
    <Framed />
  </Example>
);

function Framed() {
  const styles = useStyles();
  return (
    <div className={styles.bordered}>
      <Page
        breadcrumb={[]}
        title="bv-a-vault-with-a-long-name | Overview"
        subtitle="Backup vault"
        closeTo="/"
        commands={COMMANDS}
        menu={<ServiceMenu label="Page" groups={MENU} />}
      >
        What the page is about.
      </Page>
    </div>
  );
}

const SummaryListStates = () => (
  <>
    <Example state="with the way back">
      <SummaryList
        heading="Basics of the vault"
        action={<RouteLink to="/basics">Edit</RouteLink>}
        facts={[
          { label: 'Vault name', value: 'bv-shop' },
          { label: 'Resource group', value: 'rg-a-resource-group-whose-name-says-everything-about-its-purpose' },
        ]}
      />
    </Example>
    <Example state="settled">
      <SummaryList heading="Tags of the vault" facts={[{ label: 'team', value: 'shop' }]} />
    </Example>
  </>
);

const TEMPLATE = {
  needs: backupRoleNeeds(SERVER_ID),
  principalId: '6d1c2f66-2d63-4d6c-9b3c-3d5c0f5d5005',
  vaultName: 'bv-shop',
  location: 'westeurope',
};
const FILE = roleFile(TEMPLATE);

function RoleFileNoticeStates() {
  const styles = useStyles();
  return (
    <>
      <Example state="it can be dismissed">
        <RoleFileNotice file={FILE} deployAt="/deploy" className={styles.bar} onDismiss={nothing}>
          It gives the vault its roles; ask an owner of the subscription to deploy it.
        </RoleFileNotice>
      </Example>
    </>
  );
}

const ScopeLineStates = () => (
  <>
    <Example state="every subscription" opens="ScopeLine">
      <ScopeLine subscriptions={answered(SUBSCRIPTIONS)} of="jobs" />
    </Example>
    <Example state="one" at={`/?subscription=${SUBSCRIPTIONS[0]?.subscriptionId ?? ''}`}>
      <ScopeLine subscriptions={answered(SUBSCRIPTIONS)} />
    </Example>
    <Example state="on their way">
      <ScopeLine subscriptions={WAITING} />
    </Example>
  </>
);

const CopyButtonStates = () => (
  <>
    <Example state="an icon">
      <CopyButton text="text" label="Copy request ID" />
    </Example>
    <Example state="with a word">
      <CopyButton text="text" label="Copy the file" caption="Copy" />
    </Example>
  </>
);

const RouteLinkStates = () => (
  <>
    <Example state="alone">
      <RouteLink to="/vaults">Backup vaults</RouteLink>
    </Example>
    <Example state="in a sentence">
      It can be deployed on the page{' '}
      <RouteLink inline to="/deploy">
        Custom deployment
      </RouteLink>
      .
    </Example>
  </>
);

const CodeViewStates = () => (
  <Example state="it scrolls">
    <CodeView fileName={FILE.name} text={FILE.text} height="120px" />
  </Example>
);

const ServiceMenuStates = () => (
  <Example state="at one of its entries" at="/policies">
    <ServiceMenu label="Backup vault" groups={MENU} />
  </Example>
);

export const PAGE_PIECES: readonly Piece[] = [
  { name: 'Page', files: ['page/Page', 'page/PageFrame'], States: PageStates },
  { name: 'CommandBar', files: ['page/CommandBar'], States: CommandBarStates },
  { name: 'ServiceMenu', files: ['page/ServiceMenu'], States: ServiceMenuStates },
  { name: 'Essentials', files: ['page/Essentials'], States: EssentialsStates },
  { name: 'CountCards', files: ['page/CountCards'], States: CountCardsStates },
  { name: 'Tile', files: ['page/Tile'], States: TileStates },
  { name: 'SummaryList', files: ['page/SummaryList'], States: SummaryListStates },
  { name: 'CodeView', files: ['page/CodeView'], States: CodeViewStates },
  { name: 'CopyButton', files: ['page/CopyButton'], States: CopyButtonStates },
  { name: 'RouteLink', files: ['page/RouteLink'], States: RouteLinkStates },
  { name: 'ScopeLine', files: ['page/ScopeLine', 'pane/ChangeScopePane'], States: ScopeLineStates },
  { name: 'RoleFileNotice', files: ['page/RoleFileNotice'], States: RoleFileNoticeStates },
];
