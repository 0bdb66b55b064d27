/**
 * A program of the set-up that makes the first start fast: it prepares the clusters that a new server's state and
 * sample server are copied from, and compiles its modules.
 */
import './compile-cache.ts';

const { prepareState } = await import('#adapters/sql/pglite-database.ts');
const { prepareSample } = await import('#adapters/sample-engine/sample-data.ts');
await Promise.all([prepareState(), prepareSample(), import('./program.ts')]);
