import {
  Spinner,
  Toast,
  ToastBody,
  Toaster,
  ToastFooter,
  ToastTitle,
  useToastController,
} from '@fluentui/react-components';
import { useEffect, useRef } from 'react';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import type { PortalNotification } from './notification-list.ts';
import { TOASTS_LANDMARK } from './toasts-landmark.ts';

const TOASTER = 'notifications';
/** Below the header, 40 high, with a little air. */
const OFFSET = { vertical: 48, horizontal: 16 };
/** More at once would cover the page; the bell has them all. */
const AT_ONCE = 4;
const SHOWN_MS = { running: 4_000, done: 6_000, failed: 12_000 };
const INTENTS = { running: 'info', done: 'success', failed: 'error' } as const;

/** Shows each notification once, at the top right, in place of the one before about the same action. */
export function NotificationToasts({ notifications }: { notifications: readonly PortalNotification[] }) {
  const { dispatchToast, dismissToast } = useToastController(TOASTER);
  // The key of each action's last toast.
  const shown = useRef(new Map<string, string>());
  useEffect(() => {
    for (const notification of notifications.toReversed()) {
      const { id, key, kind, isQuiet = false } = notification;
      const before = shown.current.get(id);
      if (before === key) continue;
      shown.current.set(id, key);
      if (before !== undefined) dismissToast(before);
      if (isQuiet) continue;
      dispatchToast(<NotificationToast notification={notification} />, {
        toastId: key,
        intent: INTENTS[kind],
        timeout: SHOWN_MS[kind],
        pauseOnHover: true,
        pauseOnWindowBlur: true,
      });
    }
  }, [notifications, dispatchToast, dismissToast]);
  // In a landmark of the frame: a screen reader cannot go to what is outside of all landmarks.
  const mountNode = document.getElementById(TOASTS_LANDMARK);
  return <Toaster toasterId={TOASTER} position="top-end" offset={OFFSET} limit={AT_ONCE} mountNode={mountNode} />;
}

function NotificationToast({ notification: { title, body, link, kind } }: { notification: PortalNotification }) {
  return (
    <Toast>
      <ToastTitle {...(kind === 'running' && { media: <Spinner size="tiny" aria-label="In progress" /> })}>
        {title}
      </ToastTitle>
      {body !== undefined && <ToastBody>{body}</ToastBody>}
      {link && (
        <ToastFooter>
          <RouteLink to={link.to}>{link.label}</RouteLink>
        </ToastFooter>
      )}
    </Toast>
  );
}
