/**
 * Backing up now, the jobs that come of it, and recovery points (docs/reference/arm.md#91-backup-now, #101-points,
 * #11-jobs). Cancelling a job is our extension (decision 17).
 */
import { INSTANCE_TYPE, isRunning, JOB_TYPE, RECOVERY_POINT_TYPE } from '#protocol/data-protection.ts';
import { backupRule, retentionRules } from '#protocol/policy.ts';
import { idKey } from '#protocol/resource-id.ts';
import { putBackup } from '../backup-records.ts';
import { fields, invalidField, line, ORDER, readBody } from '../body.ts';
import { ok, type Handler } from '../call.ts';
import { cancelRequested, whyNotCancelled, withActions } from '../domain/cancelling.ts';
import { backupIsRunning, isProtected, notProtected } from '../domain/instance-rules.ts';
import { jobAlone, jobInList } from '../domain/job-states.ts';
import { shownPoint } from '../domain/proofs.ts';
import { parsePointFilter } from '../domain/recovery-points.ts';
import { existing } from '../existing.ts';
import { problemFault } from '../fault.ts';
import { checkSourceServer } from '../linked-access.ts';
import { acceptedHeaders, startOperation } from '../operations.ts';
import { readPage } from '../paging.ts';
import { instances, jobs, policies, recoveryPoints, vaults, word } from '../records.ts';
import { idIn, at, INSTANCE, route, VAULT, type Route } from '../router.ts';
import { expireLater } from '../work/retention.ts';

const triggerInput = fields({
  backupRuleOptions: fields({
    ruleName: line(150),
    triggerOption: fields({ retentionTagOverride: line(64).exactOptional() }),
  }),
});

const trigger: Handler = async (call) => {
  const { ruleName, triggerOption } = (await readBody(call, triggerInput, ORDER)).backupRuleOptions;
  const { clock, store } = call.ports;
  const tagOverride = triggerOption.retentionTagOverride;

  return store.transact(async (tx) => {
    const record = await existing(tx, instances, idIn(call, INSTANCE));
    const { resource: instance } = record;
    const vault = await existing(tx, vaults, record.vaultId);
    checkSourceServer(call, instance.properties.dataSourceInfo.resourceID);
    if (!isProtected(record)) {
      const reason = notProtected(instance.name, instance.properties.currentProtectionState);
      throw problemFault(400, reason, call.correlationId);
    }
    const { resource: policy } = await existing(tx, policies, instance.properties.policyInfo.policyId);
    const rule = backupRule(policy.properties)?.name ?? '';
    if (rule.toLowerCase() !== ruleName.toLowerCase()) {
      throw invalidField('backupRuleOptions.ruleName', `The policy '${policy.name}' has the backup rule '${rule}'.`);
    }
    const names = retentionRules(policy.properties).map(({ name }) => name);
    const tag = names.find((name) => name.toLowerCase() === tagOverride?.toLowerCase());
    if (tagOverride !== undefined && tag === undefined) {
      throw invalidField(
        'backupRuleOptions.triggerOption.retentionTagOverride',
        `The policy '${policy.name}' has the retention rules ${names.join(', ')}.`,
      );
    }
    if ((await tx.count(jobs, { with: [word.runningOf(instance.id)] })) > 0) {
      throw problemFault(400, backupIsRunning(instance.name), call.correlationId);
    }
    const resource = await putBackup(call.ports, tx, {
      activityId: call.correlationId,
      vault,
      instance,
      policyName: policy.name,
      // Lower case when nobody chose one (docs/reference/arm.md#quirk-9).
      cause: { retentionTag: tag ?? 'default' },
      now: clock.now(),
    });
    const operation = await startOperation(call, tx, {
      vaultId: vault.id,
      location: vault.location,
      jobId: resource.id,
      work: {
        kind: 'backup',
        payload: { jobId: resource.id },
        serverId: instance.properties.dataSourceInfo.resourceID,
      },
    });
    return { status: 202, headers: acceptedHeaders(call, operation) };
  });
};

const JOB = `${VAULT}/backupJobs/:job`;
const POINT = `${INSTANCE}/recoveryPoints/:point`;

const listJobs: Handler = async (call) =>
  ok(
    await call.ports.store.transact(async (tx) => {
      const vault = await existing(tx, vaults, idIn(call, VAULT));
      const query = { with: [word.inVault(vault.id)], descending: true };
      const page = await readPage(call, tx, jobs, query, (record) => jobInList(withActions(record)));
      return { nextLink: null, ...page };
    }),
  );

const readJob: Handler = async (call) =>
  ok(jobAlone(withActions(await call.ports.store.transact((tx) => existing(tx, jobs, idIn(call, JOB))))));

const cancelJob: Handler = async (call) =>
  call.ports.store.transact(async (tx) => {
    const record = await existing(tx, jobs, idIn(call, JOB));
    const problem = whyNotCancelled(record);
    if (problem) throw problemFault(409, problem, call.correlationId);
    const { resource } = record;
    if (resource.properties.status === 'InProgress') {
      const cancelled = cancelRequested(resource, call.ports.clock.now());
      await tx.put(jobs, idKey(resource.id), { ...record, resource: cancelled });
      // What expired while a restore waited may go from here on.
      if (!isRunning(cancelled)) await expireLater(tx, resource.properties.backupInstanceId, `after ${resource.name}`);
    }
    const vault = await existing(tx, vaults, record.vaultId);
    const operation = await startOperation(call, tx, {
      vaultId: vault.id,
      location: vault.location,
      jobId: resource.id,
    });
    return { status: 202, headers: acceptedHeaders(call, operation) };
  });

const listPoints: Handler = async (call) => {
  const range = parsePointFilter(call.url.searchParams.get('$filter'));
  return ok(
    await call.ports.store.transact(async (tx) => {
      const { resource } = await existing(tx, instances, idIn(call, INSTANCE));
      const query = { with: [word.ofInstance(resource.id)], descending: true, ...range };
      return readPage(call, tx, recoveryPoints, query, (point) => shownPoint(point.resource));
    }),
  );
};

const readPoint: Handler = async (call) =>
  ok(shownPoint((await call.ports.store.transact((tx) => existing(tx, recoveryPoints, idIn(call, POINT)))).resource));

export const backupRoutes: Route[] = [
  route('POST', `${INSTANCE}/backup`, at(INSTANCE, `${INSTANCE_TYPE}/backup/action`), trigger),
  route('GET', `${VAULT}/backupJobs`, at(VAULT, `${JOB_TYPE}/read`), listJobs),
  route('GET', JOB, at(JOB, `${JOB_TYPE}/read`), readJob),
  route('POST', `${JOB}/cancel`, at(JOB, `${JOB_TYPE}/cancel/action`), cancelJob),
  route('GET', `${INSTANCE}/recoveryPoints`, at(INSTANCE, `${RECOVERY_POINT_TYPE}/read`), listPoints),
  route('GET', POINT, at(POINT, `${RECOVERY_POINT_TYPE}/read`), readPoint),
];
