/**
 * The estate of a large company: 10,000 servers in 50 subscriptions, 1,000 of them protected, with 100,000 jobs and
 * 20,000 recovery points, half of them of one instance. The same each time except for the dates, which lie before
 * `now`. Servers, instances, jobs and points are generated for one subscription at its first access.
 */
import { ROLE_IDS } from '#protocol/authorization.ts';
import { POLICY_TYPE, type Vault } from '#protocol/data-protection.ts';
import { MAX_PROTECTED_SIZE_GB, SERVER_TYPE } from '#protocol/postgres.ts';
import {
  idKey,
  lastName,
  resourceGroupScope,
  resourceId,
  subscriptionScope,
  type ResourceId,
} from '#protocol/resource-id.ts';
import type { ResourceGroup } from '#protocol/resources.ts';
import type { Backdrop } from '#provider/memory/backdrop.ts';
import {
  identities,
  instances,
  jobs,
  policies,
  recoveryPoints,
  resourceGroups,
  roleAssignments,
  servers,
  subscriptions,
  vaults,
  type IdentityRecord,
} from '#provider/records.ts';
import {
  BACKUP_GROUP,
  groupDocument,
  instanceRecord,
  policyRecord,
  POLICY_NAME,
  REGION,
  serverRecord,
  subscriptionDocument,
  SUBSCRIPTION_ID,
  vaultDocument,
  VAULT_NAME,
  type SeedServer,
  type SeedVault,
} from '#provider/seed.ts';
import { inventServers } from './large-servers.ts';
import { hourlyPointsOf, jobOf, pointOf, runsOf, type Run } from './large-runs.ts';
import { atOnce, bySubscription, createBackdrop, type EstateFacts } from './pieces.ts';
import { createRandom } from './random.ts';
import { assignmentsOf, rolesEverywhere } from './roles.ts';

const DEPARTMENTS = [
  ...['Contoso', 'Retail', 'Logistics', 'Finance', 'Payroll', 'Marketing', 'Sales', 'Support', 'Research'],
  ...['Manufacturing', 'Procurement', 'Quality', 'Legal', 'Travel', 'Energy', 'Maps', 'Insurance', 'Pensions'],
  ...['Warehouse', 'Fleet', 'Mobile', 'Partners', 'Analytics', 'Archive', 'Security'],
];
const STAGES = ['', 'Test'];
const SERVERS_EACH = 200;
const PROTECTED_EACH = 20;
/** The database owner owns the first subscriptions. */
const OWNED = 3;

/** One subscription, and the prefix of its resources' names. */
interface Unit {
  subscriptionId: string;
  displayName: string;
  /** Such as `retail-test`. */
  slug: string;
  /** Such as `rett`: the suffix of its servers' names, which are unique in the whole world. */
  code: string;
  vaults: (SeedVault & { principalId: string })[];
}

/** The world before any change. */
export function largeEstate({ tenantId, now }: EstateFacts): Backdrop {
  const units = createUnits();
  const ids = units.map(({ subscriptionId }) => subscriptionId);
  const unitOf = new Map(units.map((unit) => [unit.subscriptionId, unit]));
  const serversIn = remembered((id) => inventServers(id, unitOf.get(id)?.code ?? '', SERVERS_EACH));
  const vaultsIn = (unit: Unit): Vault[] =>
    unit.vaults.map((vault) => vaultDocument(vault, vault.principalId, tenantId));
  const instancesIn = remembered((id) => {
    const unit = unitOf.get(id);
    const [vault] = unit ? vaultsIn(unit) : [];
    if (!vault) return [];
    const random = createRandom(`instances of ${id}`);
    return serversIn(id)
      .filter(canBeProtected)
      .slice(0, PROTECTED_EACH)
      .map((server) => ({
        vault,
        server,
        record: instanceRecord(vault, policyIdOf(vault), serverIdOf(server), random.guid()),
      }));
  });
  const runsIn = remembered((id): Run[] => runsOf(id, instancesIn(id), now));

  return createBackdrop([
    atOnce(subscriptions, () =>
      units.map(({ subscriptionId, displayName }) => [
        subscriptionId,
        subscriptionDocument(subscriptionId, displayName, tenantId),
      ]),
    ),
    atOnce(resourceGroups, () =>
      units.flatMap(({ subscriptionId }) =>
        [BACKUP_GROUP, ...new Set(serversIn(subscriptionId).map(({ resourceGroup }) => resourceGroup))]
          .map((name) => groupDocument(subscriptionId, name, REGION))
          .map((group): [string, ResourceGroup] => [idKey(group.id), group]),
      ),
    ),
    atOnce(vaults, () => units.flatMap(vaultsIn).map((vault) => [idKey(vault.id), vault])),
    atOnce(identities, () =>
      units.flatMap((unit) =>
        vaultsIn(unit).map(({ id, name, identity }): [string, IdentityRecord] => {
          const objectId = identity?.principalId ?? '';
          return [objectId, { objectId, vaultId: id, displayName: name }];
        }),
      ),
    ),
    atOnce(policies, () =>
      units.flatMap(vaultsIn).map((vault) => [idKey(policyIdOf(vault)), policyRecord(vault.id, policyIdOf(vault))]),
    ),
    atOnce(roleAssignments, () => [
      ...rolesEverywhere(ids.slice(0, OWNED).map(subscriptionScope), now),
      // A vault may back up servers of its own subscription; elsewhere it needs a role first.
      ...assignmentsOf(
        units.flatMap(({ subscriptionId, vaults: own }) =>
          own.flatMap(({ principalId }) =>
            [ROLE_IDS.longTermRetentionBackup, ROLE_IDS.reader].map((roleGuid) => ({
              principalId,
              principalType: 'ServicePrincipal' as const,
              roleGuid,
              scope: subscriptionScope(subscriptionId),
            })),
          ),
        ),
        createRandom('identities'),
        now,
      ),
    ]),
    bySubscription(servers, ids, (id) =>
      serversIn(id).map((server) => [idKey(serverIdOf(server)), serverRecord(server)]),
    ),
    bySubscription(instances, ids, (id) => instancesIn(id).map(({ record }) => [idKey(record.resource.id), record])),
    bySubscription(jobs, ids, (id) =>
      runsIn(id)
        .map(jobOf)
        .map((record) => [idKey(record.resource.id), record]),
    ),
    bySubscription(recoveryPoints, ids, (id) =>
      [
        ...runsIn(id)
          .filter(({ hasPoint }) => hasPoint)
          .map(pointOf),
        // For the first one in a list by name, where it is found.
        ...(id === ids[0] ? instancesIn(id).toSorted(byName).slice(0, 1) : []).flatMap((each) =>
          hourlyPointsOf(each, now),
        ),
      ].map((record) => [idKey(record.resource.id), record]),
    ),
  ]);
}

function createUnits(): Unit[] {
  const random = createRandom('subscriptions');
  return DEPARTMENTS.flatMap((department) => STAGES.map((stage) => ({ department, stage }))).map(
    ({ department, stage }, at) => {
      const slug = [department, stage].filter(Boolean).join('-').toLowerCase();
      const code = department.slice(0, 3).toLowerCase() + (stage === '' ? 'p' : 't');
      // The first is the one that links and examples use.
      const isFirst = at === 0;
      const subscriptionId = isFirst ? SUBSCRIPTION_ID : random.guid();
      const vault = (name: string, location: string, redundancy: SeedVault['redundancy']) => ({
        name,
        resourceGroup: BACKUP_GROUP,
        subscriptionId,
        location,
        redundancy,
        principalId: random.guid(),
      });
      return {
        subscriptionId,
        displayName: [department, stage].filter(Boolean).join(' '),
        slug,
        code,
        vaults: [
          vault(isFirst ? VAULT_NAME : `bv-${slug}-weu`, REGION, random.pick(['GeoRedundant', 'ZoneRedundant'])),
          ...(at % 5 === 0 ? [vault(`bv-${slug}-neu`, 'northeurope', 'LocallyRedundant')] : []),
        ],
      };
    },
  );
}

const byName = ({ server: one }: { server: SeedServer }, { server: other }: { server: SeedServer }): number =>
  one.name.localeCompare(other.name, 'en', { numeric: true });

const canBeProtected = ({ location, state, replicationRole, storageSizeGB }: SeedServer): boolean =>
  location === REGION && state === 'Ready' && replicationRole === 'Primary' && storageSizeGB <= MAX_PROTECTED_SIZE_GB;

const serverIdOf = ({ subscriptionId = '', resourceGroup, name }: SeedServer): ResourceId =>
  resourceId(resourceGroupScope(subscriptionId, resourceGroup), SERVER_TYPE, name);

const policyIdOf = (vault: Vault): ResourceId => `${vault.id}/${lastName(POLICY_TYPE)}/${POLICY_NAME}`;

function remembered<T>(make: (id: string) => T): (id: string) => T {
  const made = new Map<string, T>();
  return (id) => {
    const known = made.get(id);
    if (known !== undefined) return known;
    const fresh = make(id);
    made.set(id, fresh);
    return fresh;
  };
}
