/** What nobody outside the vendor knows for certain, as switches: a client must live with both. */
export interface Settings {
  /** What `desde` and `ate` look at. */
  windowBy: 'creation' | 'move';
  /** `certain`: board rows carry only what the vendor's one known client reads. */
  rowFields: 'all' | 'certain';
  /** Whether ids stand as JSON numbers or as texts. */
  idForm: 'number' | 'text';
  /** What is said of a client that is not there. */
  missingClient: 'empty' | '404';
  /** Requests in a virtual minute before 429; 0 = no limit. */
  perMinute: number;
  /** Virtual milliseconds that a read takes. */
  latencyMs: number;
}

/** The settings of a fresh board. */
export function initialSettings(): Settings {
  return {
    windowBy: 'creation',
    rowFields: 'all',
    idForm: 'number',
    missingClient: 'empty',
    perMinute: 0,
    latencyMs: 0,
  };
}
