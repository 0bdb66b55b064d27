/** The `Engine` port: real PostgreSQL servers and the embedded sample, distinguished by how their access is sealed. */
import type { Engine } from '#provider/ports.ts';

export function createEngine(postgres: Engine, sample: Engine): Engine {
  const engineOf = (sealed: string): Engine => (sealed === SAMPLE_SEALED ? sample : postgres);
  return {
    seal: (access) => postgres.seal(access),
    probe: (sealed, ...more) => engineOf(sealed).probe(sealed, ...more),
    inspect: (sealed, signal) => engineOf(sealed).inspect(sealed, signal),
    listDatabases: (sealed, ...more) => engineOf(sealed).listDatabases(sealed, ...more),
    backUp: (sealed, sink, options) => engineOf(sealed).backUp(sealed, sink, options),
    importDump: (dump, sink, options) => postgres.importDump(dump, sink, options),
    readContents: (part, plain) => postgres.readContents(part, plain),
    checkTarget: (sealed, ...more) => engineOf(sealed).checkTarget(sealed, ...more),
    foreseeRestore: (sealed, restore, options) => engineOf(sealed).foreseeRestore(sealed, restore, options),
    restore: (sealed, restore, options) => engineOf(sealed).restore(sealed, restore, options),
    discardRestore: (sealed, restore, signal) => engineOf(sealed).discardRestore(sealed, restore, signal),
    isRestored: (sealed, restore, signal) => engineOf(sealed).isRestored(sealed, restore, signal),
    settleRestore: (sealed, restore, signal) => engineOf(sealed).settleRestore(sealed, restore, signal),
    checkScratch: (version) => postgres.checkScratch(version),
    startScratch: (version, signal) => postgres.startScratch(version, signal),
  };
}

/** Where the sample server's access would be sealed. It is inside this process and needs none. */
export const SAMPLE_SEALED = 'sample:';
