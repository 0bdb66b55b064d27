/** `npm run token`: prints a bearer token of the running server, for scripts and SDKs. */
import { requestLink, command } from './local-command.ts';

await command(async () => {
  const { url, code, send } = await requestLink();
  return (await send(`${url}/auth/token`, { code })).access_token as string;
});
