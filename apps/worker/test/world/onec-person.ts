import type { Exchange } from './start-exchange.ts';

type Row = Record<string, unknown>;

/** Somebody with rights of their own who changes objects of the base through its standard interface. */
export interface OnecPerson {
  create(set: string, fields: Row): Promise<Row>;
  change(set: string, ref: string, fields: Row): Promise<void>;
  erase(set: string, ref: string): Promise<void>;
  find(set: string, field: string, value: unknown): Promise<Row>;
}

/** Gives the base licences enough for its people, and one of them the keyboard. */
export async function seatPerson({ base, workerEnv }: Exchange): Promise<OnecPerson> {
  await base.act('set-licences', { count: 20 });
  const { ONEC_BASE_URL = '', ONEC_USERNAME = '', ONEC_PASSWORD = '' } = workerEnv;
  const pair = Buffer.from(`${ONEC_USERNAME}:${ONEC_PASSWORD}`, 'utf8').toString('base64');
  const send = async (method: string, path: string, fields?: Row): Promise<Row> => {
    const answer = await fetch(`${ONEC_BASE_URL}/odata/standard.odata/${path}?$format=json`, {
      ...{
        method,
        headers: { authorization: `Basic ${pair}`, 'content-type': 'application/json' },
      },
      ...(fields === undefined ? {} : { body: JSON.stringify(fields) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Row);
  };
  const at = (set: string, ref: string): string => `${encodeURIComponent(set)}(guid'${ref}')`;
  return {
    create: (set, fields) => send('POST', encodeURIComponent(set), fields),
    change: async (set, ref, fields) => void (await send('PATCH', at(set, ref), fields)),
    erase: async (set, ref) => void (await send('DELETE', at(set, ref))),
    find: async (set, field, value) => {
      const { rows } = await base.state(`?set=${encodeURIComponent(set)}`);
      const found = (rows as Row[]).find((row) => row[field] === value);
      if (found === undefined) throw new Error(`${set} has no row with that ${field}.`);
      return found;
    },
  };
}
