/** Something that the operator has to change before the server can run. Only its message is printed. */
export class SetupError extends Error {
  override name = 'SetupError';
}
