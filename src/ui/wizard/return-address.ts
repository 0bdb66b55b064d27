/** Where to go after creating a vault or a policy: an address of this page, named in the link to the form. */

/** A base for parsing the path; nothing is ever sent there. */
const ANY_ORIGIN = 'http://portal.invalid';

/**
 * The path, query and fragment that `text` names; undefined for anything that a browser could take for another place: a
 * full URL, `//host`, `/\host`, and text that becomes one of these without dots and tabs.
 */
export function returnAddress(text: string | null): string | undefined {
  if (text?.startsWith('/') !== true || !URL.canParse(text, ANY_ORIGIN)) return undefined;
  const { origin, pathname, search, hash } = new URL(text, ANY_ORIGIN);
  return origin === ANY_ORIGIN && !pathname.startsWith('//') ? pathname + search + hash : undefined;
}

/** The same address with the choice added to its query, such as `policy` with the policy's id. */
export function withChoice(address: string, name: string, id: string): string {
  const { pathname, search, hash } = new URL(address, ANY_ORIGIN);
  const query = new URLSearchParams(search);
  query.set(name, id);
  return `${pathname}?${query.toString()}${hash}`;
}
