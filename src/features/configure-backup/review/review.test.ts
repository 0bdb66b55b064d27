import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { POLICY_TYPE, VAULT_TYPE, type BackupInstance, type ProtectionState } from '#protocol/data-protection.ts';
import { SERVER_TYPE, type PostgresServer } from '#protocol/postgres.ts';
import { idKey, resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { emptyDraft, type Draft } from '../draft.ts';
import { plan } from './plan.ts';
import { canSend, isAccepted, submissionOf, type SentRequest } from './submission.ts';

const scope = (group: string) => resourceGroupScope('11111111-1111-4111-8111-111111111111', group);
const vaultId = resourceId(scope('rg-backup'), VAULT_TYPE, 'bv-one');
const policyId = resourceId(scope('rg-backup'), POLICY_TYPE, 'bv-one', 'weekly-standard');
const serverId = resourceId(scope('rg-data'), SERVER_TYPE, 'pg-orders');
const server = { id: serverId, name: 'pg-orders', location: 'westeurope' } as PostgresServer;
const servers = new Map([[idKey(serverId), server]]);
const draft: Draft = {
  ...emptyDraft,
  vaultId,
  policyId,
  rows: [{ serverId, instanceName: ' orders ', resourceName: 'pg-orders-pg-orders-guid' }],
};
const instanceId = `${vaultId}/backupInstances/pg-orders-pg-orders-guid`;

describe('plan', () => {
  it('puts one backup instance for each server into the vault', () => {
    const [planned, ...others] = plan(draft, servers);
    expect(others).toEqual([]);
    expect(planned?.instanceId).toBe(instanceId);
    expect(planned?.input).toMatchObject({
      friendlyName: 'orders',
      dataSourceInfo: { resourceID: serverId, resourceLocation: 'westeurope' },
      policyInfo: { policyId },
    });
  });

  it.each([
    ['no vault', { ...draft, vaultId: undefined }],
    ['no policy', { ...draft, policyId: undefined }],
    [
      'only servers that are gone',
      { ...draft, rows: [{ serverId: `${serverId}2`, instanceName: 'x', resourceName: 'x' }] },
    ],
  ])('plans nothing with %s', (_, incomplete) => {
    expect(plan(incomplete, servers)).toEqual([]);
  });
});

describe('submissionOf', () => {
  const instance = (state: ProtectionState, message?: string) =>
    ({
      id: instanceId.toUpperCase(),
      properties: {
        currentProtectionState: state,
        protectionStatus: { status: state, ...(message !== undefined && { errorDetails: { code: 'Why', message } }) },
      },
    }) as BackupInstance;
  const request = (facts: Partial<SentRequest>): SentRequest => ({
    instanceId,
    isPending: false,
    error: null,
    ...facts,
  });
  const refused = request({ error: new Error('refused') });

  it.each<[string, SentRequest[], BackupInstance[], string]>([
    ['nothing was sent', [], [], 'notSent'],
    ['it is on its way', [request({ isPending: true })], [], 'sending'],
    ['the vault has it', [request({ isPending: true })], [instance('ConfiguringProtection')], 'accepted'],
    ['protection is set up', [request({})], [instance('ProtectionConfigured')], 'protected'],
    ['a reload forgot the request, the vault has it', [], [instance('ConfiguringProtection')], 'accepted'],
    ['the service refused', [refused], [], 'failed'],
    ['it is sent again', [refused, request({ isPending: true })], [], 'sending'],
    ['sending it again went well', [refused, request({})], [], 'accepted'],
    ['protection ended badly', [], [instance('ProtectionError', 'No rights.')], 'failed'],
    ['what ended badly is sent again', [request({ isPending: true })], [instance('ProtectionError')], 'sending'],
    ["another server's request", [request({ instanceId: `${instanceId}2`, isPending: true })], [], 'notSent'],
  ])('%s', (_, sent, instances, state) => {
    expect(submissionOf(instanceId, sent, instances).state).toBe(state);
  });

  it("tells the instance's own reason", () => {
    expect(submissionOf(instanceId, [], [instance('ProtectionError', 'No rights.')])).toMatchObject({
      refusal: { code: 'Why', message: 'No rights.' },
    });
  });

  it('never lets a row that was taken be sent again', () => {
    const states: ProtectionState[] = ['ConfiguringProtection', 'ProtectionConfigured', 'ProtectionError'];
    const some = fc.array(fc.record({ isPending: fc.boolean(), failed: fc.boolean() }), { maxLength: 3 });
    fc.assert(
      fc.property(some, fc.option(fc.constantFrom(...states)), (requests, state) => {
        const sent = requests.map(({ isPending, failed }) =>
          request({ isPending, error: failed ? new Error('no') : null }),
        );
        const submission = submissionOf(instanceId, sent, state === null ? [] : [instance(state)]);
        expect(canSend(submission) && isAccepted(submission)).toBe(false);
        if (sent.at(-1)?.isPending) expect(canSend(submission)).toBe(false);
      }),
    );
  });
});
