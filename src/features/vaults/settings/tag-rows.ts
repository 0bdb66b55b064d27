/** Tags as rows of a form, what is wrong with them, and the tags that they make. ARM's limits of tags. */

export interface TagRow {
  name: string;
  value: string;
}

const MOST_TAGS = 50;
const LONGEST_NAME = 512;
const LONGEST_VALUE = 256;

export const tagRowsOf = (tags: Readonly<Record<string, string>> = {}): TagRow[] =>
  Object.entries(tags).map(([name, value]) => ({ name, value }));

/** An empty row is not a tag. */
export const isBlank = ({ name, value }: TagRow): boolean => name.trim() === '' && value === '';

/** The tags of rows without problems. */
export const tagsOf = (rows: readonly TagRow[]): Record<string, string> =>
  Object.fromEntries(rows.filter((row) => !isBlank(row)).map(({ name, value }) => [name.trim(), value]));

/** What is wrong, one entry for each row; undefined where nothing is. Names of tags ignore case. */
export function tagProblems(rows: readonly TagRow[]): (string | undefined)[] {
  const seen = new Set<string>();
  let count = 0;
  return rows.map((row) => {
    if (isBlank(row)) return undefined;
    const name = row.name.trim();
    const key = name.toLowerCase();
    const isRepeated = seen.has(key);
    seen.add(key);
    count += 1;
    if (name === '') return 'Enter a name for the tag.';
    if (name.length > LONGEST_NAME) return `The name can be at most ${String(LONGEST_NAME)} characters long.`;
    if (/[<>%&\\?/]/.test(name)) return 'The name must not contain any of < > % & \\ ? /';
    if (isRepeated) return 'Another tag has this name already.';
    if (row.value.length > LONGEST_VALUE) return `The value can be at most ${String(LONGEST_VALUE)} characters long.`;
    return count > MOST_TAGS ? `A resource can have at most ${String(MOST_TAGS)} tags.` : undefined;
  });
}

/** Whether both make the same tags. */
export function areSameTags(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
