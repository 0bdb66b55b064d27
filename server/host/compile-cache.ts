/**
 * Modules are compiled once and kept beside the packages: half a second of each start. Where that cannot be written,
 * nothing is kept.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'compiled'));
