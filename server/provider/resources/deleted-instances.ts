/** Deleted backup instances that their vault still keeps (docs/reference/arm.md#94-soft-delete). */
import { INSTANCE_TYPE, VAULT_TYPE, type DeletedBackupInstance } from '#protocol/data-protection.ts';
import { ok, type Handler } from '../call.ts';
import { existing } from '../existing.ts';
import { acceptedHeaders, startOperation } from '../operations.ts';
import { readPage } from '../paging.ts';
import { deletedInstances, vaults, word, type DeletedInstanceRecord } from '../records.ts';
import { idIn, at, fill, route, VAULT, type Route } from '../router.ts';

const UNDELETE = `${VAULT_TYPE}/deletedBackupInstances/undelete/action`;
const READ = `${VAULT_TYPE}/deletedBackupInstances/read`;
const DELETED = `${VAULT}/deletedBackupInstances/:instance`;

const shown = ({ resource, deletedAt, purgeAt, activityId }: DeletedInstanceRecord): DeletedBackupInstance => ({
  properties: {
    ...resource.properties,
    deletionInfo: {
      deletionTime: deletedAt,
      billingEndDate: deletedAt,
      scheduledPurgeTime: purgeAt,
      deleteActivityID: activityId,
    },
    objectType: 'DeletedBackupInstance',
  },
  id: resource.id.replace('/backupInstances/', '/deletedBackupInstances/'),
  name: resource.name,
  type: INSTANCE_TYPE.replace('backupInstances', 'deletedBackupInstances'),
});

const list: Handler = async (call) =>
  ok(
    await call.ports.store.transact(async (tx) => {
      const vault = await existing(tx, vaults, idIn(call, VAULT));
      return readPage(call, tx, deletedInstances, { with: [word.inVault(vault.id)] }, shown);
    }),
  );

const read: Handler = async (call) => {
  const id = fill(`${VAULT}/backupInstances/:instance`, call.params);
  return ok(shown(await call.ports.store.transact((tx) => existing(tx, deletedInstances, id))));
};

/** The instance comes back with all its recovery points, and stopped: backups are resumed by a step of their own. */
const undelete: Handler = (call) =>
  call.ports.store.transact(async (tx) => {
    const record = await existing(tx, deletedInstances, fill(`${VAULT}/backupInstances/:instance`, call.params));
    const vault = await existing(tx, vaults, record.vaultId);
    const operation = await startOperation(call, tx, {
      vaultId: vault.id,
      location: vault.location,
      work: { kind: 'undeleteInstance', payload: { instanceId: record.resource.id } },
    });
    return { status: 202, headers: acceptedHeaders(call, operation) };
  });

export const deletedInstanceRoutes: Route[] = [
  route('GET', `${VAULT}/deletedBackupInstances`, at(VAULT, READ), list),
  route('GET', DELETED, at(VAULT, READ), read),
  route('POST', `${DELETED}/undelete`, at(VAULT, UNDELETE), undelete),
];
