/** A reason why the page cannot start, with what to do about it. */
export class StartProblem extends Error {
  readonly title: string;
  /** A command to run, shown so that it can be copied. */
  readonly command: string | undefined;

  constructor(title: string, message: string, options: ErrorOptions & { command?: string } = {}) {
    super(message, options);
    this.name = 'StartProblem';
    this.title = title;
    this.command = options.command;
  }
}
