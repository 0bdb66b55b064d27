/** Microsoft.Insights: events of the activity log, in the shape that ARM returns (version 2015-04-01). */
import type { OpenEnum } from './data-protection.ts';
import type { ResourceId } from './resource-id.ts';

export const READ_EVENTS = 'Microsoft.Insights/eventtypes/values/read';

/** A word of ours or the service's, and how it is shown. */
export interface LocalizableString<Value extends string = string> {
  value: Value;
  localizedValue: string;
}

export interface ActivityLogEvent {
  id: ResourceId;
  eventDataId: string;
  correlationId: string;
  operationId: string;
  /** Sign-in name of the caller. */
  caller: string;
  claims: Record<string, string>;
  authorization: { action: string; scope: ResourceId };
  /** Absent where no client's request caused it, as with the steps of a deployment. */
  httpRequest?: { clientRequestId: string; clientIpAddress?: string; method: string };
  eventName: LocalizableString;
  category: LocalizableString;
  level: OpenEnum<'Informational' | 'Warning' | 'Error'>;
  resourceId: ResourceId;
  resourceGroupName: string;
  resourceProviderName: LocalizableString;
  resourceType: LocalizableString;
  /** The action, such as `Microsoft.DataProtection/backupVaults/write`, and its name in words. */
  operationName: LocalizableString;
  status: LocalizableString<OpenEnum<'Started' | 'Accepted' | 'Succeeded' | 'Failed'>>;
  /** The HTTP status, such as `Forbidden`. */
  subStatus: LocalizableString;
  properties: Record<string, string>;
  description: string;
  channels: string;
  eventTimestamp: string;
  submissionTimestamp: string;
  subscriptionId: string;
  tenantId: string;
}
