import { Button, makeStyles, ProgressBar, tokens } from '@fluentui/react-components';
import { AlertOffRegular } from '@fluentui/react-icons/svg/alert-off';
import { CheckmarkCircleFilled } from '@fluentui/react-icons/svg/checkmark-circle';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { ErrorCircleFilled } from '@fluentui/react-icons/svg/error-circle';
import { HourglassHalfRegular } from '@fluentui/react-icons/svg/hourglass-half';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { DateTime } from '#ui/text/DateTime.tsx';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import type { PortalNotification } from './notification-list.ts';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: '0', padding: '0' },
  entry: {
    display: 'grid',
    gridTemplateColumns: 'auto 1fr auto',
    alignItems: 'start',
    columnGap: tokens.spacingHorizontalS,
    paddingBlock: tokens.spacingVerticalM,
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  icon: { display: 'flex', fontSize: tokens.fontSizeBase500 },
  running: { color: tokens.colorBrandForeground1 },
  done: { color: tokens.colorStatusSuccessForeground1 },
  failed: { color: tokens.colorStatusDangerForeground1 },
  words: { minWidth: 0, overflowWrap: 'anywhere' },
  title: { fontWeight: tokens.fontWeightSemibold },
  text: { margin: `${tokens.spacingVerticalXXS} 0` },
  time: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  bar: { marginBlock: tokens.spacingVerticalS },
});

const ICONS = {
  running: <HourglassHalfRegular />,
  done: <CheckmarkCircleFilled />,
  failed: <ErrorCircleFilled />,
};
const WORDS = { running: 'In progress', done: 'Done', failed: 'Failed' };

interface NotificationPaneProps {
  notifications: readonly PortalNotification[];
  onDismiss: (notifications: readonly PortalNotification[]) => void;
  onClose: () => void;
}

/** Every action of this tab, and its result. */
export function NotificationPane({ notifications, onDismiss, onClose }: NotificationPaneProps) {
  const styles = useStyles();
  const ended = notifications.filter(({ kind }) => kind !== 'running');
  return (
    <ContextPane
      title="Notifications"
      open
      onClose={onClose}
      footer={
        ended.length > 0 && (
          <Button
            onClick={() => {
              onDismiss(ended);
            }}
          >
            Dismiss all
          </Button>
        )
      }
    >
      {notifications.length === 0 ? (
        <EmptyState picture={<AlertOffRegular />} heading="No notifications yet">
          What you start in this tab is listed here, with its result.
        </EmptyState>
      ) : (
        <ul className={styles.list}>
          {notifications.map((notification) => (
            <li key={notification.id} className={styles.entry}>
              <span
                className={`${styles.icon} ${styles[notification.kind]}`}
                role="img"
                aria-label={WORDS[notification.kind]}
              >
                {ICONS[notification.kind]}
              </span>
              <Entry notification={notification} onFollow={onClose} />
              {notification.kind !== 'running' && (
                <Button
                  appearance="subtle"
                  size="small"
                  icon={<DismissRegular />}
                  aria-label={`Dismiss ${notification.title}`}
                  onClick={() => {
                    onDismiss([notification]);
                  }}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </ContextPane>
  );
}

function Entry({ notification, onFollow }: { notification: PortalNotification; onFollow: () => void }) {
  const styles = useStyles();
  const { title, body, link, kind, askedAt, progress } = notification;
  return (
    <div className={styles.words}>
      <div className={styles.title}>{title}</div>
      {kind === 'running' && (
        <ProgressBar
          className={styles.bar}
          aria-label={title}
          {...(progress && { value: progress.done, max: progress.total })}
        />
      )}
      {progress && (
        <p className={styles.text}>
          {progress.done} of {progress.total} done
        </p>
      )}
      {body !== undefined && <p className={styles.text}>{body}</p>}
      {link && (
        // The link does the work; the click that bubbles up from it only closes the pane behind it.
        // eslint-disable-next-line jsx-a11y-x/click-events-have-key-events, jsx-a11y-x/no-static-element-interactions
        <div onClick={onFollow}>
          <RouteLink to={link.to}>{link.label}</RouteLink>
        </div>
      )}
      <span className={styles.time}>
        <DateTime value={new Date(askedAt).toISOString()} />
      </span>
    </div>
  );
}
