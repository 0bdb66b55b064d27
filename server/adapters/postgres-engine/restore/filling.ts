/** The input for filling a new database, and the result. */
import type { DatabaseRestore, RestoredDatabaseFacts, RestoreOptions, ServerAccess } from '#provider/ports.ts';
import type { ArchiveToc } from '../../postgres-archive/archive-toc.ts';
import type { AccessFiles } from '../access.ts';
import type { ServerVersion } from '../facts.ts';
import type { Tools } from '../tools.ts';

export interface Filling {
  database: DatabaseRestore;
  /** The name of the database while it is filled. */
  name: string;
  toc: ArchiveToc | undefined;
  tools: Tools;
  server: Pick<ServerVersion, 'major'>;
  files: AccessFiles;
  signal: AbortSignal;
  /** The role that restores the archive. */
  access: ServerAccess;
  /**
   * Whether that is the login, and whether the login is a superuser: decides which advice helps where rights are
   * missing.
   */
  isLogin: boolean;
  hasSuperuser: boolean;
  /** Entries that already exist. */
  done: ReadonlySet<number>;
  /** The `search_path` of the source's sessions. */
  searchPath: string;
  read: () => ReturnType<RestoreOptions['readDatabase']>;
}

export type Filled = Omit<RestoredDatabaseFacts, 'targetName'>;
