/**
 * Restoring as files: every part of a recovery point becomes a file in a container (docs/reference/arm.md#102-restore,
 * #14-files).
 */
import type { ResourceId } from '#protocol/resource-id.ts';
import { RESTORE_DETAIL, restoredFileNames, type FilesTarget, type RestoredFile } from '#protocol/restore.ts';
import { accountProblem } from '#protocol/storage.ts';
import {
  containerNotAccessible,
  containerNotFound,
  filesExist,
  refusedDataAction,
  restoreNotAuthorized,
} from '../domain/restore-rules.ts';
import { WorkFault } from '../fault.ts';
import type { RestorePlace } from '../ports.ts';
import { containerAt, type FoundContainer } from '../restore-places.ts';
import { counted } from './counted.ts';
import type { WorkContext } from './work-context.ts';
import { identityAccess, vaultOf } from './readiness.ts';
import type { Restoring } from './restoring.ts';

export function restoringToFiles(
  context: WorkContext,
  vaultId: ResourceId,
  { targetDetails: { url, filePrefix } }: FilesTarget,
  restoreId: string,
): Restoring {
  const { ports, options, signal } = context;
  const { restoreTargets, vaultStorage, store, clock } = ports;

  const find = async (): Promise<FoundContainer> => {
    const found = containerAt(await restoreTargets.accounts(), url);
    if (!found) throw new WorkFault(containerNotFound(url));
    return found;
  };
  const place = async (): Promise<RestorePlace> => ({ containerId: (await find()).id, restoreId });
  // The operator may have taken the container away; there is nothing left to clear up then.
  const ifThere = async (clear: (at: RestorePlace) => Promise<void>): Promise<void> => {
    const found = containerAt(await restoreTargets.accounts(), url);
    if (found) await clear({ containerId: found.id, restoreId });
  };

  return {
    // A file takes everything.
    foresee: () => Promise.resolve([]),

    async checkTarget() {
      const { account, id } = await find();
      const { vault, access } = await store.transact(async (tx) => {
        const owner = await vaultOf(tx, vaultId);
        return { vault: owner, access: await identityAccess(tx, owner, id, clock.now(), options.rolePropagationMs) };
      });
      const refused = refusedDataAction(access, id);
      if (refused !== undefined) throw new WorkFault(restoreNotAuthorized(vault, id, refused));
      const problem = accountProblem(account.resource);
      if (problem !== undefined) throw new WorkFault(containerNotAccessible(problem));
    },

    async checkContents({ manifest }) {
      const taken = await restoreTargets.taken(await place(), restoredFileNames(filePrefix, manifest.parts));
      if (taken.length > 0) throw new WorkFault(filesExist(taken));
    },

    bytesOf: ({ parts }) => parts.reduce((sum, { plainBytes }) => sum + plainBytes, 0),

    async copy({ point, manifest }, { onBytes }) {
      const writer = await restoreTargets.begin(await place());
      const names = restoredFileNames(filePrefix, manifest.parts);
      const files: RestoredFile[] = [];
      for (const [at, part] of manifest.parts.entries()) {
        const name = names[at] ?? '';
        await writer.write(name, counted(vaultStorage.read(point, part, signal), onBytes));
        const { database, format, plainBytes } = part;
        files.push({ name, bytes: plainBytes, format, ...(database !== undefined && { database }) });
      }
      signal.throwIfAborted();
      await writer.publish();
      const { folder } = (await find()).container;
      return {
        details: {
          [RESTORE_DETAIL.files]: JSON.stringify(files),
          ...(folder !== undefined && { [RESTORE_DETAIL.folder]: folder }),
        },
        warnings: [],
      };
    },

    stands: () => Promise.resolve(false),
    discard: () => ifThere((at) => restoreTargets.discard(at)),
    settle: () => ifThere((at) => restoreTargets.settle(at)),
  };
}
