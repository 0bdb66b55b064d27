/** What it takes to fill a new database, and what comes of it. */
import type { DatabaseRestore, RestoredDatabaseFacts, RestoreOptions, ServerAccess } from '#provider/ports.ts';
import type { ArchiveToc } from '../../postgres-archive/archive-toc.ts';
import type { AccessFiles } from '../access.ts';
import type { ServerVersion } from '../facts.ts';
import type { Tools } from '../tools.ts';

export interface Filling {
  database: DatabaseRestore;
  /** The name under which it is filled. */
  name: string;
  toc: ArchiveToc | undefined;
  tools: Tools;
  server: Pick<ServerVersion, 'major'>;
  files: AccessFiles;
  signal: AbortSignal;
  /** As whom the archive is restored. */
  access: ServerAccess;
  /** Whether that is the login, and whether the login is a superuser: what would help where rights lack. */
  isLogin: boolean;
  hasSuperuser: boolean;
  /** Entries that are there already. */
  done: ReadonlySet<number>;
  /** The `search_path` of the source's sessions. */
  searchPath: string;
  read: () => ReturnType<RestoreOptions['readDatabase']>;
}

export type Filled = Omit<RestoredDatabaseFacts, 'targetName'>;
