import { describe, expect, it } from 'vitest';
import type { BackupInstance, RecoveryPoint } from '#protocol/data-protection.ts';
import type { ServerTarget } from '#protocol/restore.ts';
import type { StorageAccount } from '#protocol/storage.ts';
import { databaseTargets, prefixOf, targetNameOf, type RestoreFacts } from './restore-choices.ts';
import { emptyRestoreForm, reduceRestoreForm, type RestoreForm, type RestoreFormEvent } from './restore-form.ts';
import { restoreRequest } from './restore-request.ts';
import { keptRestoreForm, restoreWizard } from './restore-wizard.tsx';

const account = {
  id: '/subscriptions/1/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/st',
  name: 'st',
  properties: { primaryEndpoints: { blob: 'https://st.blob.example/' } },
} as StorageAccount;
const database = (name: string) => ({ name, format: 'custom', plainBytes: 1, tables: 1, rows: 1 }) as const;

const facts: RestoreFacts = {
  instance: {
    id: 'i',
    properties: { friendlyName: 'pg orders', dataSourceInfo: { resourceLocation: 'westeurope' } },
  } as BackupInstance,
  point: { name: 'a'.repeat(32), properties: { recoveryPointTime: '2026-02-08T22:14:02Z' } } as RecoveryPoint,
  accounts: [account],
  containers: ['one', 'two'],
  databases: [database('orders'), database('postgres')],
  present: ['orders', 'live'],
};

const after = (...events: RestoreFormEvent[]): RestoreForm => events.reduce(reduceRestoreForm, emptyRestoreForm);
const files = after(
  { type: 'accountChosen', accountId: account.id.toUpperCase() },
  { type: 'containerChosen', containerName: 'one' },
);
const server = after({ type: 'targetChosen', target: 'server' }, { type: 'serverChosen', serverId: '/s' });
const messages = (form: RestoreForm, known = facts) =>
  restoreWizard.problems(form, known).map(({ field, message }) => [field, message]);

const isRestoreForm = (stored: unknown) => keptRestoreForm.safeParse(stored).success;

describe('as files', () => {
  it('the request is exactly what the service takes', () => {
    expect(restoreRequest(files, facts)).toEqual({
      objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
      sourceDataStoreType: 'VaultStore',
      recoveryPointId: 'a'.repeat(32),
      restoreTargetInfo: {
        objectType: 'RestoreFilesTargetInfo',
        recoveryOption: 'FailIfExists',
        restoreLocation: 'westeurope',
        targetDetails: {
          restoreTargetLocationType: 'AzureBlobs',
          url: 'https://st.blob.example/one',
          filePrefix: 'pg-orders-20260208',
          targetResourceArmId: `${account.id}/blobServices/default/containers/one`,
        },
      },
    });
  });

  it('everything that is missing is shown at its field, and no request is made before', () => {
    expect(messages(emptyRestoreForm)).toEqual([
      ['account', 'Select a storage account.'],
      ['container', 'Select a container.'],
    ]);
    expect(messages(files, { ...facts, point: undefined })).toEqual([['point', 'Select a restore point.']]);
    expect(restoreRequest(emptyRestoreForm, facts)).toBeUndefined();
  });

  it('an account that a vault cannot write into is a problem', () => {
    const closed = { ...account, properties: { ...account.properties, allowCrossTenantReplication: false } };
    expect(messages(files, { ...facts, accounts: [closed] })).toEqual([
      ['account', 'Cross-tenant replication is turned off on this account.'],
    ]);
  });

  it('the only container is chosen by itself, and another account forgets the container', () => {
    const form = after({ type: 'accountChosen', accountId: account.id });
    expect(messages(form, { ...facts, containers: ['only'] })).toEqual([]);
    expect(reduceRestoreForm(files, { type: 'accountChosen', accountId: '/other' }).containerName).toBeUndefined();
  });

  it('the prefix is proposed until one is typed', () => {
    expect(prefixOf(emptyRestoreForm, facts)).toBe('pg-orders-20260208');
    expect(prefixOf(after({ type: 'prefixTyped', prefix: '' }), facts)).toBe('');
    expect(messages(reduceRestoreForm(files, { type: 'prefixTyped', prefix: 'a/b' }))[0]?.[0]).toBe('prefix');
  });
});

describe('into a server', () => {
  it('every database gets a name that nobody has there', () => {
    expect(databaseTargets(server, { ...facts, present: ['orders_restored'] })).toEqual([
      { name: 'orders', targetName: 'orders_restored_2', replace: false },
      { name: 'postgres', targetName: 'postgres_restored', replace: false },
    ]);
  });

  it('a proposed name is never longer than PostgreSQL takes, nor cut within a letter', () => {
    const name = targetNameOf(emptyRestoreForm, 'ü'.repeat(31));
    expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(63);
    expect(name).toMatch(/^ü+_restored$/);
  });

  it('a database is replaced only when its name was typed, and only what is there', () => {
    const rename = (targetName: string) =>
      reduceRestoreForm(server, { type: 'databaseChanged', name: 'orders', change: { targetName } });
    const taken = rename('live');
    expect(messages(taken)).toEqual([
      ['database orders', 'The server has a database of this name. Use another name, or replace it.'],
    ]);
    const replacing = reduceRestoreForm(taken, { type: 'databaseChanged', name: 'orders', change: { replace: true } });
    expect(messages(replacing)).toEqual([['database orders', 'Type live to confirm that it is replaced.']]);
    const confirmed = reduceRestoreForm(replacing, {
      type: 'databaseChanged',
      name: 'orders',
      change: { confirmation: 'live' },
    });
    expect(messages(confirmed)).toEqual([]);
    expect(databaseTargets(confirmed, facts)[0]).toEqual({ name: 'orders', targetName: 'live', replace: true });
    // The confirmation was for this name at this server.
    const elsewhere = reduceRestoreForm(confirmed, { type: 'serverChosen', serverId: '/t' });
    expect(messages(elsewhere)).not.toEqual([]);
    const other = reduceRestoreForm(confirmed, {
      type: 'databaseChanged',
      name: 'orders',
      change: { targetName: 'orders' },
    });
    expect(messages(other)).toEqual([['database orders', 'Type orders to confirm that it is replaced.']]);
    expect(databaseTargets(confirmed, { ...facts, present: [] })[0]?.replace).toBe(false);
  });

  it('a part of a database goes into a new one, and the choice of a part takes back that one is replaced', () => {
    const only = { schemas: ['app'], tables: [] };
    const replacing = after(
      { type: 'targetChosen', target: 'server' },
      { type: 'serverChosen', serverId: '/s' },
      { type: 'databaseChanged', name: 'orders', change: { targetName: 'live', replace: true } },
      { type: 'partChosen', name: 'orders', only },
    );
    expect(databaseTargets(replacing, facts)[0]).toEqual({ name: 'orders', targetName: 'live', replace: false, only });
    expect(messages(replacing)).toEqual([['database orders', expect.stringMatching(/go into a new one/)]]);
    const whole = reduceRestoreForm(replacing, { type: 'partChosen', name: 'orders', only: undefined });
    expect(databaseTargets(whole, facts)[0]).toEqual({ name: 'orders', targetName: 'live', replace: false });
  });

  it('more rights are requested only where they were chosen and count', () => {
    const rightsOf = (change: object) => {
      const form = reduceRestoreForm(server, { type: 'rightsChosen', change });
      const { ownersAndRoles, fullRoles, asAdministrator } = restoreRequest(form, facts)
        ?.restoreTargetInfo as ServerTarget;
      return [ownersAndRoles, fullRoles, asAdministrator];
    };
    expect(rightsOf({})).toEqual([false, undefined, undefined]);
    expect(rightsOf({ fullRoles: true })).toEqual([false, undefined, undefined]);
    expect(rightsOf({ ownersAndRoles: true, fullRoles: true, asAdministrator: true })).toEqual([true, true, true]);
  });

  it('two databases cannot get one name, and at least one is restored', () => {
    const same = reduceRestoreForm(server, {
      type: 'databaseChanged',
      name: 'orders',
      change: { targetName: 'postgres_restored' },
    });
    expect(messages(same)).toHaveLength(2);
    const none = ['orders', 'postgres'].reduce(
      (form, name) => reduceRestoreForm(form, { type: 'databaseChanged', name, change: { isChosen: false } }),
      server,
    );
    expect(messages(none)).toEqual([['databases', 'Select at least one database.']]);
  });
});

describe('the form', () => {
  it('forgets account, container and server with the subscription', () => {
    const form = reduceRestoreForm({ ...files, serverId: '/s' }, { type: 'subscriptionChosen', subscriptionId: '2' });
    expect(form).toMatchObject({ subscriptionId: '2', touched: true });
    expect([form.accountId, form.containerName, form.serverId]).toEqual([undefined, undefined, undefined]);
  });

  it('is taken from storage only when it is one', () => {
    expect(isRestoreForm(JSON.parse(JSON.stringify(files)))).toBe(true);
    for (const stored of [null, 1, {}, { ...files, target: 'x' }, { ...files, checked: ['x'] }]) {
      expect(isRestoreForm(stored)).toBe(false);
    }
  });
});
