/**
 * A failure that the user can understand and do something about; everything else is a bug and goes to the log.
 * `code` is stable (shown in the log, tested), `message` names what was wrong and what to do.
 */
export class UserError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "UserError";
  }
}
