/** `npm run link`: prints a fresh one-time link to the running server. */
import { requestLink, command } from './local-command.ts';

await command(async () => {
  const { url, code } = await requestLink();
  return `${url}/?code=${code}`;
});
