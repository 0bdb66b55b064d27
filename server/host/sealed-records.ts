/**
 * Updates all sealed texts of the state at a start: those from before texts were bound to their record, and those of a
 * former master key. A text that does not open stays as it is, and its next use reports that.
 */
import { idKey } from '#protocol/resource-id.ts';
import type { RecordSealing } from '#adapters/record-sealing.ts';
import type { Sealing as FormerSealing } from '#adapters/sealing.ts';
import { deploymentContents } from '#provider/deployment-records.ts';
import { eachOf } from '#provider/each-of.ts';
import type { Log, Store } from '#provider/ports.ts';
import { servers } from '#provider/records.ts';

interface Resealing {
  store: Store;
  sealing: RecordSealing;
  /** The sealing of texts before they were bound. */
  former: FormerSealing;
  log: Log;
}

export async function resealRecords({ store, sealing, former, log }: Resealing): Promise<void> {
  const resealed = (sealed: string, owner: string, plainOf: (sealed: string) => string): string => {
    // Of a server that was brought back from a storage, and has no password yet.
    if (sealed === '') return sealed;
    try {
      return sealing.reseal(isBound(sealed) ? sealed : plainOf(sealed), owner);
    } catch {
      log('a sealed text of the state does not open', { of: owner }, 'error');
      return sealed;
    }
  };
  // The content is the engine's own sealed text: it is bound unopened.
  await eachOf(store, servers, (tx, { key, value }) =>
    tx.put(servers, key, { ...value, sealed: resealed(value.sealed, idKey(value.resource.id), (text) => text) }),
  );
  await eachOf(store, deploymentContents, (tx, { key, value }) =>
    tx.put(deploymentContents, key, { sealed: resealed(value.sealed, key, (text) => former.open(text)) }),
  );
}

const isBound = (sealed: string): boolean => sealed.startsWith('v2.');
