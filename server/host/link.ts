/** `npm run link`: prints a fresh one-time link to the running server. */
import { askForLink, command } from './local-command.ts';

await command(async () => {
  const { url, code } = await askForLink();
  return `${url}/?code=${code}`;
});
