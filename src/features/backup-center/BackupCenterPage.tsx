import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowCounterclockwiseRegular } from '@fluentui/react-icons/svg/arrow-counterclockwise';
import { CalendarClockRegular } from '@fluentui/react-icons/svg/calendar-clock';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { VaultRegular } from '@fluentui/react-icons/svg/vault';
import { paths } from '#paths';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { Page } from '#ui/page/Page.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { CENTRE } from '#ui/text/center.ts';

/** **Backup center**, which older instructions mention: its four commands, and where everything is now. */
function BackupCenterPage() {
  return (
    <Page
      breadcrumb={[{ label: 'Home', to: paths.home() }]}
      title="Backup center"
      commands={[
        { key: 'backup', label: 'Backup', icon: <AddRegular />, primary: true, to: paths.configureBackup() },
        {
          key: 'restore',
          label: 'Restore',
          icon: <ArrowCounterclockwiseRegular />,
          to: paths.recover({ returnTo: paths.backupCenter() }),
        },
        { key: 'policy', label: 'Policy', icon: <CalendarClockRegular />, to: paths.startPolicy() },
        { key: 'vault', label: 'Vault', icon: <VaultRegular />, to: paths.createVault() },
      ]}
      banner={
        <MessageBar intent="info" layout="multiline">
          <MessageBarBody>
            Backup center is being replaced by {CENTRE}. Use {CENTRE} to manage backup at scale.{' '}
            <RouteLink to={paths.businessContinuity()}>Open {CENTRE}</RouteLink>
          </MessageBarBody>
        </MessageBar>
      }
    >
      <EmptyState picture={<HistoryRegular />} heading={`Everything is in ${CENTRE}`}>
        See <RouteLink to={paths.protectedItems()}>Protected items</RouteLink>,{' '}
        <RouteLink to={paths.jobs()}>Jobs</RouteLink>,{' '}
        <RouteLink to={paths.protectionPolicies()}>Protection policies</RouteLink> and{' '}
        <RouteLink to={paths.protectionVaults()}>Vaults</RouteLink>.
      </EmptyState>
    </Page>
  );
}

export { BackupCenterPage as Component };
