/** Something that the operator has to change before the server can run. Its message is all there is to say. */
export class SetupError extends Error {
  override name = 'SetupError';
}
