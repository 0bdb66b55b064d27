import { expect, it } from 'vitest';
import type { BackupInstance, BackupInstanceProperties } from '#protocol/data-protection.ts';
import type { PostgresServer } from '#protocol/postgres.ts';
import { protectionOf } from './protection.ts';

const server = (name: string): PostgresServer => ({ id: `/servers/${name}`, name }) as PostgresServer;

const instance = (serverId: string, currentProtectionState: string): BackupInstance =>
  ({
    properties: {
      dataSourceInfo: { resourceID: serverId },
      currentProtectionState,
      protectionStatus: { status: currentProtectionState },
    } as BackupInstanceProperties,
  }) as BackupInstance;

it('counts the servers that exist, by the state of their backup instance', () => {
  const servers = ['orders', 'billing', 'audit', 'new'].map(server);
  const instances = [
    instance('/SERVERS/Orders', 'ProtectionConfigured'),
    instance('/servers/billing', 'ProtectionError'),
    instance('/servers/audit', 'ProtectionStopped'),
    instance('/servers/gone', 'ProtectionConfigured'),
  ];
  expect(protectionOf(servers, instances)).toEqual({ isProtected: 1, isOtherwise: 2, isUnprotected: 1 });
});
