/** `npm run confirm-clock`: the running server accepts its machine's time, however far it jumped (decision 19). */
import { callOperatorRoute, command } from './local-command.ts';

await command(async () => {
  const { from, to } = await callOperatorRoute('confirm-clock');
  return typeof from === 'string' && typeof to === 'string'
    ? `The clock is accepted as right: it went from ${from} to ${to}. What has expired meanwhile is deleted now.`
    : 'The clock was already accepted as right.';
});
