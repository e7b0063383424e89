import { reasonInWords } from '@ponte/integrations/reasons';

/** How people call the integrations. */
const NAMES: Readonly<Record<string, string>> = {
  'bitrix24-deals': 'Bitrix24 deals → PostgreSQL',
  'onec-bitrix24': 'Bitrix24 sales → 1C, stock of 1C → Bitrix24',
  'isales-fieldcontrol': 'iSales projects → FieldControl',
  alerts: 'Notices → Telegram',
};

export function nameOfIntegration(slug: string): string {
  return NAMES[slug] ?? slug;
}

/** A closed word, a reason or another, as a person reads it: `unknown-event` → `unknown event`. */
export function inWords(word: string): string {
  return reasonInWords(word);
}

/** The first letter in capitals: for the beginning of a sentence. */
export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The last half of a job's name: `bitrix24-deals.drain-deals` → `drain deals`. */
export function nameOfJob(job: string): string {
  return inWords(job.slice(job.indexOf('.') + 1));
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${new Intl.NumberFormat('en').format(count)} ${count === 1 ? one : many}`;
}

/** Figures of a run in words: `read 20 · stored 18`; zeros are left out. */
export function countsInWords(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([, count]) => count !== 0)
    .map(([what, count]) => `${inWords(what)} ${new Intl.NumberFormat('en').format(count)}`)
    .join(' · ');
}
