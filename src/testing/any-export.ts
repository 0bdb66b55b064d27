/** Configurations of every shape for the properties of the export: odd names, many groups, every rule of a policy. */
import * as fc from 'fast-check';
import { ROLE_ASSIGNMENT_TYPE, type RoleAssignment } from '#protocol/authorization.ts';
import { INSTANCE_TYPE, POLICY_TYPE, VAULT_TYPE, type BackupInstance, type Vault } from '#protocol/data-protection.ts';
import type { BackupPolicyProperties } from '#protocol/policy.ts';
import { SERVER_TYPE, type PostgresServer } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { CRITERIA, DEFAULT_RULE, RULE_KINDS } from '#protocol/rule-kinds.ts';
import { exportPlan, grantsIn, type ExportPlan } from '../features/configure-backup/export/export-plan.ts';
import type { ExportSource } from '../features/configure-backup/export/export-source.ts';

const CAUTIOUS = Array.from('pg-orders01_.');
// Everything that ends a string, begins an expression or means something to a shell; no slash, which ends a name.
const NASTY = [
  ...Array.from('$%{}[]()\'"`\\!&|;<>*?~#^=,: é'),
  '\n',
  '\r',
  '\t',
  '\u0085',
  '\u2028',
  '${',
  '%{',
  '$$',
  "'''",
  '\nJSON\n',
];

const anyName = fc
  .oneof(
    { weight: 3, arbitrary: fc.string({ unit: fc.constantFrom(...CAUTIOUS, ...NASTY), minLength: 1, maxLength: 10 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('a"b${x}\'; rm -rf', '[concat(1)]', '[[x]', '-x', '$(touch x)', "'+x+'", 'x\\'),
    },
  )
  .filter((name) => name.trim() === name && name !== '');

const distinct = (of: fc.Arbitrary<string>, minLength: number, maxLength: number) =>
  fc.uniqueArray(of, { minLength, maxLength, selector: (name) => name.toLowerCase() });

const LIST = { minLength: 1, maxLength: 3 };

const anyCriterion = fc.oneof(
  fc.record({
    absoluteCriteria: fc.constantFrom(...CRITERIA).map((mark) => [mark]),
  }),
  fc.record({
    daysOfTheWeek: fc.uniqueArray(fc.constantFrom('Sunday', 'Monday', 'Friday'), LIST),
    weeksOfTheMonth: fc.uniqueArray(fc.constantFrom('First', 'Second', 'Last'), LIST),
    monthsOfYear: fc.uniqueArray(fc.constantFrom('January', 'May', 'December'), LIST),
    scheduleTimes: fc.constant(['2026-02-01T22:00:00Z']),
  }),
);

const anyDuration = fc
  .tuple(fc.integer({ min: 1, max: 120 }), fc.constantFrom('D', 'W', 'M', 'Y'))
  .map(([number, unit]) => `P${number}${unit}`);

const anyRule = fc.record({ name: anyName, duration: anyDuration, criterion: anyCriterion });

const anyPolicy: fc.Arbitrary<BackupPolicyProperties> = fc
  .record({
    rules: fc.uniqueArray(anyRule, { maxLength: 4, selector: ({ name }) => name.toLowerCase() }),
    priorities: fc.uniqueArray(fc.integer({ min: 1, max: 98 }), { minLength: 4, maxLength: 4 }),
    byDefault: anyDuration,
    ruleName: anyName,
    timeZone: fc.oneof(fc.constantFrom('UTC', 'India Standard Time'), anyName),
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
  })
  .map(({ rules, priorities, byDefault, ruleName, timeZone, days }): BackupPolicyProperties => {
    const vaultStore = { objectType: 'DataStoreInfoBase' as const, dataStoreType: 'VaultStore' };
    const retention = (name: string, duration: string, isDefault: boolean) => ({
      objectType: 'AzureRetentionRule' as const,
      name,
      isDefault,
      lifecycles: [
        {
          sourceDataStore: vaultStore,
          deleteAfter: { objectType: 'AbsoluteDeleteOption' as const, duration },
          targetDataStoreCopySettings: [],
        },
      ],
    });
    return {
      objectType: 'BackupPolicy',
      datasourceTypes: [SERVER_TYPE],
      policyRules: [
        {
          objectType: 'AzureBackupRule',
          name: ruleName,
          backupParameters: { objectType: 'AzureBackupParams', backupType: 'Full' },
          dataStore: vaultStore,
          trigger: {
            objectType: 'ScheduleBasedTriggerContext',
            schedule: { repeatingTimeIntervals: days.map((day) => `R/2026-02-0${day}T22:00:00+00:00/P1W`), timeZone },
            taggingCriteria: [
              ...rules.map(({ name, criterion }, at) => ({
                isDefault: false,
                taggingPriority: priorities[at] ?? 50,
                tagInfo: { tagName: name, id: `${name}_` },
                criteria: [{ objectType: 'ScheduleBasedBackupCriteria' as const, ...criterion }],
              })),
              {
                isDefault: true,
                taggingPriority: RULE_KINDS.Default.priority,
                tagInfo: { tagName: DEFAULT_RULE, id: `${DEFAULT_RULE}_` },
              },
            ],
          },
        },
        ...rules.map(({ name, duration }) => retention(name, duration, false)),
        retention(DEFAULT_RULE, byDefault, true),
      ],
    };
  });

const SUBSCRIPTIONS = ['11111111-1111-4111-8111-111111111111', '55555555-5555-4555-8555-555555555555'] as const;
const PRINCIPAL = '33333333-3333-4333-8333-333333333333';
const [OWN] = SUBSCRIPTIONS;

/** A draft with its data: up to five servers in up to two subscriptions. */
export const anySource: fc.Arbitrary<ExportSource> = fc
  .record({
    vault: anyName,
    vaultGroup: anyName,
    policyName: anyName,
    policy: anyPolicy,
    groups: distinct(anyName, 2, 2),
    servers: distinct(anyName, 1, 5),
    friendlyNames: distinct(anyName, 5, 5),
    places: fc.array(fc.tuple(fc.nat(1), fc.nat(1), fc.boolean()), { minLength: 5, maxLength: 5 }),
    location: fc.constantFrom('westeurope', 'northeurope'),
  })
  .map(({ vault, vaultGroup, policyName, policy, groups, servers, friendlyNames, places, location }) => {
    const group = resourceGroupScope(OWN, vaultGroup);
    return {
      vault: { id: resourceId(group, VAULT_TYPE, vault), name: vault, location } as Vault,
      principalId: PRINCIPAL,
      policy: {
        id: resourceId(group, POLICY_TYPE, vault, policyName),
        name: policyName,
        type: POLICY_TYPE,
        properties: policy,
      },
      rows: servers.map((name, at) => {
        const [subscription = 0, place = 0, isShouted = false] = places[at] ?? [];
        const id = resourceId(
          resourceGroupScope(SUBSCRIPTIONS[subscription] ?? OWN, groups[place] ?? ''),
          SERVER_TYPE,
          name,
        );
        return {
          // The service does not keep the case of ids.
          server: {
            id: isShouted ? id.replace('/resourceGroups/', '/RESOURCEGROUPS/') : id,
            name,
            location,
          } as PostgresServer,
          row: { serverId: id, instanceName: friendlyNames[at] ?? '', resourceName: `${name}-${at}` },
        };
      }),
    };
  });

/** A plan of any draft, in which some of it is there already. */
export const anyPlan: fc.Arbitrary<ExportPlan> = fc
  .tuple(anySource, fc.infiniteStream(fc.boolean()))
  .map(([source, coins]) => {
    const coin = (): boolean => coins.next().value === true;
    const bare = exportPlan(source, { assignments: [], instances: [] });
    return exportPlan(source, {
      assignments: grantsIn(bare).filter(coin).map(asAssignment),
      instances: bare.instances.filter(coin).map(
        ({ name }) =>
          ({
            id: resourceId(bare.vault.id.split('/').slice(0, 5).join('/'), INSTANCE_TYPE, bare.vault.name, name),
          }) as BackupInstance,
      ),
    });
  });

/** The earlier assignment of a role, with a name of its own. */
export function asAssignment(
  { roleDefinitionId, scope }: { roleDefinitionId: string; scope: string },
  at: number,
): RoleAssignment {
  const name = `66666666-6666-4666-8666-${String(at).padStart(12, '0')}`;
  return {
    id: `${scope}/providers/${ROLE_ASSIGNMENT_TYPE}/${name}`,
    name,
    type: ROLE_ASSIGNMENT_TYPE,
    properties: { roleDefinitionId, scope, principalId: PRINCIPAL },
  } as RoleAssignment;
}
