import { makeStyles, MessageBar, MessageBarBody } from '@fluentui/react-components';
import type { DeletedBackupInstance } from '#protocol/data-protection.ts';
import { serviceTime } from '#resources/service-time.ts';
import { DateTime } from '#ui/text/DateTime.tsx';
import { daysLeft } from './days-left.ts';

const useStyles = makeStyles({ bar: { minHeight: '50px' } }); // the portal's bar

/** Says how long deleted data can still be undeleted. Renders nothing for an instance that is not deleted. */
export function SoftDeletedBar({ deleted }: { deleted: DeletedBackupInstance | undefined }) {
  const styles = useStyles();
  if (!deleted) return null;
  const { scheduledPurgeTime } = deleted.properties.deletionInfo;
  const days = daysLeft(scheduledPurgeTime, new Date(serviceTime()));
  return (
    <MessageBar intent="warning" layout="multiline" className={styles.bar}>
      <MessageBarBody>
        The backups of this server are deleted. They are removed for good in{' '}
        {days === 1 ? '1 day' : `${String(days)} days`}, on <DateTime value={scheduledPurgeTime} />. Choose{' '}
        <strong>UnDelete</strong> to keep them.
      </MessageBarBody>
    </MessageBar>
  );
}
