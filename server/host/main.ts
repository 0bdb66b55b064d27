/** `npm start`. Everything else is loaded after these two have set what Node goes by. */
import './compile-cache.ts';
import './one-compiler.ts';

const { runProgram } = await import('./program.ts');
await runProgram();
