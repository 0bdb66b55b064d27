/**
 * The temporary names of the databases and the role of a restore on the target, and the marks in their comments. Only
 * what has both is dropped: a name with the random id of the restore, and its mark.
 */

// 32 hex digits and a number: no person chooses such a name, and no tool reads it as a connection string.
export const unfinished = (id: string, at: number): string => `restoring_${checked(id)}_${String(at)}`;
export const replaced = (id: string, at: number): string => `replaced_${checked(id)}_${String(at)}`;
/** The role that a restore signs in as. */
export const restorer = (id: string): string => `restorer_${checked(id)}`;

function checked(id: string): string {
  if (!/^[0-9a-f]{32}$/.test(id)) throw new Error('The id of a restore must be 32 hex digits.');
  return id;
}

/** How the mark begins, whichever restore it is of. */
export const MADE = 'Restored by Backup Portal, job ';

/** Whether it is the temporary name that an unfinished restore, or a drill, gives a database. */
export const isTransient = (name: string): boolean => /^(?:restoring|drill)_[0-9a-f]{32}_\d+$/.test(name);

const MARKS = {
  /** A database that the restore made, finished or not, until its job has ended. */
  made: (id: string) => `${MADE}${checked(id)}`,
  /** A database whose name a restored one has taken. */
  replaced: (id: string) => `Replaced by Backup Portal, job ${checked(id)}, and kept until the job has ended`,
};

/** The comment of a database, behind the mark of the restore that it belongs to. */
export const marked = (kind: keyof typeof MARKS, id: string, own: string | null): string =>
  own === null ? MARKS[kind](id) : `${MARKS[kind](id)}\n${own}`;

/** The comment without the mark; undefined when it lacks the mark. */
export function unmarked(kind: keyof typeof MARKS, id: string, comment: string | null): string | null | undefined {
  const mark = MARKS[kind](id);
  if (comment === mark) return null;
  return comment?.startsWith(`${mark}\n`) === true ? comment.slice(mark.length + 1) : undefined;
}

/** Correct for either value of `standard_conforming_strings`. */
export const literal = (text: string): string => ` E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
