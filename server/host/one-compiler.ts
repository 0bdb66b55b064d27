/**
 * PostgreSQL in WebAssembly is optimized in the background by one thread at a time. By several at once the start is no
 * sooner, and each keeps tens of megabytes that it worked with (decision 21). Before anything of it is loaded.
 */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--wasm-num-compilation-tasks=1');
