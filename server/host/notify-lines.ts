/** What `npm run notify` prints. */
import type { DestinationState } from '#provider/notifications.ts';
import type { Destination } from '#provider/ports.ts';

export interface NotifyAnswer {
  destinations: (Destination & { state: DestinationState; test?: string })[];
  heartbeats: { run: boolean; allDone: boolean };
}

/** What `test` says when the test was sent. */
export const SENT = 'sent';

export function linesOf({ destinations, heartbeats }: NotifyAnswer): { lines: string[]; hasFailed: boolean } {
  const none = 'Nobody is notified. NOTIFICATIONS says who is; docs/operations.md has examples.';
  return {
    lines: [
      ...(destinations.length === 0 ? [none] : destinations.flatMap(linesOfOne)),
      `HEARTBEAT_URL: ${heartbeats.run ? 'called after each good run of a schedule' : 'not set'}`,
      `HEARTBEAT_ALL_URL: ${heartbeats.allDone ? 'called hourly while everything that was due has been done' : 'not set'}`,
    ],
    hasFailed: destinations.some(({ test = SENT }) => test !== SENT),
  };
}

function linesOfOne({
  name,
  type,
  alerts,
  minimalSeverity,
  scopes,
  state,
  test,
}: NotifyAnswer['destinations'][number]): string[] {
  const { lastSent, lastFailure, pending, sending } = state;
  return [
    `${name}: ${type}`,
    `  alerts: ${alerts?.join(', ') ?? 'all'}, ${minimalSeverity} and above, of ${scopes?.join(', ') ?? 'everything'}`,
    `  last sent: ${lastSent ?? 'nothing yet'}; waiting: ${String(pending)}`,
    ...(lastFailure ? [`  last failure: ${lastFailure.time}, ${lastFailure.message}`] : []),
    ...(sending
      ? [`  on its way: one, after ${String(sending.tries)} failed tries. ${sending.lastError ?? ''}`.trimEnd()]
      : []),
    ...(test === undefined ? [] : [`  test: ${test}`]),
  ];
}
