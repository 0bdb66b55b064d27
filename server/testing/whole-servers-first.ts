/** The order of the unit tests' files: no worker shall have a long one left when the others are done. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They start whole servers or run a long suite that is elsewhere: a minute each, in files of a few lines. */
const WHOLE_SERVERS = /\/server\/(?:contract|host|testing)\//;

/**
 * Vitest starts with what took longest at the last run. At the first one, and of new files, it knows only their sizes,
 * which would leave these for the end.
 */
export class WholeServersFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const group = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    const place = ({ moduleId }: TestSpecification) => (WHOLE_SERVERS.test(moduleId) ? 0 : 1);
    return (await super.sort(files)).sort((one, other) => group(one) - group(other) || place(one) - place(other));
  }
}
