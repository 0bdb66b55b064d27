/** What every format is made of, and the measures that keep a name from being read as anything but a name. */

export interface ExportedFile {
  name: string;
  text: string;
}

// Whatever some language, shell or terminal may take for the end of a line.
const LINE_BREAKERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** Words that stay on the line of their comment. */
export const inComment = (words: string): string => words.replace(LINE_BREAKERS, ' ');

/** A word of a command line that no shell reads more into. Plain words stay as they are. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** `2 servers`, `1 server`. */
export const count = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? '' : 's'}`;
