/** Takes the one-time code out of the address bar, so that it is neither copied nor kept in the history. */
export function takeCodeFromAddress(): string | null {
  const address = new URL(location.href);
  const code = address.searchParams.get('code');
  if (code === null) return null;
  address.searchParams.delete('code');
  history.replaceState(history.state, '', address);
  return code;
}
