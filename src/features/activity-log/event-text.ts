/** An event of the activity log in words. Pure. */
import type { ActivityLogEvent } from '#protocol/activity-log.ts';
import { lastName } from '#protocol/resource-id.ts';
import type { StatusKind } from '#ui/text/StatusText.tsx';

/** Such as `Create or update backup policy`; the action where the service has no words for it. */
export const operationText = ({ operationName }: ActivityLogEvent): string =>
  operationName.localizedValue || operationName.value;

/** The name of the resource that was written. */
export const resourceNameOf = ({ resourceId }: ActivityLogEvent): string => lastName(resourceId);

const KINDS: Readonly<Record<string, StatusKind>> = {
  succeeded: 'success',
  failed: 'error',
  accepted: 'info',
  started: 'info',
};

/** A status that the service added later is shown as it is. */
export const statusView = ({ status }: ActivityLogEvent): { kind: StatusKind; text: string } => ({
  kind: KINDS[status.value.toLowerCase()] ?? 'neutral',
  text: status.localizedValue || status.value,
});

export interface EventError {
  code: string | undefined;
  message: string;
}

/** Why it failed; undefined when the event does not say. Azure writes an error body, or plain words. */
export function errorOf({ properties }: ActivityLogEvent): EventError | undefined {
  const text = properties.statusMessage;
  if (text === undefined || text === '') return undefined;
  try {
    const body = JSON.parse(text) as { error?: unknown } | null;
    const { code, message } = (body?.error ?? body ?? {}) as Record<string, unknown>;
    if (typeof message !== 'string') return { code: undefined, message: text };
    return { code: typeof code === 'string' ? code : undefined, message };
  } catch {
    return { code: undefined, message: text };
  }
}
