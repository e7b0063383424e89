export interface MuteFacts {
  readonly integration: string;
  /** A reason, or `*`. */
  readonly reason: string;
  /** Virtual; null: until it is fixed. Mutes that are over are not given. */
  readonly until: Date | null;
}

/** True when somebody does not want to hear of this; `for-a-time` leaves out mutes until it is fixed. */
export function isMuted(
  { integration, reason }: { integration: string; reason: string },
  mutes: readonly MuteFacts[],
  which: 'any' | 'for-a-time' = 'any',
): boolean {
  return mutes.some(
    (mute) =>
      (mute.integration === '*' || mute.integration === integration) &&
      (mute.reason === '*' || mute.reason === reason) &&
      (which === 'any' || mute.until !== null),
  );
}
