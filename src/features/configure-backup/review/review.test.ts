import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { POLICY_TYPE, VAULT_TYPE, type BackupInstance, type ProtectionState } from '#protocol/data-protection.ts';
import { SERVER_TYPE, type PostgresServer } from '#protocol/postgres.ts';
import { idKey, resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import type { Draft } from '../draft-schema.ts';
import { emptyDraft } from '../draft.ts';
import { plan } from './plan.ts';
import { countSubmissions, isAccepted, submissionReader, type SentRequest } from './submission.ts';

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

describe('submissionReader', () => {
  const submissionOf = (id: string, sent: SentRequest[], instances: BackupInstance[] | undefined) =>
    submissionReader(sent, instances)(id);
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

  it.each<[string, SentRequest[], BackupInstance[] | undefined, string]>([
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
    ['a reload forgot the request, and the vault was not heard yet', [], undefined, 'unknown'],
    ['the response was lost, and the vault has it', [refused], [instance('ConfiguringProtection')], 'accepted'],
    ['sending it again was refused, and the vault has it', [refused], [instance('ProtectionConfigured')], 'protected'],
    ["another server's request", [request({ instanceId: `${instanceId}2`, isPending: true })], [], 'notSent'],
  ])('%s', (_, sent, instances, state) => {
    expect(submissionOf(instanceId, sent, instances).state).toBe(state);
  });

  it('waits for its turn', () => {
    expect(submissionReader([], [], [instanceId.toUpperCase()])(instanceId).state).toBe('waiting');
    expect(submissionReader([refused], [], [instanceId])(instanceId).state).toBe('failed');
  });

  it("gives the instance's own reason", () => {
    expect(submissionOf(instanceId, [], [instance('ProtectionError', 'No rights.')])).toMatchObject({
      refusal: { code: 'Why', message: 'No rights.' },
    });
  });

  it('never calls a row failed or not sent that the vault has', () => {
    const states: ProtectionState[] = ['ConfiguringProtection', 'ProtectionConfigured'];
    const some = fc.array(fc.record({ isPending: fc.boolean(), failed: fc.boolean() }), { maxLength: 3 });
    fc.assert(
      fc.property(some, fc.constantFrom(...states), (requests, state) => {
        const sent = requests.map(({ isPending, failed }) =>
          request({ isPending, error: failed ? new Error('no') : null }),
        );
        expect(isAccepted(submissionOf(instanceId, sent, [instance(state)]))).toBe(true);
      }),
    );
  });
});

it('counts what is protected among what was taken', () => {
  const all = (['accepted', 'protected', 'sending', 'notSent', 'protected'] as const).map((state) => ({ state }));
  expect(countSubmissions(all)).toEqual({
    total: 5,
    accepted: 3,
    protected: 2,
    failed: 0,
    waiting: 0,
    sending: 1,
    notSent: 1,
    unknown: 0,
  });
});
