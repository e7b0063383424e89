/** What an administrator of the base or its web server has set. */
export interface Settings {
  user: { readonly name: string; readonly password: string };
  /** Minutes east of UTC: Kazakhstan has one zone, UTC+5, since March 2024. */
  offsetMinutes: number;
  /** How many sessions there may be at a time. */
  licences: number;
  /** What a request without a session is told. */
  licenceAnswer: '406' | '500';
  /** Virtual ms after which a session that nobody uses ends. */
  sessionMaxAgeMs: number;
  /** Status for a cookie whose session is gone. */
  goneSessionStatus: 400 | 404;
  /** Virtual ms that a request takes. */
  latency: { read: number; write: number; post: number; metadata: number };
  /** Documents of this day and before may not be changed; '' = open. */
  lockedUntil: string;
  isStockControlled: boolean;
  /** How a second object with the same reference is refused. */
  duplicateAnswer: '400' | '500';
  /** 1C:Fresh: what goes wrong comes as 200 with a page. */
  isFresh: boolean;
  /** Sets left out of the composition. */
  unpublished: Set<string>;
  /** Sets that the user's role does not let see. */
  denied: Set<string>;
}

export const initialUser = { name: 'Обмен Bitrix24', password: 'sandbox-пароль-1' } as const;

/** The settings of a fresh base. */
export function initialSettings(user: Settings['user'] = initialUser): Settings {
  return {
    user,
    offsetMinutes: 300,
    licences: 2,
    licenceAnswer: '406',
    // `sessionMaxAge` of a usual publication.
    sessionMaxAgeMs: 20_000,
    goneSessionStatus: 404,
    latency: { read: 0, write: 0, post: 0, metadata: 0 },
    lockedUntil: '',
    isStockControlled: true,
    duplicateAnswer: '400',
    isFresh: false,
    unpublished: new Set(),
    denied: new Set(),
  };
}
