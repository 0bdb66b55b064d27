/** `npm start`. Everything else is loaded after the cache is there that spares compiling it. */
import './compile-cache.ts';

const { runProgram } = await import('./program.ts');
await runProgram();
