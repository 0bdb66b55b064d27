/** `npm run token`: prints a bearer token of the running server, for scripts and SDKs. */
import { askForLink, command, post } from './local-command.ts';

await command(async () => {
  const { url, code } = await askForLink();
  return (await post(`${url}/auth/token`, { code })).access_token as string;
});
