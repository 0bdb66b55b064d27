/** What all formats share, and the quoting that keeps a name from being read as anything but a name. */

export interface ExportedFile {
  name: string;
  text: string;
}

// Characters that some language, shell or terminal may take for the end of a line.
const LINE_BREAKERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** Text that stays on the line of its comment. */
export const inComment = (words: string): string => words.replace(LINE_BREAKERS, ' ');

/** A word of a command line that no shell interprets. Plain words stay as they are. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** `2 servers`, `1 server`. */
export const count = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? '' : 's'}`;
