import type { Desk } from '../desk.ts';
import type { DeliveryPreview } from '@ponte/integrations/isales-fieldcontrol/rules/to-preview';
import { toPrintable } from './table.ts';

type Place = Pick<Desk, 'screen'>;

/** Deliveries with the requests that would leave, and each body field by field. */
export function renderPreviews({ screen }: Place, previews: readonly DeliveryPreview[]): string {
  if (previews.length === 0) return 'Nothing would be sent.';
  return previews
    .map(({ isalesId, chave, tipo, estado, requests }) => {
      const head = `card ${isalesId}  ${chave}  ${tipo}, ${estado}`;
      const lines = requests.flatMap(({ request, only, body }) => [
        `  ${toPrintable(request)}${only === null ? '' : `  (only if ${only})`}`,
        ...listFields(body).map(([name, text]) => `      ${screen.paint.dim(name)}  ${text}`),
      ]);
      const none = '  nothing leaves: see its state and ponte fieldcontrol pendings';
      return [screen.paint.bold(toPrintable(head)), ...(lines.length > 0 ? lines : [none])];
    })
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** `address.city  São Paulo` for everything that a body holds, however deep. */
function listFields(value: unknown, path: readonly string[] = []): [string, string][] {
  if (typeof value !== 'object' || value === null) {
    return [[path.join('.'), toPrintable(String(value))]];
  }
  return Object.entries(value).flatMap(([name, inner]) => listFields(inner, [...path, name]));
}

/** `moved 3, requests 2`; what is nought is left out. */
export function toCountWords(counts: Readonly<Record<string, number>>): string {
  const words = Object.entries(counts).flatMap(([name, count]) =>
    count === 0 ? [] : [`${name} ${count}`],
  );
  return words.length === 0 ? 'nothing changed' : words.join(', ');
}
