/** Backup policies (docs/reference/arm.md#5-policies). */
import * as z from 'zod';
import { POLICY_TYPE } from '#protocol/data-protection.ts';
import { policyNameProblem } from '#protocol/names.ts';
import { idKey } from '#protocol/resource-id.ts';
import { CRITERIA } from '#protocol/rule-kinds.ts';
import { hasSameSchedule } from '#protocol/schedule.ts';
import { byObjectType, fields, line, oneOf, readBody } from '../body.ts';
import { noContent, ok, type Handler } from '../call.ts';
import { shorteningRefusal } from '../domain/immutability.ts';
import { checkPolicy, completed } from '../domain/policy-rules.ts';
import { existing } from '../existing.ts';
import { ArmFault, problemFault } from '../fault.ts';
import { checkRoomForPolicy } from '../limits.ts';
import { readPage } from '../paging.ts';
import { deletedInstances, instances, policies, vaults, word } from '../records.ts';
import { forgetAssignmentsAt } from '../role-records.ts';
import { idIn, at, POLICY, route, VAULT, type Route } from '../router.ts';
import { followPolicy, fromNowOn } from '../work/schedules.ts';

const list: Handler = async (call) =>
  ok(
    await call.ports.store.transact(async (tx) => {
      const vault = await existing(tx, vaults, idIn(call, VAULT));
      return readPage(call, tx, policies, { with: [word.inVault(vault.id)] }, ({ resource }) => resource);
    }),
  );

const read: Handler = async (call) =>
  ok((await call.ports.store.transact((tx) => existing(tx, policies, idIn(call, POLICY)))).resource);

const dataStore = fields({
  objectType: z.literal('DataStoreInfoBase').default('DataStoreInfoBase'),
  dataStoreType: oneOf('VaultStore'),
});

const criterion = fields({
  objectType: z.literal('ScheduleBasedBackupCriteria'),
  absoluteCriteria: z
    .array(oneOf(...CRITERIA))
    .min(1)
    .max(5),
});

const backupRule = fields({
  objectType: z.literal('AzureBackupRule'),
  name: line(150),
  backupParameters: fields({ objectType: z.literal('AzureBackupParams'), backupType: oneOf('Full') }),
  dataStore,
  trigger: fields({
    objectType: z.literal('ScheduleBasedTriggerContext'),
    schedule: fields({
      repeatingTimeIntervals: z
        .array(z.string().max(100))
        .min(1, { error: 'must hold at least one interval' })
        .max(7, { error: 'must hold at most 7 intervals, one for each weekday' }),
      timeZone: line(100).default('UTC'),
    }),
    taggingCriteria: z
      .array(
        fields({
          isDefault: z.boolean(),
          taggingPriority: z.int().min(1).max(1000),
          tagInfo: fields({ tagName: line(64), id: line(128).exactOptional() }),
          criteria: z.array(criterion).max(5).exactOptional(),
        }),
      )
      .min(1)
      .max(10),
  }),
});

const retentionRule = fields({
  objectType: z.literal('AzureRetentionRule'),
  name: line(150),
  isDefault: z.boolean().default(false),
  lifecycles: z
    .array(
      fields({
        sourceDataStore: dataStore,
        deleteAfter: fields({ objectType: z.literal('AbsoluteDeleteOption'), duration: z.string().max(20) }),
        targetDataStoreCopySettings: z
          .array(z.unknown())
          .max(0, { error: 'must be empty: this datasource has no archive tier' })
          .default([]),
      }),
    )
    .min(1)
    .max(5),
});

const putInput = fields({
  properties: fields({
    objectType: z.literal('BackupPolicy'),
    datasourceTypes: z.array(line()).min(1).max(5),
    policyRules: z
      .array(byObjectType({ AzureBackupRule: backupRule, AzureRetentionRule: retentionRule }))
      .min(1)
      .max(20),
  }),
});

const put: Handler = async (call) => {
  const name = call.params.policy ?? '';
  const problem = policyNameProblem(name);
  if (problem !== undefined) throw new ArmFault(400, 'InvalidResourceName', problem, { target: 'name' });
  const { properties: policy } = await readBody(call, putInput);
  checkPolicy(policy);

  return call.ports.store.transact(async (tx) => {
    const vault = await existing(tx, vaults, idIn(call, VAULT));
    const id = idIn(call, POLICY);
    const before = (await tx.get(policies, idKey(id)))?.value;
    const refused = before && shorteningRefusal(vault, before.resource.properties, policy);
    if (refused) throw problemFault(400, refused, call.correlationId, 'properties.policyRules');
    if (!before) await checkRoomForPolicy(tx, vault.id);
    const resource = {
      properties: completed(policy),
      id: before?.resource.id ?? `${vault.id}/backupPolicies/${name}`,
      name: before?.resource.name ?? name,
      type: POLICY_TYPE,
    };
    // The service's versions are .NET ticks.
    const now = call.ports.clock.now();
    const version = `${String(now.getTime() + 62_135_596_800_000)}0000`;
    const isRescheduled = before !== undefined && !hasSameSchedule(before.resource.properties, resource.properties);
    const scheduleSince = isRescheduled ? await fromNowOn(call.ports, tx, now) : before?.scheduleSince;
    const record = { vaultId: vault.id, resource, version, ...(scheduleSince !== undefined && { scheduleSince }) };
    await tx.put(policies, idKey(id), record);
    if (isRescheduled) await followPolicy(call.ports, tx, record);
    return ok(resource);
  });
};

const remove: Handler = async (call) =>
  call.ports.store.transact(async (tx) => {
    const id = idIn(call, POLICY);
    if (!(await tx.get(policies, idKey(id)))) return noContent;
    const users = { with: [word.byPolicy(id)], limit: 1 };
    const [user] = await tx.list(instances, users);
    // One that is brought back goes on by its policy.
    const [deleted] = user ? [] : await tx.list(deletedInstances, users);
    const used = user ?? deleted;
    if (used) {
      const { name } = used.value.resource;
      throw new ArmFault(
        400,
        'UserErrorBackupPolicyInUse',
        `The backup policy '${call.params.policy ?? ''}' is used by the ${user ? '' : 'soft-deleted '}backup instance '${name}'. ${
          user
            ? 'Give every instance another policy before you delete this one.'
            : 'It needs the policy when it is undeleted: wait until it is gone for good, or undelete it and give it another policy.'
        }`,
      );
    }
    await tx.delete(policies, idKey(id));
    await forgetAssignmentsAt(tx, id);
    return { status: 200 };
  });

export const policyRoutes: Route[] = [
  route('GET', `${VAULT}/backupPolicies`, at(VAULT, `${POLICY_TYPE}/read`), list),
  route('GET', POLICY, at(POLICY, `${POLICY_TYPE}/read`), read),
  route('PUT', POLICY, at(POLICY, `${POLICY_TYPE}/write`), put),
  route('DELETE', POLICY, at(POLICY, `${POLICY_TYPE}/delete`), remove),
];
