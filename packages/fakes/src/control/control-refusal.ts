/** A control request that makes no sense; the message says what is allowed. Answered with 400. */
export class ControlRefusal extends Error {
  override readonly name = 'ControlRefusal';
}
