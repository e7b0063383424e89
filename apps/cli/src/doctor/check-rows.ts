import { findKeyringProblems, listCredentials } from '@ponte/db/credentials';
import { openKeyring } from '@ponte/db/keyring';
import { readStatus } from '@ponte/operations/read-status';
import type { IntegrationStatus } from '@ponte/operations/status';
import { toMaskedMessage } from '@ponte/logging/mask';
import type { Desk } from '../desk.ts';
import { EXIT } from '../exit-codes.ts';
import { ok, problem, warning, type Check } from './check.ts';

/** ENCRYPTION_KEY against what is sealed in this database. */
export async function checkEncryptionKey({ env, database }: Desk): Promise<Check[]> {
  const { prisma } = database;
  if (env.encryptionKey === undefined) {
    const sealed = (await listCredentials(prisma)).length;
    const next = 'Make one with: echo "k1:$(openssl rand -base64 32)"';
    const text = 'ENCRYPTION_KEY is not set';
    return sealed === 0
      ? [warning('encryption', `${text}: vendor credentials cannot be stored`, next)]
      : [
          problem('encryption', `${text}, and ${sealed} stored secrets cannot be read`, {
            next: 'Set the key that they were stored with.',
            exitCode: EXIT.usage,
          }),
        ];
  }
  try {
    const keyring = openKeyring(env.encryptionKey);
    const problems = await findKeyringProblems(prisma, keyring);
    return problems.length === 0
      ? [
          ok(
            'encryption',
            `the key "${keyring.firstId}" seals new secrets and all stored ones open`,
          ),
        ]
      : problems.map((text) => problem('encryption', text, { exitCode: EXIT.usage }));
  } catch (thrown) {
    return [problem('encryption', toMaskedMessage(thrown), { exitCode: EXIT.usage })];
  }
}

/** Who works, who has which account, and what waits for a person. */
export async function checkWork({ ports, times }: Desk): Promise<Check[]> {
  const { workers, leases, integrations, unclaimedEvents } = await readStatus(ports);
  return [
    ...(workers.length === 0
      ? [warning('worker', 'none is alive', 'Start one: npm start, or ponte work')]
      : workers.map(({ id, startedAt, note }) => {
          const text = `${id}, started ${times.ago(times.fromReal(startedAt))}`;
          return ok('worker', note === null ? text : `${text}, ${note}`);
        })),
    ...leases.map(({ name, owner }) => ok('lease', `${name} belongs to ${owner}`)),
    ...integrations.map((one) => checkIntegration(one)),
    ...unclaimedEvents.map(({ source, count }) =>
      warning('events', `${count} events of ${source} that no integration works on yet`, null),
    ),
  ];
}

function checkIntegration(one: IntegrationStatus): Check {
  const held = one.held.reduce((sum, { count }) => sum + count, 0);
  const { events, records } = one.waiting;
  const text = `${one.state}; waiting ${events} events and ${records} records, held ${held}`;
  if (one.pause !== null) {
    return warning(one.slug, `${text}; paused: ${one.pause.reason}`, `ponte resume ${one.slug}`);
  }
  const [trouble] = one.troubles;
  if (trouble !== undefined) {
    const why = `${trouble.job}: ${trouble.message ?? trouble.reason ?? trouble.state}`;
    return one.state === 'failed'
      ? problem(one.slug, `${text}; ${why}`, { next: trouble.nextStep })
      : warning(one.slug, `${text}; ${why}`, trouble.nextStep);
  }
  return held > 0 ? warning(one.slug, text, 'ponte held list') : ok(one.slug, text);
}
