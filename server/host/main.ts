/** `npm start`. Everything else is loaded after the compile cache is enabled. */
import './compile-cache.ts';

const { runProgram } = await import('./program.ts');
await runProgram();
