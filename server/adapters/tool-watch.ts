/** Whoever wants to know which tools run, and how they end. */

/** Called when a tool starts; what it returns is called with the exit status when it has ended, or null when it was killed. */
export type ToolWatch = (name: string) => (status: number | null) => void;

let watch: ToolWatch | undefined;

/** One at a time, in this process. Undefined: nobody. */
export const watchTools = (watcher: ToolWatch | undefined): void => void (watch = watcher);

export const toolStarted: ToolWatch = (name) => watch?.(name) ?? (() => undefined);
