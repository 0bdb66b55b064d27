import type { Manifest, PointAddress } from '#provider/ports.ts';

/** The manifest of a point of a server that there never was, with these parts. */
export const sampleManifest = (
  { vaultId, instanceName, recoveryPointId }: PointAddress,
  parts: Manifest['parts'],
  formatVersion: Manifest['formatVersion'] = 2,
): Manifest => ({
  formatVersion,
  recoveryPointId,
  vaultId,
  instanceId: `${vaultId}/backupInstances/${instanceName}`,
  serverId: 'server',
  retentionTag: 'default',
  serverVersion: '16.4',
  tools: { pg_dump: '16.4' },
  startedAt: '2026-01-01T00:00:00Z',
  endedAt: '2026-01-01T00:00:01Z',
  parts,
  warnings: [],
});
