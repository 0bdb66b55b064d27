/**
 * States as releases have left them, as `pg_dump` wrote them: the tables of the state and of the queue. In that of 0.1.0 the
 * sample server is protected and has been backed up once, and a server of one's own is registered. All dates in it are four weeks earlier
 * than they were, so that its weekly backup is due.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The SECRET_KEY that they were made with. */
export const FORMER_SECRET = 'the secret of the state that release 0.1.0 left';

export const formerState = (release: '0.1.0'): string =>
  gunzipSync(readFileSync(join(import.meta.dirname, 'states', `${release}.sql.gz`))).toString('utf8');
