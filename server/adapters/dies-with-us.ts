/** Programs that end with the process that started them, also when that one is killed and can end nobody any more. */
import { execFileSync } from 'node:child_process';

/** Of util-linux: the kernel sends the signal when the parent is gone. Other systems, and other programs of that name, have none. */
const WRAPPER = 'setpriv';
const OPTIONS = ['--pdeathsig', 'KILL'];

let isThere: boolean | undefined;

/** The command that starts `path` with `args` so that it ends with us, where the system can do that. The process id stays its own. */
export function endingWithUs(path: string, args: readonly string[]): [path: string, args: string[]] {
  isThere ??= hasWrapper();
  return isThere ? [WRAPPER, [...OPTIONS, '--', path, ...args]] : [path, [...args]];
}

function hasWrapper(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    // Without a PATH, as tools are started: then it is looked for where the system keeps its own.
    execFileSync(WRAPPER, [...OPTIONS, '--', process.execPath, '--version'], { env: {}, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
