import { makeStyles, tokens } from '@fluentui/react-components';
import { ClipboardTaskListLtrRegular } from '@fluentui/react-icons/svg/clipboard-task-list-ltr';
import { DatabaseRegular } from '@fluentui/react-icons/svg/database';
import { ShieldAddRegular } from '@fluentui/react-icons/svg/shield-add';
import { ShieldCheckmarkRegular } from '@fluentui/react-icons/svg/shield-checkmark';
import { VaultRegular } from '@fluentui/react-icons/svg/vault';
import { paths } from '#paths';
import { Page } from '#ui/Page.tsx';
import { RecentJobs } from './RecentJobs.tsx';
import { ServiceLink } from './ServiceLink.tsx';

const useStyles = makeStyles({
  services: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalM,
    marginBlockEnd: tokens.spacingVerticalXXXL,
  },
});

/** Where the day begins: ways to the services, and what happened last. */
function HomePage() {
  const styles = useStyles();
  return (
    <Page breadcrumb={[]} title="Azure services">
      <nav aria-label="Azure services" className={styles.services}>
        <ServiceLink to={paths.configureBackup()} icon={<ShieldAddRegular />} label="Configure protection" />
        <ServiceLink
          to={paths.businessContinuity()}
          icon={<ShieldCheckmarkRegular />}
          label="Business Continuity Center"
        />
        <ServiceLink to={paths.vaults()} icon={<VaultRegular />} label="Backup vaults" />
        <ServiceLink
          to={paths.servers()}
          icon={<DatabaseRegular />}
          label="Azure Database for PostgreSQL flexible servers"
        />
        <ServiceLink to={paths.jobs()} icon={<ClipboardTaskListLtrRegular />} label="Jobs" />
      </nav>
      <RecentJobs />
    </Page>
  );
}

export { HomePage as Component };
