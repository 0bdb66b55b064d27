/**
 * Modules are compiled once and kept beside the packages: half a second of each start. Where that cannot be written,
 * nothing is kept. Threads and helper processes are told by the environment alone.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'compiled');
enableCompileCache(process.env.NODE_COMPILE_CACHE);
