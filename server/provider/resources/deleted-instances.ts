/** Deleted backup instances that their vault still keeps (contract 9.4). */
import { INSTANCE_TYPE, VAULT_TYPE } from '#protocol/data-protection.ts';
import { ok, type Handler } from '../call.ts';
import { existing } from '../existing.ts';
import { readPage } from '../paging.ts';
import { deletedInstances, vaults, word, type DeletedInstanceRecord } from '../records.ts';
import { idIn, at, fill, route, VAULT, type Route } from '../router.ts';

const READ = `${VAULT_TYPE}/deletedBackupInstances/read`;
const DELETED = `${VAULT}/deletedBackupInstances/:instance`;

const shown = ({ resource, deletedAt, purgeAt, activityId }: DeletedInstanceRecord) => ({
  properties: {
    deletionInfo: {
      deletionTime: deletedAt,
      billingEndDate: deletedAt,
      scheduledPurgeTime: purgeAt,
      deleteActivityID: activityId,
    },
    ...resource.properties,
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

export const deletedInstanceRoutes: Route[] = [
  route('GET', `${VAULT}/deletedBackupInstances`, at(VAULT, READ), list),
  route('GET', DELETED, at(VAULT, READ), read),
];
