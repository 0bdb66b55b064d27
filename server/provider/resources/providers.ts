/**
 * Microsoft.Resources: what the resource providers say of themselves. The page reads two things in it: whether servers that
 * already run can be connected (decision 9), and where the recovery points of a vault can lie (decision 40).
 */
import { ACCEPTED_API_VERSIONS } from '#protocol/api-versions.ts';
import { INSTANCE_TYPE, POLICY_TYPE, VAULT_TYPE } from '#protocol/data-protection.ts';
import { CONNECTS_EXISTING_SERVERS, DATABASE_TYPE, SERVER_TYPE } from '#protocol/postgres.ts';
import { subscriptionScope } from '#protocol/resource-id.ts';
import type { ResourceProvider } from '#protocol/resources.ts';
import { ok, type Handler } from '../call.ts';
import { locationsOf } from '../domain/locations.ts';
import { ArmFault } from '../fault.ts';
import { route, SUBSCRIPTION, within, type Route } from '../router.ts';

const TRACKED = 'SupportsTags, SupportsLocation';

/** Each type with its capabilities. */
const TYPES: Readonly<Record<string, string>> = {
  [SERVER_TYPE]: `${TRACKED}, ${CONNECTS_EXISTING_SERVERS}`,
  [DATABASE_TYPE]: 'None',
  [VAULT_TYPE]: TRACKED,
  [POLICY_TYPE]: 'None',
  [INSTANCE_TYPE]: 'None',
};

const read: Handler = (call) => {
  const { subscription = '', namespace: asked = '' } = call.params;
  const prefix = `${asked.toLowerCase()}/`;
  const types = Object.entries(TYPES).filter(([type]) => type.toLowerCase().startsWith(prefix));
  const namespace = types[0]?.[0].split('/')[0];
  if (namespace === undefined) {
    throw new ArmFault(404, 'InvalidResourceNamespace', `The resource namespace '${asked}' is invalid.`, {
      by: 'gateway',
    });
  }
  const locations = locationsOf(subscription).map(({ displayName }) => displayName);
  const provider: ResourceProvider = {
    id: `${subscriptionScope(subscription)}/providers/${namespace}`,
    namespace,
    registrationState: 'Registered',
    resourceTypes: types.map(([type, capabilities]) => ({
      ...(type === VAULT_TYPE && { vaultStorages: call.ports.vaultStorages.map((each) => ({ ...each })) }),
      resourceType: type.slice(prefix.length),
      locations,
      apiVersions: [...(ACCEPTED_API_VERSIONS[namespace.toLowerCase()] ?? [])],
      capabilities,
    })),
  };
  return Promise.resolve(ok(provider));
};

export const providerRoutes: Route[] = [
  route(
    'GET',
    `${SUBSCRIPTION}/providers/:namespace`,
    within(SUBSCRIPTION, 'Microsoft.Resources/subscriptions/providers/read'),
    read,
  ),
];
