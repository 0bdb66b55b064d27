/** Events of the activity log: their content, their search words, and their filter. Pure. */
import type { ActivityLogEvent } from '#protocol/activity-log.ts';
import type { ErrorBody } from '#protocol/errors.ts';
import { groupScopeOf, idKey, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { ArmFault } from '../fault.ts';
import type { Principal, Query } from '../ports.ts';
import { actionName } from './action-names.ts';
import { ticks } from './time.ts';

export interface EventFacts {
  eventDataId: string;
  correlationId: string;
  caller: Principal;
  tenantId: string;
  action: string;
  resourceId: ResourceId;
  method: string;
  requestId: string;
  /** Where the request came from; undefined for what a deployment sends. */
  address?: string | undefined;
  /** The deployment that sends it. */
  partOf?: ResourceId | undefined;
}

const shown = <Value extends string>(value: Value, localizedValue: string = value) => ({ value, localizedValue });

/** The event of a write that has begun: it is stored together with what is written. */
export function startedEvent(facts: EventFacts, now: Date): ActivityLogEvent {
  const { eventDataId, correlationId, caller, action, resourceId, method, requestId, address, partOf } = facts;
  const parsed = parseResourceId(resourceId);
  const type = parsed?.type ?? 'Microsoft.Resources/subscriptions/resourceGroups';
  const subscriptionId = parsed?.subscriptionId ?? '';
  return {
    id: eventId(resourceId, eventDataId, now),
    eventDataId,
    correlationId,
    operationId: correlationId,
    caller: caller.name,
    claims: { name: caller.displayName, oid: caller.objectId },
    authorization: { action, scope: resourceId },
    ...(partOf === undefined && {
      httpRequest: { clientRequestId: requestId, ...(address !== undefined && { clientIpAddress: address }), method },
    }),
    eventName: shown('EndRequest', 'End request'),
    category: shown('Administrative'),
    level: 'Informational',
    resourceId,
    resourceGroupName: parsed?.resourceGroup ?? '',
    resourceProviderName: shown(type.split('/')[0] ?? ''),
    resourceType: shown(type),
    operationName: shown(action, actionName(action)),
    status: shown('Started'),
    subStatus: shown('', ''),
    properties: {
      entity: resourceId,
      message: action,
      serviceRequestId: requestId,
      ...(partOf !== undefined && { deployment: partOf }),
    },
    description: '',
    channels: 'Operation',
    eventTimestamp: ticks(now),
    submissionTimestamp: ticks(now),
    subscriptionId,
    tenantId: facts.tenantId,
  };
}

const eventId = (resourceId: ResourceId, eventDataId: string, now: Date): ResourceId =>
  `${resourceId === '/' ? '' : resourceId}/events/${eventDataId}/ticks/${String(now.getTime() + 62_135_596_800_000)}0000`;

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'NoContent',
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  412: 'PreconditionFailed',
  413: 'RequestEntityTooLarge',
  429: 'TooManyRequests',
  500: 'InternalServerError',
};
const MOST_MESSAGE = 1000;

/** The event with what became of the request. `202` is Accepted: the operation's end is an event of its own. */
export function answeredEvent(event: ActivityLogEvent, status: number, error?: ErrorBody): ActivityLogEvent {
  const reason = REASONS[status] ?? String(status);
  const outcome = status >= 400 ? 'Failed' : status === 202 ? 'Accepted' : 'Succeeded';
  return {
    ...event,
    level: status >= 400 ? 'Error' : 'Informational',
    status: shown(outcome),
    subStatus: shown(reason, `${reason} (HTTP Status Code: ${String(status)})`),
    properties: { ...event.properties, statusCode: reason, ...(error && statusMessage(error)) },
  };
}

/** What became of the operation that a request began, as an event of its own. */
export function endedEvent(
  event: ActivityLogEvent,
  eventDataId: string,
  now: Date,
  error?: ErrorBody,
): ActivityLogEvent {
  const stamp = ticks(now);
  // Of the same millisecond the end is the later one all the same.
  const later = stamp > event.eventTimestamp ? stamp : event.eventTimestamp.replace(/\dZ$/, '1Z');
  return {
    ...event,
    id: eventId(event.resourceId, eventDataId, now),
    eventDataId,
    level: error ? 'Error' : 'Informational',
    status: shown(error ? 'Failed' : 'Succeeded'),
    subStatus: shown('', ''),
    properties: {
      entity: event.resourceId,
      message: event.operationName.value,
      ...(error && statusMessage(error)),
    },
    eventTimestamp: later,
    submissionTimestamp: later,
  };
}

const statusMessage = ({ code, message }: ErrorBody): Record<string, string> => ({
  statusMessage: JSON.stringify({ error: { code, message: message.slice(0, MOST_MESSAGE) } }),
});

export const eventWord = {
  in: (subscriptionId: string) => `events:${subscriptionId.toLowerCase()}`,
  inGroup: (subscriptionId: string, group: string) =>
    `events of group:${subscriptionId.toLowerCase()}/${group.toLowerCase()}`,
  of: (resourceId: ResourceId) => `events of:${idKey(resourceId)}`,
  by: (caller: string) => `events by:${caller.toLowerCase()}`,
  from: (provider: string) => `events from:${provider.toLowerCase()}`,
  correlated: (correlationId: string) => `events correlated:${correlationId.toLowerCase()}`,
  /** Failures of somebody in an hour: so many are kept, and no more. */
  failed: (objectId: string, timestamp: string) => `events failed:${objectId.toLowerCase()}:${timestamp.slice(0, 13)}`,
};

/** An event is found by its resource and by every resource above it. */
export function eventWords(event: ActivityLogEvent): string[] {
  const { subscriptionId, resourceGroupName, resourceId, caller, correlationId, claims, status } = event;
  return [
    eventWord.in(subscriptionId),
    ...(resourceGroupName === '' ? [] : [eventWord.inGroup(subscriptionId, resourceGroupName)]),
    ...lineage(resourceId).map(eventWord.of),
    eventWord.by(caller),
    eventWord.from(event.resourceProviderName.value),
    eventWord.correlated(correlationId),
    ...(status.value === 'Failed' ? [eventWord.failed(claims.oid ?? '', event.eventTimestamp)] : []),
  ];
}

/** The resource, and what it lies in, up to its resource group. */
function lineage(id: ResourceId): ResourceId[] {
  const group = idKey(groupScopeOf(id));
  const own = idKey(id);
  if (!own.startsWith(group)) return [own];
  const ids = [group];
  let at = group.length;
  const parts = own.slice(group.length).split('/').slice(1);
  for (const [position, part] of parts.entries()) {
    at += part.length + 1;
    const isName = position >= 3 && position % 2 === 1;
    if (isName) ids.push(own.slice(0, at));
  }
  return ids.includes(own) ? ids : [...ids, own];
}

const CLAUSE =
  /^\s*(?:eventTimestamp\s+(ge|le)\s+'([^']{1,40})'|(resourceGroupName|resourceUri|resourceProvider|correlationId|caller|eventChannels|levels|status)\s+eq\s+'([^']{1,2000})')\s*$/i;

export interface EventFilter {
  query: Query;
  /** What no word says. */
  fits: (event: ActivityLogEvent) => boolean;
}

/** Reads `$filter`. Throws a 400 for what it does not know, and for a time that is none. */
export function parseEventFilter(text: string | null, subscriptionId: string): EventFilter {
  const words = [eventWord.in(subscriptionId)];
  const range: { from?: string; to?: string } = {};
  const tests: ((event: ActivityLogEvent) => boolean)[] = [];
  const clauses = (text ?? '').trim() === '' ? [] : (text ?? '').split(/\sand\s/i);
  for (const clause of clauses) {
    const [, bound, time = '', name = '', value = ''] = CLAUSE.exec(clause) ?? [];
    if (bound !== undefined) {
      const moment = new Date(time);
      if (Number.isNaN(moment.getTime())) throw invalidFilter(`'${time}' is not a time.`);
      if (bound.toLowerCase() === 'ge') range.from = ticks(moment);
      else range.to = ticks(new Date(moment.getTime() + 1));
      continue;
    }
    switch (name.toLowerCase()) {
      case 'resourcegroupname':
        words.push(eventWord.inGroup(subscriptionId, value));
        break;
      case 'resourceuri':
        words.push(eventWord.of(value));
        break;
      case 'resourceprovider':
        words.push(eventWord.from(value));
        break;
      case 'correlationid':
        words.push(eventWord.correlated(value));
        break;
      case 'caller':
        words.push(eventWord.by(value));
        break;
      case 'levels':
        tests.push(({ level }) => value.toLowerCase().split(',').includes(level.toLowerCase()));
        break;
      case 'status':
        tests.push(({ status }) => status.value.toLowerCase() === value.toLowerCase());
        break;
      case 'eventchannels':
        break;
      default:
        throw invalidFilter('A part of it is not known.');
    }
  }
  return { query: { with: words, ...range, descending: true }, fits: (event) => tests.every((test) => test(event)) };
}

const invalidFilter = (why: string): ArmFault =>
  new ArmFault(
    400,
    'InvalidFilter',
    `The filter is not valid. ${why} Use eventTimestamp ge '<time>' and eventTimestamp le '<time>' and, at most one of each, resourceGroupName, resourceUri, resourceProvider, correlationId, caller, levels or status eq '<value>'.`,
    { target: '$filter' },
  );
