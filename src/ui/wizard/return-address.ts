/** Where one goes after creating a vault or a policy: an address of this page that the link here named. */

/** What stands before the path while it is taken apart; nothing is ever sent there. */
const ANY_ORIGIN = 'http://portal.invalid';

/**
 * The path, query and fragment that `text` names; undefined for anything that a browser could take for another place:
 * a full URL, `//host`, `/\host`, and what becomes one of these once dots and tabs are gone.
 */
export function returnAddress(text: string | null): string | undefined {
  if (text?.startsWith('/') !== true || !URL.canParse(text, ANY_ORIGIN)) return undefined;
  const { origin, pathname, search, hash } = new URL(text, ANY_ORIGIN);
  return origin === ANY_ORIGIN && !pathname.startsWith('//') ? pathname + search + hash : undefined;
}

/** The same address, whose query now holds the choice as well, such as `policy` with the policy's id. */
export function withChoice(address: string, name: string, id: string): string {
  const { pathname, search, hash } = new URL(address, ANY_ORIGIN);
  const query = new URLSearchParams(search);
  query.set(name, id);
  return `${pathname}?${query.toString()}${hash}`;
}
