import { makeStyles, tokens } from '@fluentui/react-components';
import { AlertRegular } from '@fluentui/react-icons/svg/alert';
import { useState } from 'react';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { HeaderButton } from '../shell/HeaderButton.tsx';
import type { PortalNotification } from './notification-list.ts';
import { useNotifications } from './useNotifications.ts';

// Not needed to draw a page.
const NotificationPane = loadedWhenShown(async () => (await import('./NotificationPane.tsx')).NotificationPane);
const NotificationToasts = loadedWhenShown(async () => (await import('./NotificationToasts.tsx')).NotificationToasts);
const JobWatcher = loadedWhenShown(async () => (await import('./JobWatcher.tsx')).JobWatcher);

const useStyles = makeStyles({
  bell: { position: 'relative', display: 'inline-flex' },
  badge: {
    position: 'absolute',
    insetBlockStart: '-8px', // half of it above the bell
    insetInlineStart: tokens.spacingHorizontalS,
    minWidth: '8px', // a circle for one digit, with the padding
    padding: `0 ${tokens.spacingHorizontalXS}`,
    borderRadius: tokens.borderRadiusCircular,
    fontFamily: tokens.fontFamilyBase,
    fontSize: tokens.fontSizeBase100,
    lineHeight: '16px', // its height
    fontWeight: tokens.fontWeightSemibold,
    textAlign: 'center',
    color: tokens.colorNeutralForegroundOnBrand,
    backgroundColor: tokens.colorStatusDangerBackground3,
  },
});

/**
 * The bell in the header: the number of unseen notifications, the pane behind it, the toasts, and the watchers of jobs
 * that were started.
 */
export function NotificationBell() {
  const styles = useStyles();
  const { notifications, earlier, onEnd, dismiss } = useNotifications();
  const [seen, setSeen] = useState<ReadonlySet<string>>(() => new Set(earlier.map(({ key }) => key)));
  const [isOpen, setOpen] = useState(false);
  const unread = isOpen ? 0 : notifications.filter(({ key }) => !seen.has(key)).length;
  const markSeen = () => {
    setSeen(new Set(notifications.map(({ key }) => key)));
  };
  return (
    <>
      <HeaderButton
        label={unread === 0 ? 'Notifications' : `Notifications, ${String(unread)} new`}
        icon={
          <span className={styles.bell}>
            <AlertRegular />
            {unread > 0 && <span className={styles.badge}>{unread > 99 ? '99+' : unread}</span>}
          </span>
        }
        onClick={() => {
          markSeen();
          setOpen(true);
        }}
      />
      {notifications.length > 0 && <NotificationToasts notifications={notifications} />}
      {notifications.filter(isJobRunning).map((begun) => (
        <JobWatcher key={begun.id} begun={begun} onEnd={onEnd} />
      ))}
      {isOpen && (
        <NotificationPane
          notifications={notifications}
          onDismiss={dismiss}
          onClose={() => {
            markSeen();
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

const isJobRunning = (notification: PortalNotification): notification is PortalNotification & { jobId: string } =>
  notification.kind === 'running' && notification.jobId !== undefined;
