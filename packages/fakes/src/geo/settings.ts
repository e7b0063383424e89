/** What has differed between deployments of the vendors, as switches. */
export interface Settings {
  /** How BrasilAPI says that it knows no coordinates. */
  unknownCoordinates: 'nulls' | 'null' | 'empty';
  /** Whether BrasilAPI takes streets of one name in one city for one street. */
  areHomonymsConfused: boolean;
  /** Older ViaCEP answered a boolean. */
  viacepErro: 'text' | 'boolean';
  /** Virtual milliseconds that an answer takes. */
  latencyMs: number;
  /** Virtual milliseconds that the slow short link takes. */
  slowLinkMs: number;
}

/** The settings of today's deployments. */
export function initialSettings(): Settings {
  return {
    unknownCoordinates: 'nulls',
    areHomonymsConfused: false,
    viacepErro: 'text',
    latencyMs: 0,
    slowLinkMs: 30_000,
  };
}
