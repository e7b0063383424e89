/** The Bitrix24 fake as tests play it: started on the test's own clock, driven by its control port. */
import { connect } from 'node:tls';
import type { Clock } from '@ponte/clock';
import { startBitrix24Fake, type Bitrix24Fake } from '@ponte/fakes/start';

export interface Fault {
  readonly kind: string;
  readonly match?: { readonly method?: string; readonly command?: boolean; readonly id?: string };
  readonly count?: number;
  readonly [setting: string]: unknown;
}

export interface FakePortal extends Bitrix24Fake {
  /** Replaces the faults that strike; none heals everything. */
  setFaults(...faults: Fault[]): Promise<void>;
  act(body: object): Promise<unknown>;
  get(path: 'counters' | 'state' | 'requests'): Promise<Record<string, unknown>>;
  /** Back to the seed. */
  reset(): Promise<void>;
}

/** Starts a portal whose time is the clock's. */
export async function startFakePortal(clock: Clock, scenario: object): Promise<FakePortal> {
  const fake = await startBitrix24Fake({
    time: { scale: clock.scale, originMs: clock.originMs },
    scenario: { ...scenario },
  });
  const post = async (path: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`${fake.control}/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (response.status !== 200) throw new Error(`/${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  return {
    ...fake,
    setFaults: async (...faults) => void (await post('faults', faults)),
    act: (body) => post('act', body),
    get: async (path) =>
      (await (await fetch(`${fake.control}/${path}`)).json()) as Record<string, unknown>,
    reset: async () => void (await post('reset', { scenario })),
  };
}

/** The certificate a TLS server shows, in PEM, so that a client can be told to trust it. */
export function fetchCertificate(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false });
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      const der = socket.getPeerCertificate().raw.toString('base64');
      socket.destroy();
      resolve(`-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----\n`);
    });
  });
}
