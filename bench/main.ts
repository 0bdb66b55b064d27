/** `npm run bench`: every benchmark, one after the other. Fails when one is over its budget. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

let isOver = false;
for (const name of [
  'page-weight.ts',
  'first-content.ts',
  'estate.ts',
  'long-lists.ts',
  'idle.ts',
  'backup.ts',
  'restore.ts',
  'drill.ts',
]) {
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, name)], { stdio: 'inherit' });
  isOver ||= status !== 0;
  console.log();
}
process.exitCode = isOver ? 1 : 0;
