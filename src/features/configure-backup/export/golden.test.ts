/**
 * Every file of every format for one configuration. A changed writer shows here as a changed file; `npx vitest run
 * src/features/configure-backup/export/golden.test.ts -u` writes them again, and the diff is read before it is
 * committed.
 */
import { expect, it } from 'vitest';
import { ROLE_ASSIGNMENT_TYPE, type RoleAssignment } from '#protocol/authorization.ts';
import { INSTANCE_TYPE, POLICY_TYPE, VAULT_TYPE, type BackupInstance, type Vault } from '#protocol/data-protection.ts';
import type { BackupPolicyProperties, TaggingCriterion } from '#protocol/policy.ts';
import { SERVER_TYPE, type PostgresServer } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { exportFormats } from './formats.ts';
import { exportPlan, grantsIn } from './export-plan.ts';

const CONTOSO = '11111111-1111-4111-8111-111111111111';
const FABRIKAM = '55555555-5555-4555-8555-555555555555';
const PRINCIPAL = '33333333-3333-4333-8333-333333333333';
const VAULTS = resourceGroupScope(CONTOSO, 'rg-backup');
const VAULT = 'bv-contoso-weu';

const vaultStore = { objectType: 'DataStoreInfoBase' as const, dataStoreType: 'VaultStore' };

const RULES: [name: string, duration: string, first?: string][] = [
  ['Yearly', 'P10Y', 'FirstOfYear'],
  ['Monthly', 'P36M', 'FirstOfMonth'],
  ['Weekly', 'P26W', 'FirstOfWeek'],
  ['Default', 'P3M'],
];

const policy: BackupPolicyProperties = {
  objectType: 'BackupPolicy',
  datasourceTypes: [SERVER_TYPE],
  policyRules: [
    {
      objectType: 'AzureBackupRule',
      name: 'BackupWeekly',
      backupParameters: { objectType: 'AzureBackupParams', backupType: 'Full' },
      dataStore: vaultStore,
      trigger: {
        objectType: 'ScheduleBasedTriggerContext',
        schedule: {
          repeatingTimeIntervals: ['R/2026-02-01T22:00:00+00:00/P1W', 'R/2026-02-04T22:00:00+00:00/P1W'],
          timeZone: 'W. Europe Standard Time',
        },
        taggingCriteria: RULES.map(([tagName, , first], at): TaggingCriterion => ({
          isDefault: first === undefined,
          taggingPriority: first === undefined ? 99 : 10 + 5 * at,
          tagInfo: { tagName, id: `${tagName}_` },
          ...(first !== undefined && {
            criteria: [{ objectType: 'ScheduleBasedBackupCriteria', absoluteCriteria: [first] }],
          }),
        })),
      },
    },
    ...RULES.map(([name, duration, first]) => ({
      objectType: 'AzureRetentionRule' as const,
      name,
      isDefault: first === undefined,
      lifecycles: [
        {
          sourceDataStore: vaultStore,
          deleteAfter: { objectType: 'AbsoluteDeleteOption' as const, duration },
          targetDataStoreCopySettings: [],
        },
      ],
    })),
  ],
};

/** The last name has a special meaning in every language. */
const SERVERS = [
  ['pg-orders', CONTOSO, 'rg-data', 'pg-orders'],
  ['pg-customers', CONTOSO, 'rg-data', 'pg-customers'],
  ['pg-ledger', FABRIKAM, 'rg-ledger', `[it's the "\${ledger}" \\ %{if}]`],
] as const;

const source = {
  vault: { id: resourceId(VAULTS, VAULT_TYPE, VAULT), name: VAULT, location: 'westeurope' } as Vault,
  principalId: PRINCIPAL,
  policy: {
    id: resourceId(VAULTS, POLICY_TYPE, VAULT, 'weekly'),
    name: 'weekly',
    type: POLICY_TYPE,
    properties: policy,
  },
  rows: SERVERS.map(([name, subscription, group, instanceName], at) => {
    const serverId = resourceId(resourceGroupScope(subscription, group), SERVER_TYPE, name);
    return {
      server: { id: serverId, name, location: 'westeurope' } as PostgresServer,
      row: { serverId, instanceName, resourceName: `${name}-0000000${at}` },
    };
  }),
};

/** One server is protected already, and the vault may read its group. */
const [reader] = grantsIn(exportPlan(source, { assignments: [], instances: [] }));
const ASSIGNMENT = '66666666-6666-4666-8666-666666666666';
const plan = exportPlan(source, {
  assignments: [
    {
      id: `${reader?.scope ?? ''}/providers/${ROLE_ASSIGNMENT_TYPE}/${ASSIGNMENT}`,
      name: ASSIGNMENT,
      type: ROLE_ASSIGNMENT_TYPE,
      properties: {
        roleDefinitionId: reader?.roleDefinitionId ?? '',
        scope: reader?.scope ?? '',
        principalId: PRINCIPAL,
      },
    } as RoleAssignment,
  ],
  instances: [{ id: resourceId(VAULTS, INSTANCE_TYPE, VAULT, 'pg-orders-00000000') } as BackupInstance],
});

it.each(exportFormats)('$title is as in golden/', async ({ files }) => {
  for (const { name, text } of files(plan)) await expect(text).toMatchFileSnapshot(`golden/${name}`);
});
