/** Something that keeps the page from starting, said so that a person can act on it. */
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
