/**
 * The vault storage as the provider uses it: damage that is met in a proof, a restore or a look at what is in a point,
 * has it written down with the point.
 */
import { atCopy, copyNameOf, otherCopy } from './domain/point-copies.ts';
import { EngineFault, type PointAddress, type Ports, type VaultStorages } from './ports.ts';
import { noteCopyDamage } from './point-records.ts';

export function noticingStorage(ports: Ports): VaultStorages {
  const { log } = ports;

  async function notice(point: PointAddress, error: unknown): Promise<void> {
    if (!(error instanceof EngineFault) || error.code !== 'RecoveryPointDamaged') return;
    await noteCopyDamage(ports, point, error.message).catch((failure: unknown) => {
      log('damage not written down', { recoveryPointId: point.recoveryPointId, error: String(failure) });
    });
  }

  async function noticed<T>(point: PointAddress, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      await notice(point, error);
      throw error;
    }
  }

  return {
    begin: (point, expectedBytes) => ports.vaultStorage.begin(point, expectedBytes),
    async copy(point, ...rest) {
      try {
        await ports.vaultStorage.copy(point, ...rest);
      } catch (error) {
        await notice(atCopy(point, otherCopy(copyNameOf(point))), error);
        throw error;
      }
    },
    remove: (point) => ports.vaultStorage.remove(point),
    hold: (point, until) => ports.vaultStorage.hold(point, until),
    forget: (vaultId, storage) => ports.vaultStorage.forget(vaultId, storage),
    async manifest(point) {
      const manifest = await noticed(point, ports.vaultStorage.manifest(point));
      if (!manifest) await notice(point, new EngineFault('RecoveryPointDamaged', NO_FILES, []));
      return manifest;
    },
    verify: (point, signal, onBytes) => noticed(point, ports.vaultStorage.verify(point, signal, onBytes)),
    async *read(point, part, signal, proof) {
      try {
        yield* ports.vaultStorage.read(point, part, signal, proof);
      } catch (error) {
        await notice(point, error);
        throw error;
      }
    },
  };
}

const NO_FILES = 'The vault does not hold the files of the recovery point.';
