/** What every request passes before its handler: api-version, sign-in, path, subscription and access. */
import { ACCEPTED_API_VERSIONS } from '#protocol/api-versions.ts';
import { ErrorCode } from '#protocol/errors.ts';
import { isOfLocks } from '#protocol/locks.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { isGuid } from './answer.ts';
import { notAuthorized, type Access } from './domain/access.ts';
import { changeOf } from './domain/lock-rules.ts';
import { ArmFault } from './fault.ts';
import { checkUnlockedAt } from './linked-access.ts';
import type { Ports, Principal } from './ports.ts';
import { subscriptions } from './records.ts';
import { accessIn } from './role-records.ts';
import { fill, type Match } from './router.ts';

/** Throws ARM's 400 when the request names no api-version, or one that the path's namespace does not have. */
export function checkApiVersion(url: URL): void {
  const version = url.searchParams.get('api-version');
  if (version === null || version === '') {
    throw new ArmFault(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
      { by: 'gateway' },
    );
  }
  // A path that ends in a namespace is a request to Microsoft.Resources about it.
  const namespaces = [...url.pathname.matchAll(/\/providers\/([^/]+)\/./gi)].map(
    ([, name]) => name?.toLowerCase() ?? '',
  );
  const namespace = namespaces.at(-1) ?? 'microsoft.resources';
  // The caller chooses the namespace: it may be a property of every object, such as `constructor`.
  const accepted = Object.hasOwn(ACCEPTED_API_VERSIONS, namespace) ? ACCEPTED_API_VERSIONS[namespace] : undefined;
  // A namespace that nobody has is the router's to refuse.
  if (accepted && !accepted.includes(version.toLowerCase())) {
    throw new ArmFault(
      400,
      'InvalidApiVersionParameter',
      `The api-version '${version}' is invalid. The supported versions are '${accepted.join(',')}'.`,
      { by: 'gateway' },
    );
  }
}

/** The bearer token of an `Authorization` header; blanks before it do not count (RFC 9110, 11.4). Undefined without one. */
export const bearerIn = (authorization: string | null | undefined): string | undefined =>
  /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];

/** Who sent the request. Throws a 401 without a bearer token, or with one that is wrong or has run out. */
export async function signedIn(request: Request, { directory }: Ports): Promise<Principal> {
  const token = bearerIn(request.headers.get('authorization'));
  const caller = token === undefined ? undefined : await directory.whoHolds(token);
  if (caller) return caller;
  const message =
    token === undefined
      ? "Authentication failed. The 'Authorization' header is missing or holds no bearer token."
      : 'The access token is invalid or has expired. Sign in again.';
  throw new ArmFault(401, ErrorCode.invalidToken, message, {
    by: 'gateway',
    headers: {
      'WWW-Authenticate': `Bearer realm="${directory.tenantId}", error="invalid_token", error_description="${message}"`,
    },
  });
}

/** What the caller may do. Throws a 404 for a subscription that does not exist, and a 403 without the route's right. */
export async function checkAccess(
  { route, params }: Match,
  caller: Principal,
  { store, directory }: Ports,
): Promise<Access> {
  const subscriptionId = params.subscription ?? /^subscriptions\/([^/]+)/i.exec(params.scope ?? '')?.[1];
  const groups = (await directory.groupsOf?.(caller.objectId)) ?? [];
  const access = await store.transact(async (tx) => {
    if (subscriptionId !== undefined) {
      const known = isGuid(subscriptionId) && (await tx.get(subscriptions, subscriptionId.toLowerCase()));
      if (!known) throw subscriptionNotFound(subscriptionId);
    }
    return accessIn(tx, [caller.objectId, ...groups]);
  });
  const { right } = route;
  if (right.kind === 'at' || right.kind === 'within') {
    const scope = fill(right.scope, params);
    const allowed = right.kind === 'at' ? access.may(right.action, scope) : access.mayWithin(right.action, scope);
    if (!allowed) throw authorizationFailed(caller, right.action, scope);
  }
  return access;
}

/** Throws ARM's 409 for a write that a lock refuses, on every route alike. */
export async function checkLocks({ route, params }: Match, { store }: Ports): Promise<void> {
  const path = fill(route.template, params);
  const change = changeOf(route.method);
  if (change === undefined || isOfLocks(path)) return;
  await store.transact((tx) => checkUnlockedAt(tx, path, change));
}

const subscriptionNotFound = (subscriptionId: string): ArmFault =>
  isGuid(subscriptionId)
    ? new ArmFault(404, 'SubscriptionNotFound', `The subscription '${subscriptionId}' could not be found.`, {
        by: 'gateway',
      })
    : new ArmFault(
        400,
        'InvalidSubscriptionId',
        `The provided subscription identifier '${subscriptionId}' is malformed or invalid.`,
        { by: 'gateway' },
      );

/** ARM's refusal of an action (docs/reference/arm.md#33-arm-codes). */
export const authorizationFailed = (caller: Principal, action: string, scope: ResourceId): ArmFault =>
  new ArmFault(403, ErrorCode.authorizationFailed, notAuthorized(caller.name, caller.objectId, action, scope), {
    by: 'gateway',
  });
