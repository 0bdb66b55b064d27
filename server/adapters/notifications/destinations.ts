/** Where notifications are sent, as the operator configured it. Secrets are in here, and nowhere in the state. */
import type { AlertRule } from '#provider/domain/alert-rules.ts';

interface Named extends AlertRule {
  name: string;
}

export interface EmailDestination extends Named {
  type: 'email';
  from: string;
  to: string[];
  /** `smtp://` uses STARTTLS where the server offers it, `smtps://` TLS from the start. User and password may stand in it. */
  smtp: string;
}

export interface WebhookDestination extends Named {
  type: 'webhook';
  url: string;
  format: 'json' | 'slack' | 'teams';
  /** The value of the `Authorization` header. */
  authorization?: string | undefined;
}

export type DestinationSettings = EmailDestination | WebhookDestination;

export interface HeartbeatUrls {
  /** Called after each good run of a schedule. `{instance}` in it becomes the name of the backup instance. */
  run?: string | undefined;
  /** Called hourly while everything that was due has been done. */
  allDone?: string | undefined;
}
