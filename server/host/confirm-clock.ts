/** `npm run confirm-clock`: the running server takes its machine's time for right, however far it jumped (decision 19). */
import { askOperator, command } from './local-command.ts';

await command(async () => {
  const { from, to } = await askOperator('confirm-clock');
  return typeof from === 'string' && typeof to === 'string'
    ? `The clock is taken for right: it went from ${from} to ${to}. What has expired meanwhile is deleted now.`
    : 'The clock was believed already.';
});
