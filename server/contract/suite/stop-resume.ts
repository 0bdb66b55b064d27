/**
 * Stopping, suspending, resuming and bringing back protection (docs/reference/arm.md#92-stop-and-resume, #93-delete,
 * #94-soft-delete).
 */
import type { BackupInstance, DeletedBackupInstance, Page } from '#protocol/data-protection.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import { VAULT_ID } from '#provider/seed.ts';
import { describe, expect, it } from 'vitest';
import type { ContractHost } from '../host.ts';
import {
  endOf,
  errorOf,
  eventually,
  instanceInput,
  newGuid,
  protectedServer,
  startBackup,
  trigger,
  type Arm,
} from './client.ts';
import { freshWorld } from './world.ts';

const stateOf = async (arm: Arm, instanceId: string): Promise<string> =>
  (await arm.get<BackupInstance>(instanceId)).properties.currentProtectionState;

/** Requests the change and waits for its operation. */
async function change(arm: Arm, instanceId: string, action: string): Promise<string> {
  const answer = await arm.post(`${instanceId}/${action}`);
  expect(answer.status, answer.text).toBe(202);
  expect((await arm.settle(answer)).status).toBe('Succeeded');
  return stateOf(arm, instanceId);
}

const deletedIdOf = (instanceId: string): string => instanceId.replace('/backupInstances/', '/deletedBackupInstances/');

/** A protected server with one recovery point, deleted: the vault keeps it for its days. */
async function softDeleted(arm: Arm): Promise<{ instanceId: string; server: string }> {
  const found = await protectedServer(arm);
  await endOf(arm, await startBackup(arm, found.instanceId));
  const removal = await arm.remove(found.instanceId);
  expect(removal.status).toBe(202);
  await arm.settle(removal);
  return found;
}

export function describeStopResume(host: ContractHost): void {
  describe('stopping and resuming', () => {
    const arm = freshWorld(host);

    it.each([
      ['stopProtection', 'ProtectionStopped', 'resumeProtection'],
      ['suspendBackups', 'BackupsSuspended', 'resumeBackups'],
      ['suspendBackups', 'BackupsSuspended', 'resumeProtection'],
    ])('%s leads to %s, and %s back; in between no backup is made', async (stop, state, resume) => {
      const { instanceId } = await protectedServer(arm());
      expect(await change(arm(), instanceId, stop)).toBe(state);
      const refused = await arm().post(`${instanceId}/backup`, trigger());
      expect([refused.status, errorOf(refused).code]).toEqual([400, 'UserErrorBackupInstanceNotProtected']);
      expect(await change(arm(), instanceId, resume)).toBe('ProtectionConfigured');
      expect((await endOf(arm(), await startBackup(arm(), instanceId))).properties.status).toBe('Completed');
    });

    it('returns 200 with nothing when there is nothing to resume', async () => {
      const { instanceId } = await protectedServer(arm());
      const answer = await arm().post(`${instanceId}/resumeProtection`);
      expect([answer.status, answer.text, answer.headers.get('azure-asyncoperation')]).toEqual([200, '', null]);
    });

    it('refuses what the state does not allow, and says which state would', async () => {
      const { instanceId } = await protectedServer(arm());
      await change(arm(), instanceId, 'stopProtection');
      const answer = await arm().post(`${instanceId}/resumeBackups`);
      expect(answer.status).toBe(400);
      expect(errorOf(answer)).toMatchObject({
        code: 'UserErrorBackupInstanceStateNotAllowed',
        message: expect.stringContaining('Backups can be resumed in the state BackupsSuspended.') as string,
      });
    });

    it('refuses to stop while a backup runs', async () => {
      const { instanceId } = await protectedServer(arm(), { host: 'slow.invalid' });
      await startBackup(arm(), instanceId);
      const answer = await arm().post(`${instanceId}/stopProtection`);
      expect([answer.status, errorOf(answer).code]).toEqual([400, 'UserErrorMaxConcurrentOperationLimitReached']);
    });

    it('deletes what is stopped', async () => {
      const { instanceId } = await protectedServer(arm());
      await change(arm(), instanceId, 'stopProtection');
      const removal = await arm().remove(instanceId);
      expect(removal.status).toBe(202);
      await arm().settle(removal);
      expect((await arm().call('GET', instanceId)).status).toBe(404);
    });

    it('brings a deleted instance back with its recovery points, stopped, and resumes it', async () => {
      const { instanceId } = await softDeleted(arm());
      const kept = await arm().get<DeletedBackupInstance>(deletedIdOf(instanceId));
      const { deletionTime, scheduledPurgeTime } = kept.properties.deletionInfo;
      expect(Date.parse(scheduledPurgeTime) - Date.parse(deletionTime)).toBe(14 * DAY_MS);

      const answer = await arm().post(`${deletedIdOf(instanceId)}/undelete`);
      expect(answer.status, answer.text).toBe(202);
      expect((await arm().settle(answer)).status).toBe('Succeeded');
      expect(await stateOf(arm(), instanceId)).toBe('ProtectionStopped');
      expect((await arm().get<Page<unknown>>(`${instanceId}/recoveryPoints`)).value).toHaveLength(1);
      expect((await arm().call('GET', deletedIdOf(instanceId))).status).toBe(404);
      expect(await change(arm(), instanceId, 'resumeProtection')).toBe('ProtectionConfigured');
    });

    it('does not resume when the server was protected by another instance meanwhile', async () => {
      const { instanceId, server } = await softDeleted(arm());
      const other = `${VAULT_ID}/backupInstances/other-${newGuid()}`;
      const configured = await arm().put(other, { properties: instanceInput(server) });
      expect(configured.status, configured.text).toBe(201);
      await eventually(
        () => arm().get<BackupInstance>(other),
        ({ properties }) => properties.currentProtectionState === 'ProtectionConfigured',
      );
      await arm().settle(await arm().post(`${deletedIdOf(instanceId)}/undelete`));
      const answer = await arm().post(`${instanceId}/resumeProtection`);
      expect([answer.status, errorOf(answer).code]).toEqual([400, 'UserErrorDppDatasourceAlreadyHasBackupInstance']);
    });

    it('returns 404 for an instance that was never deleted', async () => {
      const { instanceId } = await protectedServer(arm());
      const answer = await arm().post(`${deletedIdOf(instanceId)}/undelete`);
      expect([answer.status, errorOf(answer).code]).toEqual([404, 'ResourceNotFound']);
    });
  });
}
