/** What the pieces are shown with: servers, jobs and errors as the service tells them. */
import type { BackupPolicyProperties } from '#protocol/policy.ts';
import { errorDetails, type UserFacingError } from '#protocol/errors.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { weeklyPolicy } from '#protocol/weekly-policy.ts';

/** A protected server, as lists tell it. */
export interface ServerRow {
  name: string;
  version: number;
  group: string;
  region: string;
  sizeGB: number;
  /** ISO 8601; absent before the first backup. */
  lastBackup?: string;
}

/** The third one has names that are as long as they may be. */
export const SERVERS: readonly ServerRow[] = [
  {
    name: 'pg-orders',
    version: 16,
    group: 'rg-shop',
    region: 'West Europe',
    sizeGB: 128,
    lastBackup: '2026-11-29T02:00:00Z',
  },
  {
    name: 'pg-customers',
    version: 17,
    group: 'rg-shop',
    region: 'West Europe',
    sizeGB: 64,
    lastBackup: '2026-11-29T02:14:00Z',
  },
  {
    name: 'pg-a-name-that-is-as-long-as-the-service-takes-and-no-letter-less',
    version: 15,
    group: 'rg-a-resource-group-whose-name-says-everything-about-its-purpose',
    region: 'Germany West Central',
    sizeGB: 16_384,
  },
  {
    name: 'pg-billing',
    version: 13,
    group: 'rg-finance',
    region: 'North Europe',
    sizeGB: 32,
    lastBackup: '2026-11-22T02:00:00Z',
  },
];

/** The service refuses for want of a role, as ARM says it. */
export const REFUSED: Error = Object.assign(
  new Error("The client does not have authorization to perform action 'Microsoft.DataProtection/backupVaults/read'."),
  { code: 'AuthorizationFailed' },
);

/** Nothing but what it is called. */
export const UNANSWERED: Error = Object.assign(new Error('There was no answer.'), { code: 'NoAnswer' });

/** What a person is to do stands in it, and whatever support asks for. */
export const FAILED: Error = Object.assign(new Error('The server did not answer within 30 seconds.'), {
  code: 'GatewayTimeout',
  recommendedAction: ['Check whether the server is running.', 'Try again in a few minutes.'],
  correlationId: '9a7d0c4e-5a52-4f16-93b4-0d9f8b1ac002',
});

export const NOT_FOUND: Error = Object.assign(new Error("The Resource 'bv-gone' was not found."), {
  code: 'ResourceNotFound',
});

/** As a failed job carries it. */
export const FAULT = {
  code: 'PostgreSQLFlexOperationFailedUserError',
  message: 'The database could not be read to its end.',
  recommendedAction: ['Give the login the right to read the table.', 'Start the backup again.'],
  details: [{ code: 'InsufficientPrivilege', message: 'One table was refused.' }],
  properties: {
    ActivityId: '77b0f1c2-6a0f-4b38-8f0c-0d6a8b7e9004',
    ...errorDetails({
      database: 'orders',
      object: 'table public.audit_log',
      serverError: 'permission denied for table audit_log',
      serverHint: 'GRANT SELECT ON public.audit_log TO backup.',
      toolOutput:
        'pg_dump: error: query failed: ERROR:  permission denied for table audit_log\npg_dump: detail: Query was: LOCK TABLE public.audit_log IN ACCESS SHARE MODE',
    }),
  },
  innerError: {
    additionalInfo: { DetailedNonLocalisedMessage: 'The dump ended with exit status 1.' },
  },
} satisfies UserFacingError;

export const POLICY: BackupPolicyProperties = weeklyPolicy({
  datasourceType: SERVER_TYPE,
  starts: ['2026-02-01T02:00:00+00:00'],
  timeZone: 'UTC',
  rules: [
    { kind: 'Yearly', duration: 'P10Y' },
    { kind: 'Monthly', duration: 'P12M' },
    { kind: 'Weekly', duration: 'P26W' },
    { kind: 'Default', duration: 'P3M' },
  ],
});

/** A query that has answered. */
export const answered = <Data>(data: Data) => ({ data, error: null, refetch: () => undefined });
/** One that waits. */
export const WAITING = { data: undefined, error: null, refetch: () => undefined };
/** One that failed; `data` is what it answered before. */
export const failed = <Data = undefined>(error: Error, data?: Data) => ({ data, error, refetch: () => undefined });
/** Some of them, where more would show no more. */
export const FEW_SERVERS = SERVERS.slice(1, 3);

/** What a press does here. */
export const nothing = (): void => undefined;

const SUBSCRIPTION = '/subscriptions/5a8e1f0c-6a3d-4d1b-9c57-2b6f0f4f3a11';
export const VAULT_ID = `${SUBSCRIPTION}/resourceGroups/rg-shop/providers/Microsoft.DataProtection/backupVaults/bv-shop`;
/** As it came over the wire. */
export const VAULT = { id: VAULT_ID, name: 'bv-shop', location: 'westeurope', tags: { team: 'shop' } };
export const SERVER_ID = `${SUBSCRIPTION}/resourceGroups/rg-shop/providers/${SERVER_TYPE}/pg-orders`;

export const SUBSCRIPTIONS = [
  { subscriptionId: '5a8e1f0c-6a3d-4d1b-9c57-2b6f0f4f3a11', displayName: 'Production' },
  { subscriptionId: '2f1c7c55-41a9-4a53-8e8c-8f3b1f0d2b22', displayName: 'A subscription with a name of some length' },
];
