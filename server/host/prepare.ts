/**
 * A program of the set-up: does beforehand what a new server would have to do while somebody waits for its link. Prepares the
 * clusters that its state and its sample server are copied from, and compiles the modules that it loads.
 */
import './compile-cache.ts';

const { prepareState } = await import('#adapters/sql/pglite-database.ts');
const { prepareSample } = await import('#adapters/sample-engine/sample-data.ts');
await Promise.all([prepareState(), prepareSample(), import('./program.ts')]);
